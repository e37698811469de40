package io.tokengrid.app;

import io.tokengrid.rating.Agreement;
import io.tokengrid.rating.Audience;
import io.tokengrid.rating.ExchangeRate;
import io.tokengrid.rating.Modifier;
import io.tokengrid.rating.ModifierSet;
import io.tokengrid.rating.NamePattern;
import io.tokengrid.rating.PriceBook;
import io.tokengrid.rating.PriceRow;
import io.tokengrid.rating.PriceRules;
import io.tokengrid.rating.Tariff;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Reads the rows, modifiers, exchange rates and agreements of one or several documents that make
/// one book together, and says where each mistake stands.
final class PriceReader {
    /// So many mistakes of a document are told at once.
    private static final int MOST_MISTAKES = 50;

    private final List<Placed<PriceRow>> rows = new ArrayList<>();
    private final List<Placed<ModifierSet>> modifiers = new ArrayList<>();
    private final List<Placed<ExchangeRate>> rates = new ArrayList<>();
    private final List<Placed<Agreement>> agreements = new ArrayList<>();
    private final List<ConfigException> mistakes = new ArrayList<>();
    private final ListPrices listPrices = new ListPrices();

    /// What was read, and where.
    private record Placed<T>(T value, Section at) {}

    private PriceReader() {}

    /// Reads everything; throws the first mistake.
    static PriceRules read(List<Section> documents) {
        var reader = new PriceReader();
        PriceRules rules = reader.all(documents);
        if (!reader.mistakes.isEmpty()) {
            throw reader.mistakes.getFirst();
        }
        return rules;
    }

    /// Reads everything that is right, and hands out the mistakes in the order of the documents;
    /// those of whole books come last.
    static PriceRules read(List<Section> documents, Consumer<ConfigException> mistake) {
        var reader = new PriceReader();
        PriceRules rules = reader.all(documents);
        reader.mistakes.forEach(mistake);
        return rules;
    }

    private PriceRules all(List<Section> documents) {
        for (Section document : documents) {
            read(document, "prices", this::row, rows);
            read(document, "price-modifiers", PriceReader::set, modifiers);
            read(document, "exchange-rates", PriceReader::rate, rates);
            read(document, "value-chain", ChainReader::agreement, agreements);
        }
        // Without rows that are wrong in themselves, so that they are told once.
        while (mistakes.size() < MOST_MISTAKES && dropOne()) {}
        PriceRules prices = rules(rows, modifiers, rates);
        return new PriceRules(
                prices.rows(), prices.modifiers(), prices.exchangeRates(), agreements());
    }

    /// Those of names that no other one before has.
    private List<Agreement> agreements() {
        Set<String> names = new HashSet<>();
        var kept = new ArrayList<Agreement>();
        for (Placed<Agreement> agreement : agreements) {
            if (names.add(agreement.value().name())) {
                kept.add(agreement.value());
            } else {
                mistakes.add(
                        agreement
                                .at()
                                .wrong(
                                        ChainOptions.NAME.key(),
                                        "two agreements are called '"
                                                + agreement.value().name()
                                                + "'",
                                        "give it another name"));
            }
        }
        return kept;
    }

    private <T> void read(
            Section document, String key, Function<Section, T> one, List<Placed<T>> into) {
        try {
            for (Supplier<Section> entry : document.entries(key)) {
                try {
                    Section section = entry.get();
                    into.add(new Placed<>(one.apply(section), section));
                } catch (ConfigException e) {
                    mistakes.add(e);
                }
            }
        } catch (ConfigException e) {
            mistakes.add(e);
        }
    }

    private PriceRow row(Section section) {
        Optional<Tariff> sell = new TariffReader(section, PriceOptions.SELL, listPrices).read();
        Optional<Tariff> buy = new TariffReader(section, PriceOptions.BUY, listPrices).read();
        if (sell.isEmpty() && buy.isEmpty()) {
            throw section.wrong(
                    "per-million",
                    "is missing",
                    "write per-million: { input: PRICE, output: PRICE }, per-unit,"
                            + " context-tiers or list-price");
        }
        if (buy.isEmpty() && section.find(PriceOptions.BUY_CURRENCY).isPresent()) {
            throw section.wrong(
                    PriceOptions.BUY_CURRENCY.key(),
                    "stands without what we pay",
                    "write buy-per-million in the same row");
        }
        String model = section.get(PriceOptions.MODEL);
        var currency = section.get(PriceOptions.CURRENCY);
        var effective = section.get(PriceOptions.EFFECTIVE);
        var buyCurrency = section.find(PriceOptions.BUY_CURRENCY).orElse(currency);
        return section.made(
                PriceOptions.UNTIL.key(),
                () ->
                        new PriceRow(
                                model,
                                section.find(PriceOptions.PROVIDER).orElse(null),
                                currency,
                                effective,
                                section.find(PriceOptions.UNTIL).orElse(null),
                                sell.orElse(null),
                                buy.map(tariff -> new PriceRow.Buying(buyCurrency, tariff))
                                        .orElse(null),
                                section.get(PriceOptions.BACKDATE)));
    }

