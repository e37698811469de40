package io.tokengrid.app.prices;

import io.tokengrid.upstream.Gzip;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The files of prices that can be read, gzipped or not.
public enum PriceFormat {
    /// LiteLLM's `model_prices_and_context_window.json`.
    LITELLM("litellm"),
    /// Ratios of one-api.
    ONE_API("one-api"),
    /// Ratios of new-api.
    NEW_API("new-api");

    private final String key;

    PriceFormat(String key) {
        this.key = key;
    }

    /// The format's name on the command line.
    public String key() {
        return key;
    }

    /// The format of a name; empty if there is none.
    public static Optional<PriceFormat> of(String key) {
        return Arrays.stream(values()).filter(format -> format.key.equals(key)).findFirst();
    }

    /// The names of all.
    public static List<String> keys() {
        return Arrays.stream(values()).map(PriceFormat::key).toList();
    }

    /// Reads a file.
    ///
    /// @param ratios what a file of ratios does not say
    /// @throws UnreadablePrices if the file is not of this format
    public Imported read(Path file, RatioPrices.Terms ratios) throws IOException {
        try (InputStream in = Gzip.inflated(Files.newInputStream(file))) {
            return switch (this) {
                case LITELLM -> LitellmPrices.read(file.toString(), in, key);
                case ONE_API, NEW_API -> RatioPrices.read(file.toString(), in, ratios);
            };
        }
    }
}
