package io.tokengrid.console;

import io.tokengrid.rating.ModifierSet;
import io.tokengrid.rating.PriceRow;
import java.util.List;

/// Reads prices as people write them. Thread-safe.
public interface PriceDocuments {
    /// Whether the configuration in force has prices of its own, so that nobody else may publish
    /// others.
    boolean configured();

    /// Reads a document in YAML or JSON with `prices` and `price-modifiers`.
    Reading read(String document);

    /// What a document says, as far as it is right.
    ///
    /// @param mistakes in the order of the document; empty if the rows and modifiers make a book
    record Reading(List<PriceRow> rows, List<ModifierSet> modifiers, List<PriceMistake> mistakes) {}

    /// @param message one line: where it stands, by line, column and name, and what is wrong
    /// @param hint what to write instead
    record PriceMistake(String message, String hint) {}
}
