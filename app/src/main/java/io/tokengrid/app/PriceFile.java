package io.tokengrid.app;

import io.tokengrid.rating.ModifierSet;
import io.tokengrid.rating.PriceBook;
import io.tokengrid.rating.PriceRow;
import java.nio.file.Path;
import java.util.List;

/// All that a file, or a configuration with its files of prices, says about prices. The rows and
/// modifiers make a book: nothing overlaps, and every product is a price.
///
/// @param rows in the order of the file
/// @param modifiers in the order in which they multiply
record PriceFile(List<PriceRow> rows, List<ModifierSet> modifiers) {
    PriceFile {
        rows = List.copyOf(rows);
        modifiers = List.copyOf(modifiers);
    }

    /// The book that they make, as the first version.
    PriceBook book() {
        return new PriceBook(1, rows, modifiers);
    }

    /// Reads a file that has `prices` and `price-modifiers` as a configuration has them, in YAML or
    /// JSON. Variables of the environment are not filled in.
    ///
    /// @throws ConfigException at the first thing that is wrong, with its line and column
    static PriceFile read(Path file) {
        return PriceReader.read(List.of(open(file)));
    }

    /// The file as a section that may say something about prices and nothing else.
    static Section open(Path file) {
        return new ConfigSource(file.toString(), PriceOptions.OF_A_FILE).open(ConfigText.of(file));
    }
}
