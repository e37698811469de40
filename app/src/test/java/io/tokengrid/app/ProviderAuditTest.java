package io.tokengrid.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The whole program in front of an upstream that begins to report 3 % more than it does.
final class ProviderAuditTest {
    private static final long SEED = 20260302;
    private static final int HONEST = 150;
    private static final int PADDED = 600;

    @TempDir private Path folder;

    @Test
    void a_provider_that_reports_three_percent_more_is_alerted_to_with_calls_that_show_it()
            throws Exception {
        Random random = new Random(SEED);
        LocalDate first = LocalDate.now(ZoneOffset.UTC);
        try (var program =
                new ProgramFixture(
                        folder,
                        Map.of(),
                        yaml -> yaml.replace("max-output: 64", "max-output: 2000"))) {
            Api own = program.own();
            for (int i = 0; i < HONEST + PADDED; i++) {
                own.post("/v1/chat/completions", call(random, i < HONEST ? 100 : 103));
            }

            JsonNode audit = program.admin().getOnceReady("/api/v1/audit?wait=true");
            while (audit.at("/asOf/sequence").asLong()
                    < program.admin()
                            .get("/api/v1/ledger/trial-balance")
                            .get("sequence")
                            .asLong()) {
                audit = program.admin().getOnceReady("/api/v1/audit?wait=true");
            }

            JsonNode alert = alert(audit, "output");
            assertThat(alert.at("/provider").asString()).isEqualTo("up");
            assertThat(alert.at("/model").asString()).isEqualTo("served");
            assertThat(alert.at("/basis").asString()).isEqualTo("exact");
            assertThat(List.of(first, LocalDate.now(ZoneOffset.UTC)))
                    .contains(LocalDate.parse(alert.at("/since").asString()));
            assertThat(alert.at("/evidence").asDouble()).isGreaterThanOrEqualTo(1e7);
            assertThat(alert.at("/calls")).isNotEmpty();
            JsonNode witness = alert.at("/calls").get(alert.at("/calls").size() - 1);
            JsonNode call = program.admin().get("/api/v1/calls/" + witness.at("/call").asString());
            assertThat(call.at("/counted/output").asLong())
                    .isEqualTo(witness.at("/counted").asLong());
            assertThat(call.at("/usage/output").asLong())
                    .isEqualTo(witness.at("/reported").asLong());
            assertThat(witness.at("/textHash").asString()).hasSize(64);
            assertThat(program.metric("tokengrid_audit_alerts")).isPositive();
        }
    }

    private static String call(Random random, int percent) {
        return """
        {"model":"m","max_tokens":2000,
         "messages":[{"role":"user","content":"%s"}],
         "upstream":{"tokens":%d,"usage_percent":%d,"seed":%d}}
        """
                .formatted(
                        "word ".repeat(5 + random.nextInt(300)),
                        50 + random.nextInt(850),
                        percent,
                        random.nextInt(1_000_000));
    }

    private static JsonNode alert(JsonNode audit, String side) {
        for (JsonNode alert : audit.at("/alerts")) {
            if (alert.at("/side").asString().equals(side)) {
                return alert;
            }
        }
        throw new AssertionError("no alert of the " + side + " in " + audit);
    }
}
