package io.tokengrid.app.prices;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// List prices of real models from several sources, which do not always agree. What comes with the
/// program is the resource `list-prices.txt`, made by `scripts/make-list-prices`.
///
/// Immutable.
public final class PriceCatalogue {
    private static final String RESOURCE = "list-prices.txt";

    private final Map<String, ListPrice> prices;
    private final List<Skipped> skipped;

    PriceCatalogue(Imported contents) {
        this.prices =
                contents.prices().stream()
                        .collect(
                                Collectors.toMap(
                                        ListPrice::id,
                                        Function.identity(),
                                        (a, b) -> {
                                            throw new IllegalArgumentException(
                                                    a.id() + " stands twice");
                                        },
                                        LinkedHashMap::new));
        this.skipped = contents.skipped();
    }

    /// The catalogue that comes with the program.
    public static PriceCatalogue builtIn() {
        try (InputStream in = PriceCatalogue.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(RESOURCE + " is missing from the program");
            }
            return new PriceCatalogue(
                    CatalogueText.read(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// All of them, by id.
    public List<ListPrice> prices() {
        return List.copyOf(prices.values());
    }

    /// What the sources have and the catalogue could not take over exactly, where the name contains
    /// all of some words, in any case.
    public List<Skipped> skipped(List<String> words) {
        return skipped.stream().filter(each -> hasAll(each.entry(), words)).toList();
    }

    /// The price of an id.
    public Optional<ListPrice> find(String id) {
        return Optional.ofNullable(prices.get(id));
    }

    /// What there is under a name: the price of that id, or else all of the model of that name.
    public List<ListPrice> of(String name) {
        return find(name)
                .map(List::of)
                .orElseGet(() ->
                        prices.values().stream()
                                .filter(price -> price.model().equalsIgnoreCase(name))
                                .toList());
    }

    /// Those whose id begins with a text.
    public List<ListPrice> startingWith(String prefix) {
        return prices.values().stream().filter(price -> price.id().startsWith(prefix)).toList();
    }

    /// Those whose id contains all of some words, in any case.
    public List<ListPrice> search(List<String> words) {
        return prices.values().stream().filter(price -> hasAll(price.id(), words)).toList();
    }

    private static boolean hasAll(String name, List<String> words) {
        String small = name.toLowerCase(Locale.ROOT);
        return words.stream().allMatch(word -> small.contains(word.toLowerCase(Locale.ROOT)));
    }
}
