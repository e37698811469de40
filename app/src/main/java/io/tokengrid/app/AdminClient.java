package io.tokengrid.app;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Asks the admin API of a running server. Thread-safe.
final class AdminClient implements AutoCloseable {
    /// A bill or an invoice reads all calls of its period.
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private static final int AWAY = 503;
    private static final int TRIES = 30;
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final URI server;
    private final String key;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    AdminClient(URI server, String key) {
        this.server = server;
        this.key = key;
    }

    /// What it answers; a refusal keeps its code.
    ///
    /// @param status of HTTP
    record Answer(int status, byte[] body) {
        JsonNode json() {
            try {
                return JsonMapper.shared().readTree(body);
            } catch (JacksonException e) {
                throw new CommandFailure(
                        "the server's answer is no JSON", "is the URL that of a TokenGrid?", e);
            }
        }

        /// The code of a refusal; empty for success.
        String code() {
            return status < 300 ? "" : json().path("error").path("code").asString("");
        }

        /// The answer, or a failure in the server's words.
        Answer orFail() {
            if (status < 300) {
                return this;
            }
            JsonNode error = json().path("error");
            throw new CommandFailure(
                    error.path("message").asString("HTTP " + status),
                    error.path("hint").asString("see the server's log"));
        }
    }

    Answer get(String path) {
        return send(request(path).GET().build());
    }

    Answer post(String path, JsonNode body) {
        return post(path, "application/json", body.toString().getBytes(StandardCharsets.UTF_8));
    }

    /// @param type of the body
    Answer post(String path, String type, byte[] body) {
        return send(
                request(path)
                        .header("content-type", type)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                        .build());
    }

    /// Puts an answer of any length into a file, which is there only if all of it came.
    Answer download(String path, Path to) throws IOException {
        Path part = to.resolveSibling(to.getFileName() + ".part");
        try {
            Answer answer =
                    send(
                            request(path).GET().build(),
                            head ->
                                    head.statusCode() < 300
                                            ? BodySubscribers.mapping(
                                                    BodySubscribers.ofFile(part), _ -> new byte[0])
                                            : BodySubscribers.ofByteArray());
            if (answer.status() < 300) {
                Files.move(part, to, StandardCopyOption.REPLACE_EXISTING);
            }
            return answer;
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /// An asking that may only begin again later.
    interface Asking<E extends Exception> {
        Answer ask() throws E;
    }

    /// Asks again while the views are behind, or their database is only starting.
    static <E extends Exception> Answer patiently(Asking<E> asking) throws E {
        Answer answer = asking.ask();
        for (int again = 1; answer.status() == AWAY && again < TRIES; again++) {
            LockSupport.parkNanos(PAUSE.toNanos());
            answer = asking.ask();
        }
        return answer;
    }

    /// A text as part of a path or a query.
    static String escaped(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(server.resolve(path))
                .timeout(PATIENCE)
                .header("authorization", "Bearer " + key);
    }

    private Answer send(HttpRequest request) {
        return send(request, HttpResponse.BodyHandlers.ofByteArray());
    }

    private Answer send(HttpRequest request, HttpResponse.BodyHandler<byte[]> body) {
        try {
            HttpResponse<byte[]> response = client.send(request, body);
            return new Answer(response.statusCode(), response.body());
        } catch (IOException e) {
            throw new CommandFailure(
                    server + " does not answer: " + e.getMessage(),
                    "start it with ./tokengrid up, or name another one with --url",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted", "run it again: nothing is issued twice", e);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
