package io.tokengrid.app;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.tokengrid.app.BillProfile.Column;
import io.tokengrid.app.BillProfile.Phrase;
import io.tokengrid.app.BillProfile.Role;
import io.tokengrid.console.BillDocuments.BillMistake;
import io.tokengrid.console.BillDocuments.Days;
import io.tokengrid.console.BillDocuments.Reading;
import io.tokengrid.rating.bill.Bill;
import io.tokengrid.rating.bill.BillRow;
import io.tokengrid.rating.bill.Meter;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Money;
import io.tokengrid.units.Sha256;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Reads one file as a profile says. All of it is right, or nothing of it is taken and the first
/// mistakes are told by their lines. For one thread.
final class BillReader {
    private static final int MAX_LINES = 500_000;
    private static final int MAX_MISTAKES = 20;
    private static final Map<String, String> CURRENCIES =
            Map.of("RMB", "CNY", "人民币", "CNY", "元", "CNY", "美元", "USD");

    private final BillProfile profile;
    private final byte[] file;
    private final int from;
    private final Days period;
    private final List<BillMistake> mistakes = new ArrayList<>();
    private final List<BillRow> rows = new ArrayList<>();
    private final Map<List<String>, Integer> seen = new HashMap<>();
    private final List<@Nullable Column> columns = new ArrayList<>();
    private @Nullable CurrencyCode currency;
    private int linesBefore;
    private int amountDigits;
    private int skipped;
    private boolean daily;

    /// @param from where in the file its table begins
    /// @param currency of amounts where the file does not say; null if that is the profile's
    BillReader(
            BillProfile profile,
            byte[] file,
            int from,
            Days period,
            @Nullable CurrencyCode currency) {
        this.profile = profile;
        this.file = file;
        this.from = from;
        this.period = period;
        this.currency = currency;
    }

    /// @param lines of the file that stand before its table
    BillReader after(int lines) {
        linesBefore = lines;
        return this;
    }

    Reading read() {
        Optional<String> text = BillText.of(file, from);
        if (text.isEmpty()) {
            mistake(0, "is no text in UTF-8 or GB18030", "export the file as CSV again");
        } else {
            table(text.get());
        }
        CurrencyCode of = currency == null ? profile.currency().orElse(null) : currency;
        if (mistakes.isEmpty() && of == null) {
            mistake(0, "does not say its currency", "say it with currency=CNY");
        }
        if (mistakes.isEmpty() && rows.isEmpty()) {
            mistake(0, "has no row of a bill", "check the file and the profile");
        }
        return mistakes.isEmpty() && of != null
                ? new Reading.Right(bill(of))
                : new Reading.Wrong(mistakes);
    }

    private Bill bill(CurrencyCode of) {
        return new Bill(
                profile.shape().name(),
                profile.shape().attested(),
                Sha256.digest(file, 0, file.length),
                profile.zone(),
                period.from(),
                period.to(),
                of,
                amountDigits,
                daily,
                skipped,
                rows);
    }

