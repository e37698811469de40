package io.tokengrid.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokengrid.testing.Draw;
import io.tokengrid.testing.Seeds;
import io.tokengrid.units.Money;
import io.tokengrid.upstream.ScriptableUpstream;
import io.tokengrid.upstream.UpstreamOptions;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The whole program while its accounts rest in the embedded PostgreSQL (exactness D3).
class AccountsAtRestTest {
    private static final Map<String, String> AT_ONCE =
            Map.of("accounts.active", "0", "accounts.idle", "1s");

    private static final String ADMIN_KEY = "tga_rest";

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

    @Test
    void kill_9_loses_nobody_and_no_charge() {
        Seeds.play(1, random -> kill(1, random));
    }

    @Test
    @Tag("long")
    void ten_kills_lose_nobody_and_no_charge() {
        Seeds.play(1, random -> kill(10, random));
    }

    /// Kills the program at any moment, while some are in memory, some at rest and some in between.
    private void kill(int kills, RandomGenerator random) throws IOException, InterruptedException {
        Path home = Files.createDirectory(folder.resolve("home"));
        try (ScriptableUpstream upstream =
                ScriptableUpstream.start(UpstreamOptions.standard().withTokenizer("o200k"))) {
            Files.writeString(
                    home.resolve(ChildProgram.CONFIG),
                    "accounts: { active: 2, idle: 1s }\n"
                            + ProgramFixture.config(ADMIN_KEY, upstream));
            ChildProgram server = ChildProgram.up(home);
            try {
                var api = new Api(http, server.address(), ADMIN_KEY);
                Map<Api.Customer, Money> spent = new HashMap<>();
                for (int i = 0; i < 8; i++) {
                    spent.put(api.customer("Customer " + i, "10"), Money.ZERO);
                }
                for (int kill = 0; kill < kills; kill++) {
                    int more = 1 + random.nextInt(8);
                    while (more > 0) {
                        callOnce(server, Draw.one(random, List.copyOf(spent.keySet())), spent);
                        LockSupport.parkNanos(random.nextLong(400_000_000L));
                        more -= someRest(api) ? 1 : 0;
                    }
                    server.kill();
                    server = ChildProgram.up(home);
                    api = api.withAddress(server.address());
                    for (Api.Customer customer : spent.keySet()) {
                        JsonNode balance = api.getOnceReady(customer.path() + "/balance");
                        assertThat(Api.money(balance.get("spent"))).isEqualTo(spent.get(customer));
                        assertThat(Api.money(balance.get("held"))).isEqualTo(Money.ZERO);
                        callOnce(server, customer, spent);
                    }
                    JsonNode sheet = api.get("/api/v1/ledger/trial-balance");
                    assertThat(sheet.get("balanced").asBoolean()).isTrue();
                }
                checkInFull(api);
                assertThat(server.terminate()).isZero();
            } catch (AssertionError e) {
                throw new AssertionError(
                        e.getMessage() + "\nIt logged:\n" + ChildProgram.logged(home), e);
            } finally {
                server.close();
            }
        }
    }

    private static boolean someRest(Api api) throws IOException, InterruptedException {
        return api.get("/api/v1/ledger/trial-balance").toString().contains("\"resting\"");
    }

    /// An account whose database is still starting is asked for again.
    private void callOnce(
            ChildProgram server, Api.Customer customer, Map<Api.Customer, Money> spent)
            throws IOException, InterruptedException {
        HttpResponse<String> answer;
        long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        do {
            answer = call(server.address() + "/v1", customer.key());
            assertThat(System.nanoTime()).as(answer.body()).isLessThan(end);
        } while (answer.statusCode() == 503);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        Money charge = Money.parse(answer.headers().firstValue("x-tokengrid-charge").orElseThrow());
        spent.merge(customer, charge, Money::plus);
    }

    private static void checkInFull(Api api) throws IOException, InterruptedException {
        String job = api.post("/api/v1/self-check?full=true", "").get("job").asString();
        long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        JsonNode state = api.get("/api/v1/jobs/" + job);
        while (state.get("state").asString().equals("running")) {
            assertThat(System.nanoTime()).isLessThan(end);
            LockSupport.parkNanos(20_000_000);
            state = api.get("/api/v1/jobs/" + job);
        }
        assertThat(state.toString()).contains("ReplayGivesSameState").doesNotContain("\"broken\"");
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
        return call(program.baseUrl(), key);
    }

    private HttpResponse<String> call(String baseUrl, String key)
            throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create(baseUrl + "/chat/completions"))
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