    private static ModifierSet set(Section section) {
        String name = section.get(PriceOptions.SET_NAME);
        List<Modifier> members =
                section.list("members").stream().map(PriceReader::modifier).toList();
        if (members.isEmpty()) {
            throw section.wrong(
                    "members", "is missing", "write each modifier on lines that begin with -");
        }
        return section.made(
                "members",
                () -> new ModifierSet(name, section.get(PriceOptions.SET_COMBINE), members));
    }

    private static Modifier modifier(Section section) {
        var times =
                TariffReader.times(section, PriceOptions.MODIFIER_CHANGE)
                        .orElseThrow(() ->
                                section.wrong(
                                        PriceOptions.MODIFIER_CHANGE.times().key(),
                                        "is missing",
                                        "write times, such as times: 0.9"));
        String name = section.get(PriceOptions.MODIFIER_NAME);
        var kind = section.get(PriceOptions.MODIFIER_KIND);
        var effective = section.get(PriceOptions.MODIFIER_EFFECTIVE);
        var audience =
                new Audience(
                        section.find(PriceOptions.MODIFIER_MODELS).orElse(NamePattern.ANY),
                        several(section, PriceOptions.MODIFIER_PROVIDERS),
                        several(section, PriceOptions.MODIFIER_GROUPS),
                        several(section, PriceOptions.MODIFIER_ORGANIZATIONS));
        return section.made(
                PriceOptions.MODIFIER_CHANGE.times().key(),
                () ->
                        new Modifier(
                                name,
                                kind,
                                section.get(PriceOptions.MODIFIER_SIDE),
                                times,
                                audience,
                                effective,
                                section.find(PriceOptions.MODIFIER_UNTIL).orElse(null)));
    }

    private static ExchangeRate rate(Section section) {
        var from = section.get(PriceOptions.RATE_FROM);
        var to = section.get(PriceOptions.RATE_TO);
        var rate = section.get(PriceOptions.RATE);
        String source = section.get(PriceOptions.RATE_SOURCE);
        var asOf = section.get(PriceOptions.RATE_AS_OF);
        return section.made(
                PriceOptions.RATE.key(),
                () ->
                        new ExchangeRate(
                                from,
                                to,
                                rate,
                                section.find(PriceOptions.RATE_ROUND).orElse(null),
                                source,
                                asOf));
    }

    private static <T> Set<T> several(Section section, Option<T> option) {
        return Set.copyOf(section.listOf(option).orElse(List.of()));
    }

    /// Takes out the first rate, set or row with which what precedes it makes no book, and says so.
    ///
    /// @return whether there was one
    private boolean dropOne() {
        if (refusal(rows.size(), modifiers.size(), rates.size()) == null) {
            return false;
        }
        int twice = firstRefused(rates.size(), n -> refusal(0, 0, n));
        if (twice > 0) {
            String why = refusal(0, 0, twice);
            Placed<ExchangeRate> rate = rates.remove(twice - 1);
            mistakes.add(
                    rate.at()
                            .wrong(
                                    PriceOptions.RATE_TO.key(),
                                    String.valueOf(why),
                                    "keep one of them"));
            return true;
        }
        int sets = firstRefused(modifiers.size(), n -> refusal(0, n, rates.size()));
        if (sets > 0) {
            String why = refusal(0, sets, rates.size());
            Placed<ModifierSet> set = modifiers.remove(sets - 1);
            mistakes.add(set.at().wrong(String.valueOf(why), "give it another name"));
            return true;
        }
        int until = firstRefused(rows.size(), n -> refusal(n, modifiers.size(), rates.size()));
        String why = refusal(until, modifiers.size(), rates.size());
        Placed<PriceRow> row = rows.remove(until - 1);
        mistakes.add(
                row.at()
                        .wrong(
                                PriceOptions.EFFECTIVE.key(),
                                String.valueOf(why),
                                "keep one row for each instant, and name a rounding where a product"
                                        + " has too many digits"));
        return true;
    }

    /// The smallest number of leading entries that is refused; 0 if none is. More of them are
    /// refused as well, so the search halves.
    private static int firstRefused(int all, Function<Integer, @Nullable String> refusal) {
        if (refusal.apply(all) == null) {
            return 0;
        }
        int fine = 0;
        int refused = all;
        while (refused - fine > 1) {
            int middle = (fine + refused) >>> 1;
            if (refusal.apply(middle) == null) {
                fine = middle;
            } else {
                refused = middle;
            }
        }
        return refused;
    }

    private @Nullable String refusal(int leadingRows, int leadingSets, int leadingRates) {
        try {
            new PriceBook(
                    1,
                    rules(
                            rows.subList(0, leadingRows),
                            modifiers.subList(0, leadingSets),
                            rates.subList(0, leadingRates)));
            return null;
        } catch (IllegalArgumentException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static PriceRules rules(
            List<Placed<PriceRow>> rows,
            List<Placed<ModifierSet>> modifiers,
            List<Placed<ExchangeRate>> rates) {
        return new PriceRules(values(rows), values(modifiers), values(rates));
    }

    private static <T> List<T> values(List<Placed<T>> placed) {
        return placed.stream().map(Placed::value).toList();
    }
}
