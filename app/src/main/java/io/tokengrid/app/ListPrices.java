package io.tokengrid.app;

import io.tokengrid.app.prices.ListPrice;
import io.tokengrid.app.prices.PriceCatalogue;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The list prices that a configuration names, looked up in the catalogue, which is read only if
/// there is one. For one thread.
final class ListPrices {
    private @Nullable PriceCatalogue catalogue;

    /// The list price that a setting names.
    ///
    /// @throws ConfigException if the catalogue has none of that id
    Optional<ListPrice> find(Section section, Option<String> option) {
        return section.find(option)
                .map(id ->
                        catalogue()
                                .find(id)
                                .orElseThrow(() ->
                                        section.wrong(
                                                option.key(),
                                                "'" + id + "' is no id of the catalogue of prices",
                                                hint(id))));
    }

    private String hint(String id) {
        return catalogue().of(id).stream()
                .findFirst()
                .map(near -> "did you mean " + near.id() + "?")
                .orElse("look for it with ./tokengrid prices list");
    }

    private PriceCatalogue catalogue() {
        if (catalogue == null) {
            catalogue = PriceCatalogue.builtIn();
        }
        return catalogue;
    }
}
