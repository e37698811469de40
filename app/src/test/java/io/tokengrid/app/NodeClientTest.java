package io.tokengrid.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokengrid.metering.TokenCounters;
import io.tokengrid.units.Money;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The npm package `openai`, unmodified, against the whole program.
@Tag("node")
final class NodeClientTest {
    @TempDir private Path folder = Path.of("");

    @Test
    void openai_from_npm_chats_streams_and_knows_the_errors() throws Exception {
        try (var program = new ProgramFixture(folder)) {
            JsonNode seen = run(program);

            assertCall(program, seen.get("chat"));
            assertCall(program, seen.get("stream"));
            assertRefused(seen.get("unknownKey"), "AuthenticationError", 401, "invalid_api_key");
            assertRefused(seen.get("unknownModel"), "NotFoundError", 404, "model_not_found");
            assertRefused(seen.get("emptyWallet"), "APIError", 402, "insufficient_balance");
            assertThat(program.refusals("insufficient_balance")).isEqualTo(1);
        }
    }

    private JsonNode run(ProgramFixture program) throws Exception {
        Path script =
                Path.of(
                        Objects.requireNonNull(
                                        NodeClientTest.class.getResource("openai-client.mjs"))
                                .toURI());
        Process node =
                new ProcessBuilder(
                                "node",
                                script.toString(),
                                Repository.root().resolve(".build/test-tools").toString(),
                                program.baseUrl(),
                                program.key(),
                                program.poorKey())
                        .redirectError(folder.resolve("errors").toFile())
                        .start();
        try {
            String out = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(node.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(node.exitValue())
                    .as(() -> Repository.text(folder.resolve("errors")))
                    .isZero();
            return Api.JSON.readTree(out);
        } finally {
            node.destroyForcibly();
        }
    }

    private static void assertCall(ProgramFixture program, JsonNode seen) throws Exception {
        JsonNode call = program.own().get("/v1/me/calls/" + seen.get("call").asString());
        long output =
                TokenCounters.shipped()
                        .forFamily("o200k")
                        .count(seen.get("text").asString())
                        .value();

        assertThat(seen.get("output").asLong()).isPositive().isEqualTo(output);
        assertThat(call.at("/usage/input").asLong()).isEqualTo(seen.get("input").asLong());
        assertThat(call.at("/usage/output").asLong()).isEqualTo(output);
        assertThat(Api.money(call.get("charge")))
                .isEqualTo(Money.parse(seen.get("charge").asString()));
    }

    private static void assertRefused(JsonNode seen, String type, int status, String code) {
        assertThat(seen.get("type").asString()).isEqualTo(type);
        assertThat(seen.get("status").asInt()).isEqualTo(status);
        assertThat(seen.get("code").asString()).isEqualTo(code);
    }
}
