package io.tokengrid.console;

import io.tokengrid.rating.PriceBook;
import io.tokengrid.rating.PriceRules;
import java.util.List;

/// Reads prices as people write them. Thread-safe.
public interface PriceDocuments {
    /// Whether the configuration in force has prices of its own, so that nobody else may publish
    /// others.
    boolean configured();

    /// Reads a document in YAML or JSON with `prices`, `price-modifiers`, `exchange-rates` and
    /// `value-chain`.
    Reading read(String document);

    /// What a document says, as far as it is right.
    ///
    /// @param mistakes in the order of the document; empty if the rules make a book
    record Reading(PriceRules rules, List<PriceMistake> mistakes) {
        /// A book of it that is not published.
        ///
        /// @throws ApiProblem for the first mistake
        PriceBook book() {
            if (!mistakes.isEmpty()) {
                throw ApiProblem.invalid(
                        "invalid_prices",
                        mistakes.getFirst().message() + ".",
                        mistakes.getFirst().hint() + ".");
            }
            return new PriceBook(1, rules);
        }
    }

    /// @param message one line: where it stands, by line, column and name, and what is wrong
    /// @param hint what to write instead
    record PriceMistake(String message, String hint) {}
}