    private void table(String text) {
        int line = 0;
        try (CsvReader<CsvRecord> csv =
                CsvReader.builder().allowMissingFields(false).ofCsvRecord(text)) {
            boolean begun = false;
            for (CsvRecord record : csv) {
                line = Math.toIntExact(record.getStartingLineNumber()) + linesBefore;
                if (!begun) {
                    begun = true;
                    header(line, record.getFields());
                } else if (line > MAX_LINES) {
                    mistake(line, "is beyond the first " + MAX_LINES, "split the period");
                } else {
                    record(line, record.getFields().stream().map(String::strip).toList());
                }
                if (!mistakes.isEmpty() && seen.isEmpty() || mistakes.size() >= MAX_MISTAKES) {
                    return;
                }
            }
        } catch (CsvParseException e) {
            mistake(
                    line + 1,
                    "cannot be read: " + e.getMessage(),
                    "lines have as many fields as the first, and quotes end where they begin");
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void mistake(int line, String reason, String hint) {
        mistakes.add(new BillMistake(line, reason, hint));
    }

    // Columns

    private void header(int line, List<String> names) {
        Map<String, Integer> places = new HashMap<>();
        for (String name : names) {
            String plain = plain(name);
            if (places.put(plain, columns.size()) != null) {
                mistake(line, "column '" + name.strip() + "' stands there twice", "keep one");
            }
            Column of =
                    profile.columns().stream()
                            .filter(column ->
                                    column.names().stream()
                                            .anyMatch(known -> plain(known).equals(plain)))
                            .findFirst()
                            .orElse(null);
            if (of == null && !profile.skipsOthers()) {
                mistake(
                        line,
                        "column '" + name.strip() + "' is not known",
                        "profile " + profile.shape().name() + " has " + known());
            }
            columns.add(of);
        }
        for (Column wanted : profile.columns()) {
            if (!wanted.optional() && !columns.contains(wanted)) {
                mistake(
                        line,
                        "column '" + String.join("' or '", wanted.names()) + "' is missing",
                        "profile " + profile.shape().name() + " has " + known());
            }
        }
        daily = columns.stream().anyMatch(column -> column != null && column.role() == Role.DAY);
    }

    private String known() {
        return profile.shape().columns().stream().collect(Collectors.joining(", "));
    }

    private static String plain(String name) {
        return name.strip().toLowerCase(Locale.ROOT);
    }

    // Rows

    private void record(int line, List<String> fields) {
        Integer before = seen.putIfAbsent(fields, line);
        try {
            if (isOther(fields) || isEmpty(fields)) {
                skipped++;
            } else if (before != null) {
                throw new IllegalArgumentException("is the same as line " + before);
            } else {
                row(line, fields);
            }
        } catch (IllegalArgumentException e) {
            mistake(line, String.valueOf(e.getMessage()), "correct the line, or ask the provider");
        }
    }

    /// Whether a line is about another product.
    private boolean isOther(List<String> fields) {
        for (int i = 0; i < columns.size(); i++) {
            Column column = columns.get(i);
            if (column != null
                    && column.role() == Role.ONLY
                    && column.wanted().stream().noneMatch(fields.get(i)::equalsIgnoreCase)) {
                return true;
            }
        }
        return false;
    }

    /// Whether a line says neither how much nor what it costs.
    private boolean isEmpty(List<String> fields) {
        for (int i = 0; i < columns.size(); i++) {
            Column column = columns.get(i);
            boolean figure =
                    column != null
                            && (column.role() == Role.COUNT
                                    || column.role() == Role.QUANTITY
                                    || column.role() == Role.AMOUNT);
            if (figure && !fields.get(i).isEmpty()) {
                return false;
            }
        }
        return true;
    }

    private void row(int line, List<String> fields) {
        currency(value(Role.CURRENCY, fields));
        LocalDate day = day(fields);
        String item = value(Role.ITEM, fields);
        String model = item == null ? value(Role.MODEL, fields) : item;
        Phrase phrase = phrase(item, value(Role.METER, fields));
        if (item != null && phrase != null) {
            model =
                    item.substring(0, item.length() - phrase.name().length())
                            .replaceAll("[\\s,，:：_|/-]+$", "");
        }
        if (model == null || model.isBlank()) {
            throw new IllegalArgumentException("has no model");
        }
        if (phrase != null && phrase.meter().isEmpty()) {
            skipped++;
            return;
        }
        Money amount = amount(value(Role.AMOUNT, fields));
        Money price = price(fields);
        Meter meter = phrase == null ? Meter.AMOUNT : phrase.meter().orElseThrow();
        String quantity = value(Role.QUANTITY, fields);
        if (phrase != null && quantity != null && !quantity.isEmpty()) {
            long of =
                    named("quantity", quantity, () -> BillNumbers.quantity(quantity, unit(fields)));
            rows.add(new BillRow(line, day, model, meter, of, price, amount));
            return;
        }
        int counted = rows.size();
        counts(line, day, model, fields);
        if (amount != null) {
            rows.add(new BillRow(line, day, model, meter, null, null, amount));
        } else if (rows.size() == counted) {
            throw new IllegalArgumentException("has neither a quantity nor an amount");
        }
    }

    private void counts(int line, @Nullable LocalDate day, String model, List<String> fields) {
        for (int i = 0; i < columns.size(); i++) {
            Column column = columns.get(i);
            if (column != null && column.role() == Role.COUNT && !fields.get(i).isEmpty()) {
                String text = fields.get(i);
                long of =
                        named(
                                column.names().getFirst(),
                                text,
                                () -> BillNumbers.quantity(text, profile.unit()));
                if (of > 0) {
                    Meter meter = column.counts().orElseThrow();
                    rows.add(new BillRow(line, day, model, meter, of, null, null));
                }
            }
        }
    }

    private @Nullable LocalDate day(List<String> fields) {
        String text = value(Role.DAY, fields);
        if (text == null) {
            return null;
        }
        LocalDate day = named("day", text, () -> BillNumbers.day(text, profile.zone()));
        if (day.isBefore(period.from()) || !day.isBefore(period.to())) {
            throw new IllegalArgumentException(
                    day
                            + " is outside of the period from "
                            + period.from()
                            + " to "
                            + period.to().minusDays(1));
        }
        return day;
    }

    private @Nullable Phrase phrase(@Nullable String item, @Nullable String meter) {
        if (item == null && meter == null) {
            return null;
        }
        String text = plain(item == null ? String.valueOf(meter) : item);
        return profile.meters().stream()
                .filter(one ->
                        item == null
                                ? text.equals(plain(one.name()))
                                : text.endsWith(plain(one.name())))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "'" + shown(item == null ? meter : item) + "' is no known meter"));
    }

