package io.tokengrid.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokengrid.metering.calibration.Calibration;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The whole program in front of an upstream that renders prompts in another way than the template
/// that the configuration names.
final class CalibratedCountTest {
    private static final String MESSAGES =
            "\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]";

    @TempDir private Path folder;

    @Test
    void settled_calls_teach_the_count_what_the_provider_reports() throws Exception {
        try (var program =
                new ProgramFixture(
                        folder,
                        Map.of(),
                        yaml -> yaml.replace("template: plain", "template: openai"))) {
            Api own = program.own();
            JsonNode before =
                    own.post("/v1/count_tokens", "{" + MESSAGES.formatted("one two") + "}");

            for (int i = 0; i < 2 * Calibration.ENOUGH; i++) {
                own.post(
                        "/v1/chat/completions",
                        "{" + MESSAGES.formatted("word ".repeat(1 + i)) + ",\"max_tokens\":4}");
            }
            JsonNode after =
                    own.post("/v1/count_tokens", "{" + MESSAGES.formatted("one two") + "}");

            assertThat(before.at("/certainty").asString()).isEqualTo("exact");
            assertThat(before.at("/input_tokens").asLong()).isGreaterThan(2);
            assertThat(after.at("/certainty").asString()).isEqualTo("calibrated");
            assertThat(after.at("/input_tokens").asLong()).isEqualTo(2);
        }
    }
}
