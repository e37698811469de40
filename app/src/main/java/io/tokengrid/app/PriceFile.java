package io.tokengrid.app;

import io.tokengrid.rating.PriceRules;
import java.nio.file.Path;
import java.util.List;

/// Files that say something about prices and nothing else.
final class PriceFile {
    private PriceFile() {}

    /// Reads a file that has `prices`, `price-modifiers`, `exchange-rates` and `value-chain` as a
    /// configuration has them, in YAML or JSON. Variables of the environment are not filled in.
    ///
    /// @throws ConfigException at the first thing that is wrong, with its line and column
    static PriceRules read(Path file) {
        return PriceReader.read(List.of(open(file)));
    }

    /// The file as a section.
    static Section open(Path file) {
        return new ConfigSource(file.toString(), PriceOptions.OF_A_FILE).open(ConfigText.of(file));
    }
}
