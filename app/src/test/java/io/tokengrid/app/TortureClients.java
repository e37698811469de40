package io.tokengrid.app;

import io.tokengrid.testing.Seeds;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Clients that call until their server dies, and remember what they saw.
final class TortureClients {
    private static final long LIMIT_SECONDS = 120;

    private final HttpClient http;
    private final String key;
    private final Map<String, Ended> ended = new ConcurrentHashMap<>();
    private final Set<String> begun = ConcurrentHashMap.newKeySet();
    private final AtomicReference<@Nullable String> wrong = new AtomicReference<>();
    private volatile boolean killed;

    TortureClients(HttpClient http, String key) {
        this.http = http;
        this.key = key;
    }

    /// A call whose end a client saw.
    ///
    /// @param charge as the answer said
    record Ended(boolean stream, long input, long output, String charge) {}

    /// Calls whose end a client saw, in all rounds.
    Map<String, Ended> ended() {
        return ended;
    }

    /// Calls of which a client saw at least the head of the answer.
    Set<String> begun() {
        return begun;
    }

    /// An answer that no client may see; null if there was none.
    @Nullable String wrong() {
        return wrong.get();
    }

    /// Has `clients` clients call at once; kills the server after `calls` calls have ended, and
    /// returns when every client has noticed.
    void callUntilKilled(ChildProgram server, int clients, int calls, RandomGenerator random)
            throws InterruptedException {
        var left = new CountDownLatch(calls);
        killed = false;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < clients; i++) {
                RandomGenerator own = Seeds.generator(random.nextLong());
                threads.execute(() -> callOnAndOn(server.address(), own, left));
            }
            boolean reached = left.await(LIMIT_SECONDS, TimeUnit.SECONDS);
            killed = true;
            server.kill();
            if (!reached) {
                wrong.compareAndSet(null, left.getCount() + " of the calls did not end in time");
            }
        }
    }

    private void callOnAndOn(String address, RandomGenerator random, CountDownLatch left) {
        try {
            while (wrong.get() == null) {
                call(address, random);
                left.countDown();
            }
        } catch (IOException e) {
            // The kill, which is what ends every client.
            if (!killed) {
                wrong.compareAndSet(null, "broken off by a living server: " + e);
            }
        } catch (InterruptedException | RuntimeException e) {
            wrong.compareAndSet(null, e.toString());
        }
        if (wrong.get() != null) {
            while (left.getCount() > 0) {
                left.countDown();
            }
        }
    }

    private void call(String address, RandomGenerator random)
            throws IOException, InterruptedException {
        boolean stream = random.nextBoolean();
        HttpResponse<InputStream> response =
                http.send(
                        HttpRequest.newBuilder(URI.create(address + "/v1/chat/completions"))
                                .header("authorization", "Bearer " + key)
                                .header("content-type", "application/json")
                                .POST(BodyPublishers.ofString(body(stream, random)))
                                .build(),
                        BodyHandlers.ofInputStream());
        String id = response.headers().firstValue("x-tokengrid-call").orElse("none");
        if (response.statusCode() == 200) {
            begun.add(id);
        }
        String body = new String(response.body().readAllBytes(), StandardCharsets.UTF_8);
        if (response.statusCode() != 200) {
            wrong.compareAndSet(null, response.statusCode() + ": " + body);
        } else if (!stream) {
            JsonNode usage = Api.JSON.readTree(body).get("usage");
            String charge = response.headers().firstValue("x-tokengrid-charge").orElse("none");
            end(id, false, usage, charge);
        } else if (body.contains("data: [DONE]")) {
            JsonNode usage = lastUsage(body);
            end(id, true, usage, usage.get("cost").asString());
        } else {
            wrong.compareAndSet(null, "a stream ended whole but without its end: " + body);
        }
    }

    private static String body(boolean stream, RandomGenerator random) {
        return """
        {"model":"m","max_tokens":64,"messages":[{"role":"user","content":"%s"}],%s
         "upstream":{"tokens":%d,"delay_ms":%d,"tokens_per_second":%d}}\
        """
                .formatted(
                        "word ".repeat(1 + random.nextInt(40)),
                        stream
                                ? "\"stream\":true,\"stream_options\":{\"include_usage\":true},"
                                : "",
                        1 + random.nextInt(60),
                        random.nextInt(20),
                        random.nextInt(3) == 0 ? 40 : 0);
    }

    private static JsonNode lastUsage(String stream) {
        String data =
                stream.lines()
                        .filter(line -> line.startsWith("data: {") && line.contains("\"usage\":{"))
                        .reduce((_, last) -> last)
                        .orElseThrow(() -> new IllegalStateException("no usage in " + stream));
        return Api.JSON.readTree(data.substring("data: ".length())).get("usage");
    }

    private void end(String id, boolean stream, JsonNode usage, String charge) {
        var call =
                new Ended(
                        stream,
                        usage.get("prompt_tokens").asLong(),
                        usage.get("completion_tokens").asLong(),
                        charge);
        if (ended.put(id, call) != null) {
            wrong.compareAndSet(null, id + " was given to two calls");
        }
    }
}
