package io.tokengrid.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokengrid.journal.Publisher;
import io.tokengrid.metering.TokenClass;
import io.tokengrid.rating.PriceBook;
import io.tokengrid.rating.PriceList;
import io.tokengrid.rating.PriceRow;
import io.tokengrid.storage.postgres.TestDatabase;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Price;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Every price book stays, with the time and way of its publication.
final class PriceHistoryTest {
    @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

    @TempDir Path folder;
    private OwnSchema schema;
    private Api api;

    @BeforeEach
    void open() throws IOException, SQLException {
        schema = OwnSchema.in(DATABASE);
        api = Api.open(folder, schema.database::connection);
        for (int version = 1; version <= 7; version++) {
            api.written.say("book " + version, rows(version), List.of());
        }
    }

    @AfterEach
    void close() throws IOException {
        api.close();
        schema.close();
    }

    @Test
    void the_book_in_force_says_when_and_by_what_it_was_published() {
        Api.Answer before = api.get("/api/v1/prices");
        Api.Answer published = api.send("PUT", "/api/v1/prices", "book 1");
        Api.Answer byApi = api.get("/api/v1/prices?wait=true");
        api.clock.advance(Duration.ofHours(1));
        Api.Answer again = api.send("PUT", "/api/v1/prices", "book 1");
        publishByFile(2);
        Api.Answer byFile = api.get("/api/v1/prices?wait=true");

        assertThat(before.at("publishedAt")).isEqualTo("(null)");
        assertThat(before.at("publishedBy")).isEqualTo("(null)");
        for (Api.Answer answer : List.of(published, again, byApi)) {
            assertThat(answer.at("version")).isEqualTo("1");
            assertThat(answer.at("publishedBy")).isEqualTo("api");
        }
        assertThat(published.at("publishedAt")).isEqualTo("2026-11-22T08:00:00Z");
        assertThat(byApi.at("publishedAt")).isEqualTo("2026-11-22T08:00:00Z");
        assertThat(byFile.at("publishedAt")).isEqualTo("2026-11-22T09:00:00Z");
        assertThat(byFile.at("publishedBy")).isEqualTo("file");
    }

    @Test
    void versions_are_listed_newest_first_in_pages_with_what_each_changed() {
        for (int version = 1; version <= 7; version++) {
            api.send("PUT", "/api/v1/prices", "book " + version);
        }
        var lines = new ArrayList<String>();
        String next = "";
        int pages = 0;
        while (!next.equals("(null)")) {
            Api.Answer page =
                    api.get(
                            "/api/v1/prices/versions?limit=3&wait=true"
                                    + (next.isEmpty() ? "" : "&after=" + next));
            for (JsonNode item : page.body().get("items")) {
                lines.add(
                        "%s: %s rows, +%s ~%s -%s"
                                .formatted(
                                        item.get("version").asString(),
                                        item.get("rows").asString(),
                                        item.get("added").asString(),
                                        item.get("changed").asString(),
                                        item.get("removed").asString()));
            }
            next = page.at("next");
            pages++;
        }

        assertThat(pages).isEqualTo(3);
        assertThat(lines)
                .containsExactly(
                        "7: 7 rows, +1 ~1 -0",
                        "6: 6 rows, +1 ~1 -0",
                        "5: 5 rows, +1 ~1 -0",
                        "4: 4 rows, +1 ~1 -0",
                        "3: 3 rows, +1 ~1 -0",
                        "2: 2 rows, +1 ~1 -0",
                        "1: 1 rows, +1 ~0 -0");
    }

    @Test
    void an_older_book_is_read_as_a_document_and_as_a_change() {
        api.send("PUT", "/api/v1/prices", "book 1");
        api.send("PUT", "/api/v1/prices", "book 2");
        api.send("PUT", "/api/v1/prices", "book 3");

        Api.Answer second = api.get("/api/v1/prices/versions/2?wait=true");
        assertThat(second.at("version")).isEqualTo("2");
        assertThat(second.at("publishedBy")).isEqualTo("api");
        assertThat(second.at("yaml")).contains("m0", "m1").doesNotContain("m2");
        assertThat(second.at("changes.0.kind")).isEqualTo("changed");
        assertThat(second.at("changes.0.fields.0.field")).isEqualTo("per-million.input");
        assertThat(second.at("changes.0.fields.0.before")).isEqualTo("1");
        assertThat(second.at("changes.0.fields.0.after")).isEqualTo("2");
        assertThat(second.at("changes.1.kind")).isEqualTo("added");
        assertThat(second.at("changes.1.name")).startsWith("model 'm1' ");
        assertThat(api.get("/api/v1/prices/versions/1").at("changes.0.kind")).isEqualTo("added");

        Api.Answer none = api.get("/api/v1/prices/versions/4");
        assertThat(none.status()).isEqualTo(404);
        assertThat(none.at("error.message")).isEqualTo("There is no version 4 of the price book.");
        assertThat(api.get("/api/v1/prices/versions/x").status()).isEqualTo(404);
        assertThat(api.get("/api/v1/prices/versions?after=x").status()).isEqualTo(400);
    }

    private void publishByFile(int version) {
        api.store
                .node()
                .publish(
                        book -> new PriceBook(book.version() + 1, rows(version)),
                        Publisher.FILE,
                        api.clock.instant());
    }

    /// So many models, the first of which has another price in each version, later on.
    private static List<PriceRow> rows(int version) {
        var rows = new ArrayList<PriceRow>();
        for (int i = 0; i < version; i++) {
            rows.add(
                    new PriceRow(
                            "m" + i,
                            new CurrencyCode("CNY"),
                            Instant.parse("2027-01-01T00:00:00Z"),
                            new PriceList(
                                    Map.of(
                                            TokenClass.INPUT,
                                            Price.perMillion(i == 0 ? "" + version : "5"))),
                            null));
        }
        return rows;
    }
}
