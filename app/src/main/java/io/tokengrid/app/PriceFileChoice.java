package io.tokengrid.app;

import io.tokengrid.app.prices.Imported;
import io.tokengrid.app.prices.PriceFormat;
import io.tokengrid.app.prices.RatioPrices;
import io.tokengrid.app.prices.UnreadablePrices;
import io.tokengrid.units.CurrencyCode;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// How a file of prices by another program is to be read: options that commands share.
final class PriceFileChoice {
    @Option(
            names = "--group",
            paramLabel = "NAME",
            description = "Ratios: multiply by the ratio of this group (default: by none).")
    private @Nullable String group;

    @Option(
            names = "--ratio-price",
            defaultValue = "2",
            paramLabel = "PRICE",
            description =
                    "Ratios: what a ratio of 1 costs per million input tokens (default: ${DEFAULT-VALUE}, as both"
                            + " programs have it in USD).")
    private BigDecimal ratioPrice = RatioPrices.Terms.UNIT;

    @Option(
            names = "--currency",
            defaultValue = "USD",
            paramLabel = "CODE",
            description = "Ratios: the currency of that (default: ${DEFAULT-VALUE}).")
    private String currency = "USD";

    /// Reads a file; [CommandFailure] says what is wrong with it.
    Imported read(Path file, PriceFormat format) {
        try {
            return format.read(
                    file,
                    new RatioPrices.Terms(
                            format.key(),
                            Optional.ofNullable(group),
                            ratioPrice,
                            new CurrencyCode(currency)));
        } catch (UnreadablePrices e) {
            throw new CommandFailure(
                    String.valueOf(e.getMessage()),
                    "name the file's format: " + String.join(", ", PriceFormat.keys()),
                    e);
        } catch (NoSuchFileException e) {
            throw new CommandFailure("there is no file " + file, "check its name", e);
        } catch (IOException e) {
            throw new CommandFailure(
                    "cannot read " + file, "check that it is a file you may read", e);
        }
    }

    /// The format of a name; [CommandFailure] names those that there are.
    static PriceFormat format(String name) {
        return PriceFormat.of(name)
                .orElseThrow(() ->
                        new CommandFailure(
                                "'" + name + "' is no format of a file of prices",
                                "known are " + String.join(", ", PriceFormat.keys())));
    }
}