    private @Nullable Money amount(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        Money amount = named("amount", text, () -> BillNumbers.amount(text, profile.round()));
        if (amount.isNegative() && !profile.credits()) {
            throw new IllegalArgumentException("amount '" + shown(text) + "': a negative amount");
        }
        amountDigits = Math.max(amountDigits, BillNumbers.digits(amount));
        return amount;
    }

    private @Nullable Money price(List<String> fields) {
        String text = value(Role.PRICE, fields);
        return text == null || text.isEmpty()
                ? null
                : named("price", text, () -> BillNumbers.price(text, profile.pricePer()));
    }

    private BillUnit unit(List<String> fields) {
        String word = value(Role.UNIT, fields);
        if (word == null || word.isEmpty()) {
            return profile.unit();
        }
        return BillUnit.ofWord(word)
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "in a unit that is not known: " + shown(word)));
    }

    private void currency(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return;
        }
        String code = CURRENCIES.getOrDefault(text, text).toUpperCase(Locale.ROOT);
        CurrencyCode of = named("currency", text, () -> PlanKinds.currency().parser().apply(code));
        if (currency == null) {
            currency = of;
        } else if (!currency.equals(of)) {
            throw new IllegalArgumentException("is in " + of + ", not in " + currency);
        }
    }

    private @Nullable String value(Role role, List<String> fields) {
        for (int i = 0; i < columns.size(); i++) {
            Column column = columns.get(i);
            if (column != null && column.role() == role) {
                return fields.get(i);
            }
        }
        return null;
    }

    private static <T> T named(String what, String text, java.util.function.Supplier<T> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    what + " '" + shown(text) + "': " + e.getMessage(), e);
        }
    }

    private static String shown(@Nullable String text) {
        String all = String.valueOf(text).replaceAll("\\p{Cntrl}", "?");
        return all.length() <= 60 ? all : all.substring(0, 60) + "...";
    }
}
