package io.tokengrid.app;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Asks the admin API of a running server. Thread-safe.
final class AdminClient implements AutoCloseable {
    /// A bill or an invoice reads all calls of its period.
    private static final Duration PATIENCE = Duration.ofMinutes(10);

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
        try {
            HttpResponse<byte[]> response =
                    client.send(request, HttpResponse.BodyHandlers.ofByteArray());
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
