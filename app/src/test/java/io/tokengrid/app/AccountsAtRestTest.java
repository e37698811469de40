package io.tokengrid.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The whole program while its accounts rest in the embedded PostgreSQL (exactness D3).
class AccountsAtRestTest {
    private static final Map<String, String> AT_ONCE =
            Map.of("accounts.active", "0", "accounts.idle", "1s");

    @TempDir Path folder;

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void accounts_rest_come_back_and_are_away_only_while_the_database_is()
            throws IOException, InterruptedException {
        try (var program = new ProgramFixture(folder, AT_ONCE)) {
            resting(program, 2);
            JsonNode sheet = program.admin().get("/api/v1/ledger/trial-balance");
            assertThat(sheet.get("balanced").asBoolean()).isTrue();
            assertThat(sheet.toString()).contains("\"owner\":\"resting\"");
            JsonNode page = program.admin().get("/api/v1/organizations");
            assertThat(page.get("items").size()).isEqualTo(2);
            assertThat(program.metric("tokengrid_accounts_resting")).isEqualTo(2);

            assertThat(call(program, program.key()).statusCode()).isEqualTo(200);
            assertThat(call(program, "sk-unknown").statusCode()).isEqualTo(401);
            resting(program, 2);
            JsonNode check = program.admin().post("/api/v1/self-check", "");
            assertThat(check.get("holds").asBoolean()).as(check.toString()).isTrue();

            kill();
            // It starts again by itself.
            HttpResponse<String> refused = call(program, program.key());
            assertThat(refused.statusCode()).as(refused.body()).isIn(200, 503);
            if (refused.statusCode() == 503) {
                assertThat(refused.body()).contains("account_unavailable");
                assertThat(refused.headers().firstValue("retry-after")).isPresent();
            }
            long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
            while (call(program, program.key()).statusCode() != 200) {
                assertThat(System.nanoTime()).as("it comes back").isLessThan(end);
                LockSupport.parkNanos(50_000_000);
            }
            assertThat(program.metric("tokengrid_accounts_loads_total{outcome=\"woken\"}"))
                    .isPositive();
        }
    }

    private static void resting(ProgramFixture program, int organizations)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        while (program.metric("tokengrid_accounts_resting") < organizations) {
            assertThat(System.nanoTime()).as("they rest").isLessThan(end);
            LockSupport.parkNanos(50_000_000);
        }
    }

    private HttpResponse<String> call(ProgramFixture program, String key)
            throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create(program.baseUrl() + "/chat/completions"))
                        .header("authorization", "Bearer " + key)
                        .header("content-type", "application/json")
                        .POST(
                                BodyPublishers.ofString(
                                        "{\"model\":\"m\",\"messages\":[{\"role\":\"user\","
                                                + "\"content\":\"hello\"}]}"))
                        .build(),
                BodyHandlers.ofString());
    }

    private void kill() throws IOException {
        try (var files = Files.walk(folder.resolve("data/postgres"), 2)) {
            Path pid =
                    files.filter(file -> file.endsWith("postmaster.pid")).findFirst().orElseThrow();
            long number = Long.parseLong(Files.readAllLines(pid).getFirst().strip());
            ProcessHandle process = ProcessHandle.of(number).orElseThrow();
            process.destroyForcibly();
            process.onExit().join();
        }
    }
}
