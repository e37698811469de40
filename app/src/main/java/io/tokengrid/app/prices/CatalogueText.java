package io.tokengrid.app.prices;

import io.tokengrid.app.prices.Provenance.Status;
import io.tokengrid.metering.ServiceTier;
import io.tokengrid.metering.TokenClass;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Price;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The form in which the catalogue is kept, made to be read by people and to show a change of a
/// price as a change of one line. Fields are separated by tabs:
///
/// - `# ...`: for readers.
/// - `ID PROVIDER MODEL MODE CURRENCY SOURCE CHECKED STATUS LINK CONTEXT MAX-OUTPUT RETIRES
///   LEFT-OUT`: a list price; what is not known is empty.
/// - a tab, then `CONDITION` and any number of `CLASS=PRICE`: its rates. The condition is empty or
///   words such as `batch >200000 <=400000 @09:00-12:00,14:00-18:00 Asia/Shanghai`.
/// - `! LINE ID REASON`: an entry of a source that could not be taken over.
final class CatalogueText {
    private static final int FIELDS = 13;
    private static final Map<String, TokenClass> CLASSES =
            Arrays.stream(TokenClass.values())
                    .collect(Collectors.toUnmodifiableMap(TokenClass::key, Function.identity()));

    private CatalogueText() {}

    static String write(Imported contents) {
        var text = new StringBuilder();
        for (ListPrice price : contents.prices()) {
            line(
                    text,
                    price.id(),
                    price.provider(),
                    price.model(),
                    price.mode(),
                    price.currency().code(),
                    price.provenance().source(),
                    price.provenance().checked(),
                    price.provenance().status().key(),
                    price.provenance().link(),
                    price.contextWindow().map(String::valueOf).orElse(""),
                    price.maxOutput().map(String::valueOf).orElse(""),
                    price.retires().map(String::valueOf).orElse(""),
                    String.join(", ", price.leftOut()));
            for (Rates rates : price.rates()) {
                var fields = new ArrayList<String>(List.of("", condition(rates.condition())));
                rates.perMillion()
                        .forEach((tokenClass, each) -> fields.add(tokenClass.key() + "=" + each));
                line(text, fields.toArray(String[]::new));
            }
        }
        for (Skipped skipped : contents.skipped()) {
            line(text, "!", Integer.toString(skipped.line()), skipped.entry(), skipped.reason());
        }
        return text.toString();
    }

    private static void line(StringBuilder text, String... fields) {
        text.append(String.join("\t", fields)).append('\n');
    }

    private static String condition(Condition condition) {
        var words = new ArrayList<String>();
        if (condition.tier() != ServiceTier.DEFAULT) {
            words.add(condition.tier().key());
        }
        if (condition.above() > 0) {
            words.add(">" + condition.above());
        }
        condition.upTo().ifPresent(most -> words.add("<=" + most));
        if (!condition.window().isEmpty()) {
            words.add("@" + condition.window());
        }
        return String.join(" ", words);
    }

    /// Throws [IllegalArgumentException] for a text that [#write] cannot have written.
    static Imported read(String text) {
        var prices = new ArrayList<ListPrice>();
        var skipped = new ArrayList<Skipped>();
        var rates = new ArrayList<Rates>();
        String[] head = {};
        for (String line : text.lines().filter(line -> !line.startsWith("#")).toList()) {
            String[] fields = line.split("\t", -1);
            if (fields[0].isEmpty()) {
                rates.add(rates(fields));
                continue;
            }
            if (head.length > 0) {
                prices.add(price(head, rates));
                rates.clear();
            }
            head = fields[0].equals("!") ? new String[0] : fields;
            if (head.length == 0) {
                skipped.add(new Skipped(Integer.parseInt(fields[1]), fields[2], fields[3]));
            }
        }
        if (head.length > 0) {
            prices.add(price(head, rates));
        }
        return new Imported(prices, skipped);
    }

    private static ListPrice price(String[] head, List<Rates> rates) {
        if (head.length != FIELDS) {
            throw new IllegalArgumentException(head[0] + " has " + head.length + " fields");
        }
        return new ListPrice(
                head[0],
                head[1],
                head[2],
                head[3],
                new CurrencyCode(head[4]),
                new Provenance(
                        head[5],
                        head[6],
                        Status.valueOf(head[7].toUpperCase(Locale.ROOT)),
                        head[8]),
                given(head[9]).map(Long::valueOf),
                given(head[10]).map(Long::valueOf),
                given(head[11]).map(LocalDate::parse),
                rates,
                given(head[12]).map(names -> List.of(names.split(", "))).orElse(List.of()));
    }

    private static Optional<String> given(String field) {
        return field.isEmpty() ? Optional.empty() : Optional.of(field);
    }

    private static Rates rates(String[] fields) {
        var perMillion = new EnumMap<TokenClass, Price>(TokenClass.class);
        for (String field : Arrays.asList(fields).subList(2, fields.length)) {
            int equals = field.indexOf('=');
            TokenClass tokenClass = CLASSES.get(field.substring(0, equals));
            if (tokenClass == null) {
                throw new IllegalArgumentException(field + " is of no class of tokens");
            }
            perMillion.put(tokenClass, Price.perMillion(field.substring(equals + 1)));
        }
        return new Rates(condition(fields[1]), perMillion);
    }

    private static Condition condition(String text) {
        int at = text.indexOf('@');
        String window = at < 0 ? "" : text.substring(at + 1);
        long above = 0;
        Optional<Long> upTo = Optional.empty();
        ServiceTier tier = ServiceTier.DEFAULT;
        for (String word : (at < 0 ? text : text.substring(0, at)).split(" ")) {
            if (word.startsWith(">")) {
                above = Long.parseLong(word.substring(1));
            } else if (word.startsWith("<=")) {
                upTo = Optional.of(Long.valueOf(word.substring(2)));
            } else if (!word.isEmpty()) {
                tier = ServiceTier.of(word);
            }
        }
        return new Condition(above, upTo, tier, window);
    }
}
