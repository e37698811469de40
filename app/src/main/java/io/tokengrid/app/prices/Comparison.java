package io.tokengrid.app.prices;

import io.tokengrid.metering.TokenClass;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Price;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/// Where two sources disagree about the prices of the same model at the same provider in the same
/// currency. What only one of them says is no disagreement.
///
/// @param compared how many pairs of list prices were held against each other
/// @param disagreements by model, currency and condition
public record Comparison(int compared, List<Disagreement> disagreements) {
    /// Names that sources have for one provider, by the others' name.
    private static final Map<String, String> PROVIDERS =
            Map.of(
                    "dashscope", "alibaba",
                    "zai", "zhipu-zai",
                    "volcengine", "bytedance-volcengine");

    public Comparison {
        disagreements = List.copyOf(disagreements);
    }

    /// One figure of which there are two.
    ///
    /// @param condition of calls whose price differs
    /// @param a the one source's list price, and its figure
    /// @param b the other's
    public record Disagreement(TokenClass tokenClass, Condition condition, Figure a, Figure b) {
        public String model() {
            return a.from().model();
        }

        public CurrencyCode currency() {
            return a.from().currency();
        }
    }

    /// A price and where it stands.
    public record Figure(ListPrice from, Price price) {}

    private record Subject(String model, CurrencyCode currency) {
        static Subject of(ListPrice price) {
            return new Subject(price.model().toLowerCase(Locale.ROOT), price.currency());
        }
    }

    /// Holds two lists against each other.
    public static Comparison of(List<ListPrice> a, List<ListPrice> b) {
        var others = new HashMap<Subject, List<ListPrice>>();
        for (ListPrice price : b) {
            others.computeIfAbsent(Subject.of(price), _ -> new ArrayList<>()).add(price);
        }
        var disagreements = new ArrayList<Disagreement>();
        int compared = 0;
        for (ListPrice price : a) {
            for (ListPrice other : others.getOrDefault(Subject.of(price), List.of())) {
                if (sameProvider(price, other)) {
                    compared++;
                    compare(price, other, disagreements);
                }
            }
        }
        return new Comparison(compared, disagreements);
    }

    /// A list of ratios names no provider: it is held against all.
    private static boolean sameProvider(ListPrice a, ListPrice b) {
        return a.provider().isEmpty() || b.provider().isEmpty() || provider(a).equals(provider(b));
    }

    private static String provider(ListPrice price) {
        return PROVIDERS.getOrDefault(price.provider(), price.provider());
    }

    private static void compare(ListPrice a, ListPrice b, List<Disagreement> found) {
        Set<Condition> conditions = new TreeSet<>();
        a.rates().forEach(rates -> conditions.add(rates.condition()));
        b.rates().forEach(rates -> conditions.add(rates.condition()));
        for (Condition condition : conditions) {
            Map<TokenClass, Price> one = a.at(condition);
            Map<TokenClass, Price> other = b.at(condition);
            Arrays.stream(TokenClass.values())
                    .filter(each -> one.containsKey(each) && other.containsKey(each))
                    .filter(each -> !Objects.equals(one.get(each), other.get(each)))
                    .forEach(each ->
                            found.add(
                                    new Disagreement(
                                            each,
                                            condition,
                                            new Figure(a, Objects.requireNonNull(one.get(each))),
                                            new Figure(
                                                    b, Objects.requireNonNull(other.get(each))))));
        }
    }

    /// How many models there is a disagreement about.
    public int models() {
        var models = new HashSet<String>();
        disagreements.forEach(each -> models.add(each.model()));
        return models.size();
    }
}
