package io.tokengrid.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokengrid.testing.Seeds;
import io.tokengrid.units.Money;
import io.tokengrid.units.Price;
import io.tokengrid.units.TokenCount;
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
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A price that is backdated in the configuration of the real program, which is killed meanwhile.
class BackdatedPriceTest {
    private static final String ADMIN_KEY = "tga_backdated";
    private static final int CALLS = 150;

    @TempDir Path home;

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void every_call_has_the_backdated_price_once_though_the_program_was_killed() {
        Seeds.play(1, random -> play(1, random));
    }

    @Test
    @Tag("long")
    void every_call_has_it_once_however_often_the_program_was_killed() {
        Seeds.play(1, random -> play(8, random));
    }

    private void play(int kills, RandomGenerator random) throws IOException, InterruptedException {
        try (ScriptableUpstream upstream =
                ScriptableUpstream.start(UpstreamOptions.standard().withTokenizer("o200k"))) {
            String config = ProgramFixture.config(ADMIN_KEY, upstream);
            Path file = home.resolve(ChildProgram.CONFIG);
            Files.writeString(file, config);
            ChildProgram server = ChildProgram.up(home);
            try {
                var api = new Api(http, server.address(), ADMIN_KEY);
                Api.Customer customer = api.customer("Guian Travel", "100");
                for (int i = 0; i < CALLS; i++) {
                    call(server, customer, 1 + random.nextInt(1_000));
                }
                api.getOnceReady("/api/v1/re-ratings?wait=true");
                Files.writeString(
                        file,
                        config.replace(
                                "per-million: { input: \"0.8\"",
                                "backdate: true\n    per-million: { input: \"0.7\""));
                api.post("/api/v1/reload", "");
                for (int kill = 0; kill < kills; kill++) {
                    LockSupport.parkNanos(random.nextLong(400_000_000L));
                    server.kill();
                    server = ChildProgram.up(home);
                    api = api.withAddress(server.address());
                }
                call(server, customer, 1);
                JsonNode done = done(api);
                assertThat(done.get("calls").asLong()).isEqualTo(CALLS);
                assertThat(done.get("corrected").asLong()).isEqualTo(CALLS);
                assertThat(api.post("/api/v1/reload", "").toString()).contains("Price book 2");
                checkCalls(api, customer);
                JsonNode check = api.post("/api/v1/self-check", "");
                assertThat(check.get("holds").asBoolean()).as(check.toString()).isTrue();
                assertThat(server.terminate()).isZero();
            } catch (AssertionError e) {
                throw new AssertionError(
                        e.getMessage() + "\nIt logged:\n" + ChildProgram.logged(home), e);
            } finally {
                server.close();
            }
        }
    }

    /// What the backdated price did, once that has ended.
    private static JsonNode done(Api api) throws IOException, InterruptedException {
        long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        while (true) {
            JsonNode items = api.getOnceReady("/api/v1/re-ratings?wait=true").get("items");
            if (!items.isEmpty() && items.get(0).get("state").asString().equals("done")) {
                return items.get(0);
            }
            assertThat(System.nanoTime()).as(items.toString()).isLessThan(end);
            LockSupport.parkNanos(20_000_000);
        }
    }

    /// All but the last one were corrected once; together they are what was spent.
    private static void checkCalls(Api api, Api.Customer customer)
            throws IOException, InterruptedException {
        Money spent = Money.ZERO;
        List<JsonNode> calls = api.calls(customer.id());
        assertThat(calls).hasSize(CALLS + 1);
        for (JsonNode listed : calls) {
            JsonNode call = api.get("/api/v1/calls/" + listed.get("id").asString());
            JsonNode input = call.get("lines").get(0);
            assertThat(input.get("perMillion").asString()).isEqualTo("0.7");
            boolean last = call.get("corrections").isEmpty();
            if (!last) {
                assertThat(call.get("corrections")).hasSize(1);
                Money less =
                        Api.money(call.at("/settledAs/charge"))
                                .minus(Api.money(call.get("charge")));
                assertThat(less)
                        .isEqualTo(
                                Price.perMillion("0.1")
                                        .times(new TokenCount(input.get("tokens").asLong())));
            }
            assertThat(last).isEqualTo(listed.equals(calls.getFirst()));
            spent = spent.plus(Api.money(call.get("paid")));
        }
        JsonNode balance = api.get(customer.path() + "/balance");
        assertThat(Api.money(balance.get("spent"))).isEqualTo(spent);
    }

    private void call(ChildProgram server, Api.Customer customer, int words)
            throws IOException, InterruptedException {
        HttpResponse<String> answer =
                http.send(
                        HttpRequest.newBuilder(
                                        URI.create(server.address() + "/v1/chat/completions"))
                                .header("authorization", "Bearer " + customer.key())
                                .header("content-type", "application/json")
                                .POST(
                                        BodyPublishers.ofString(
                                                "{\"model\":\"m\",\"messages\":[{\"role\":"
                                                        + "\"user\",\"content\":\""
                                                        + "hello ".repeat(words)
                                                        + "\"}]}"))
                                .build(),
                        BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }
}
