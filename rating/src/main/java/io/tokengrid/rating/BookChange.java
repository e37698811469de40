package io.tokengrid.rating;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What is different in another book about one row, set of modifiers, exchange rate or agreement.
///
/// @param name of the row or set
/// @param kind what became of it
/// @param fields where it differs, in the order of the notation
public record BookChange(String name, Kind kind, List<FieldChange> fields) {
    /// What became of a row or set.
    public enum Kind {
        ADDED,
        CHANGED,
        REMOVED
    }

    /// A text of the notation that is different.
    ///
    /// @param field where it stands, such as `per-million.input`
    /// @param before null if it was not there
    /// @param after null if it is not there any more
    public record FieldChange(String field, @Nullable String before, @Nullable String after) {}

    public BookChange {
        fields = List.copyOf(fields);
    }

    /// Everything that makes `after` another book than `before`: rows by their model, provider,
    /// currency and effective time, sets of modifiers by their names, exchange rates by their
    /// currencies, agreements by their names.
    public static List<BookChange> between(PriceBook before, PriceBook after) {
        var changes = new ArrayList<BookChange>();
        compare(
                before.rows(),
                after.rows(),
                row -> row.name() + " in " + row.currency(),
                PriceNotation::of,
                changes);
        compare(
                before.rules().modifiers(),
                after.rules().modifiers(),
                set -> "modifiers '" + set.name() + "'",
                PriceNotation::of,
                changes);
        compare(
                before.rules().exchangeRates(),
                after.rules().exchangeRates(),
                ExchangeRate::name,
                PriceNotation::of,
                changes);
        compare(
                before.rules().agreements(),
                after.rules().agreements(),
                agreement -> "agreement '" + agreement.name() + "'",
                PriceNotation::of,
                changes);
        return changes;
    }

    private static <T> void compare(
            List<T> before,
            List<T> after,
            Function<T, String> name,
            Function<T, Map<String, Object>> notation,
            List<BookChange> changes) {
        Map<String, T> old = named(before, name);
        Map<String, T> now = named(after, name);
        Set<String> names = new LinkedHashSet<>(old.keySet());
        names.addAll(now.keySet());
        for (String each : names) {
            T from = old.get(each);
            T to = now.get(each);
            Kind kind = from == null ? Kind.ADDED : to == null ? Kind.REMOVED : Kind.CHANGED;
            if (from == null || !from.equals(to)) {
                changes.add(
                        new BookChange(
                                each,
                                kind,
                                fields(
                                        from == null ? Map.of() : notation.apply(from),
                                        to == null ? Map.of() : notation.apply(to))));
            }
        }
    }

    private static <T> Map<String, T> named(List<T> all, Function<T, String> name) {
        var named = new LinkedHashMap<String, T>();
        all.forEach(one -> named.put(name.apply(one), one));
        return named;
    }

    private static List<FieldChange> fields(Map<String, Object> before, Map<String, Object> after) {
        var old = new LinkedHashMap<String, String>();
        var now = new LinkedHashMap<String, String>();
        flatten("", before, old);
        flatten("", after, now);
        Set<String> paths = new LinkedHashSet<>(old.keySet());
        paths.addAll(now.keySet());
        return paths.stream()
                .map(path -> new FieldChange(path, old.get(path), now.get(path)))
                .filter(field -> field.before() == null || !field.before().equals(field.after()))
                .toList();
    }

    private static void flatten(String path, Object value, Map<String, String> flat) {
        switch (value) {
            case Map<?, ?> map ->
                    map.forEach((key, below) ->
                            flatten(path.isEmpty() ? "" + key : path + "." + key, below, flat));
            case List<?> list -> {
                for (int i = 0; i < list.size(); i++) {
                    flatten(path + "[" + i + "]", list.get(i), flat);
                }
            }
            default -> flat.put(path, value.toString());
        }
    }
}
