package io.tokengrid.app.prices;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/// What comes with the program is what its sources say. `scripts/make-list-prices` runs this with
/// `-Dtokengrid.write-docs` to write the resource instead.
final class PriceCatalogueTest {
    private static final String HEAD =
            """
            # List prices of models, made by scripts/make-list-prices; do not edit. Prices are per million tokens.
            # From LiteLLM (MIT, Copyright (c) 2023 Berri AI), models.dev (MIT, Copyright (c) 2025 spin.dev), the official
            # plugins of Dify (Apache License 2.0) and notices of DeepSeek. Each entry names its source; prices are facts.
            """;

    @Test
    void the_catalogue_is_made_from_its_sources() throws IOException {
        Path file =
                Path.of("src/main/resources/io/tokengrid/app/prices/list-prices.txt")
                        .toAbsolutePath();
        String made = HEAD + CatalogueText.write(sources());
        if (System.getProperty("tokengrid.write-docs") != null) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, made);
        }
        assertThat(Files.readString(file))
                .as("list-prices.txt; make it with scripts/make-list-prices")
                .isEqualTo(made);
    }

    private static Imported sources() throws IOException {
        Imported litellm =
                LitellmPrices.read(
                        "litellm.json",
                        new GZIPInputStream(
                                new ByteArrayInputStream(
                                        bytes("litellm_model_prices_2026-08-01.json.gz"))),
                        "litellm@2026-08-01");
        Imported table =
                ProviderTable.read(
                        new String(bytes("prices_cn_providers.csv"), StandardCharsets.UTF_8));
        var prices = new ArrayList<>(litellm.prices());
        prices.addAll(table.prices());
        prices.sort(Comparator.comparing(ListPrice::id));
        var skipped = new ArrayList<>(litellm.skipped());
        skipped.addAll(table.skipped());
        skipped.sort(Comparator.comparing(Skipped::entry));
        return new Imported(prices, skipped);
    }

    static byte[] bytes(String resource) {
        try (InputStream in = PriceCatalogueTest.class.getResourceAsStream(resource)) {
            return Objects.requireNonNull(in, resource).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void what_is_written_is_read_again() throws IOException {
        Imported sources = sources();

        assertThat(CatalogueText.read(HEAD + CatalogueText.write(sources))).isEqualTo(sources);
    }

    @Test
    void a_price_is_found_by_its_id_and_by_words() {
        PriceCatalogue catalogue = PriceCatalogue.builtIn();

        assertThat(catalogue.find("dify:tongyi/qwen-plus")).isPresent();
        assertThat(catalogue.search(List.of("QWEN-plus", "alibaba-cn")))
                .extracting(ListPrice::id)
                .contains("models.dev:alibaba-cn/qwen-plus");
    }

    @Test
    void the_documents_say_how_many_there_are() throws IOException {
        List<ListPrice> prices = PriceCatalogue.builtIn().prices();
        long yuan = prices.stream().filter(price -> price.currency().code().equals("CNY")).count();
        long models =
                prices.stream()
                        .map(price -> price.model().toLowerCase(Locale.ROOT))
                        .distinct()
                        .count();

        assertThat(Files.readString(Path.of("../docs/reference/prices.md")))
                .contains(
                        "%,d list prices of %,d models, %,d of them in US dollars and %d in yuan"
                                .formatted(prices.size(), models, prices.size() - yuan, yuan));
    }
}
