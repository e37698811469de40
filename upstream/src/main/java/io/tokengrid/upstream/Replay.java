package io.tokengrid.upstream;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;

/// Replays a trace through a running gateway: each request of the trace is a chat completion whose
/// prompt has exactly the trace's input tokens, and which asks for exactly its output tokens.
///
/// The exact answer takes a [ScriptableUpstream] behind the gateway; from any other upstream the
/// answer has at most that many tokens.
public final class Replay {
    private static final Duration CALL_TIMEOUT = Duration.ofMinutes(30);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final long LONGEST_RETRY_SECONDS = 60;
    private static final int LONGEST_REFUSAL = 1 << 16;

    private final ReplayOptions options;
    private final HttpClient http;
    private final ReplayTally tally;

    private Replay(ReplayOptions options, HttpClient http, ReplayTally tally) {
        this.options = options;
        this.http = http;
        this.tally = tally;
    }

    /// Replays all of a trace and waits for its end.
    ///
    /// @param progress is told, one call at a time, at most ten times a second and at the end
    /// @throws InterruptedException if interrupted; open calls are then abandoned
    public static ReplayResult run(
            Trace trace, ReplayOptions options, Consumer<ReplayProgress> progress)
            throws InterruptedException {
        List<TraceRequest> requests = trace.requests();
        ReplayTally tally = new ReplayTally(requests.size(), System.nanoTime(), progress);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                HttpClient http =
                        HttpClient.newBuilder()
                                .version(HttpClient.Version.HTTP_1_1)
                                .connectTimeout(CONNECT_TIMEOUT)
                                .build()) {
            try {
                new Replay(options, http, tally).start(requests, threads);
                threads.shutdown();
                threads.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
            } catch (InterruptedException interrupted) {
                threads.shutdownNow();
                http.shutdownNow();
                throw interrupted;
            }
        }
        return tally.result(System.nanoTime());
    }

    private void start(List<TraceRequest> requests, ExecutorService threads)
            throws InterruptedException {
        Semaphore free = new Semaphore(options.concurrency());
        long started = System.nanoTime();
        for (int i = 0; i < requests.size(); i++) {
            TraceRequest request = requests.get(i);
            if (options.speed() > 0) {
                long due = (long) (request.offset().toNanos() / options.speed());
                TimeUnit.NANOSECONDS.sleep(due - (System.nanoTime() - started));
            }
            free.acquire();
            int number = i;
            threads.execute(() -> {
                try {
                    call(request, number);
                } finally {
                    free.release();
                }
            });
        }
    }

    private void call(TraceRequest asked, int number) {
        long random = TokenText.mix(TokenText.mix(options.seed()) + number);
        boolean stream = Long.remainderUnsigned(random, 100) < options.streamPercent();
        HttpRequest request = request(asked, random, stream);
        long started = System.nanoTime();
        int status = 0;
        try {
            HttpResponse<InputStream> response = admitted(request);
            status = response.statusCode();
            try (InputStream body = response.body()) {
                if (status != 200) {
                    body.readNBytes(LONGEST_REFUSAL);
                    tally.failed(status, "status " + status, System.nanoTime());
                    return;
                }
                Reported answer = stream ? stream(body) : json(response);
                long now = System.nanoTime();
                tally.completed(asked, answer, now - started, now);
            }
        } catch (IOException | JacksonException | NumberFormatException broken) {
            tally.failed(status, String.valueOf(broken.getMessage()), System.nanoTime());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            tally.failed(status, "interrupted", System.nanoTime());
        }
    }

    /// The first answer that is no refusal for now, or the last refusal.
    private HttpResponse<InputStream> admitted(HttpRequest request)
            throws IOException, InterruptedException {
        for (int attempt = 0; ; attempt++) {
            HttpResponse<InputStream> response = http.send(request, BodyHandlers.ofInputStream());
            int status = response.statusCode();
            if ((status != 429 && status != 503) || attempt == options.retries()) {
                return response;
            }
            try (InputStream body = response.body()) {
                body.readNBytes(LONGEST_REFUSAL);
            }
            tally.retried();
            TimeUnit.SECONDS.sleep(retryAfter(response));
        }
    }

    private static long retryAfter(HttpResponse<?> refused) {
        try {
            long seconds = Long.parseLong(refused.headers().firstValue("retry-after").orElse("1"));
            return Math.clamp(seconds, 0, LONGEST_RETRY_SECONDS);
        } catch (NumberFormatException date) {
            return 1;
        }
    }

    private HttpRequest request(TraceRequest asked, long random, boolean stream) {
        long output = asked.outputTokens();
        String key = options.keys().get((int) Long.remainderUnsigned(random >>> 8, keys()));
        String body =
                "{\"model\":"
                        + Json.quote(options.model())
                        + ",\"messages\":[{\"role\":\"user\",\"content\":\""
                        + TokenText.english().text(Math.toIntExact(asked.inputTokens()), random)
                        + "\"}],\"max_tokens\":"
                        + Math.max(1, output)
                        + (stream
                                ? ",\"stream\":true,\"stream_options\":{\"include_usage\":true}"
                                : "")
                        + ",\"upstream\":{\"tokens\":"
                        + output
                        + "}}";
        return HttpRequest.newBuilder(options.url().resolve("/v1/chat/completions"))
                .timeout(CALL_TIMEOUT)
                .header("authorization", "Bearer " + key)
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
    }

    private int keys() {
        return options.keys().size();
    }

    private static Reported json(HttpResponse<InputStream> response) throws IOException {
        byte[] body = response.body().readAllBytes();
        Reported answer = Reported.read(new String(body, StandardCharsets.UTF_8));
        if (answer.error()) {
            throw new IOException("an error under status 200");
        }
        var charge = response.headers().firstValue("x-tokengrid-charge");
        String currency = response.headers().firstValue("x-tokengrid-currency").orElse("");
        return charge.isEmpty()
                ? answer
                : answer.charged(new BigDecimal(charge.orElseThrow()), currency);
    }

    /// Reads to the stream's end, not only to its last event: a body that is closed earlier closes
    /// its connection, which may be another call's by then.
    private static Reported stream(InputStream body) throws IOException {
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
        Reported answer = Reported.NOTHING;
        boolean done = false;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            done = done || line.equals("data: [DONE]");
            boolean telling = line.contains("\"usage\":{") || line.contains("\"error\"");
            if (telling && line.startsWith("data: ")) {
                answer = Reported.read(line.substring("data: ".length()));
                if (answer.error()) {
                    throw new IOException("an error in the stream");
                }
            }
        }
        if (!done) {
            throw new IOException("the stream ended without [DONE]");
        }
        return answer;
    }
}
