package io.tokengrid.upstream;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// A client of an upstream, as plain as a client can be.
final class Client implements AutoCloseable {
    static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String url;

    Client(int port) {
        url = "http://127.0.0.1:" + port;
    }

    static String body(String text, String more) {
        return "{\"model\":\"demo\",\"messages\":[{\"role\":\"user\",\"content\":"
                + JSON.writeValueAsString(text)
                + "}]"
                + (more.isEmpty() ? "" : "," + more)
                + "}";
    }

    HttpResponse<String> chat(String body, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url + "/v1/chat/completions"))
                        .POST(HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request);
    }

    JsonNode answer(String more) {
        return JSON.readTree(chat(body("Hello there", more)).body());
    }

    /// The data of each frame of a stream.
    List<String> frames(String more) {
        return frames(chat(body("Hello there", "\"stream\":true" + more)));
    }

    static List<String> frames(HttpResponse<String> stream) {
        List<String> data = new ArrayList<>();
        for (String frame : stream.body().split("\r?\n\r?\n", -1)) {
            if (frame.startsWith("data: ")) {
                data.add(frame.substring("data: ".length()));
            }
        }
        return data;
    }

    static List<JsonNode> chunks(List<String> frames) {
        return frames.stream().filter(f -> f.startsWith("{")).map(JSON::readTree).toList();
    }

    static String text(List<JsonNode> chunks, String field) {
        StringBuilder text = new StringBuilder();
        for (JsonNode chunk : chunks) {
            text.append(chunk.path("choices").path(0).path("delta").path(field).asString(""));
        }
        return text.toString();
    }

    JsonNode get(String path) {
        return JSON.readTree(send(HttpRequest.newBuilder(URI.create(url + path)).GET()).body());
    }

    JsonNode delete(String path) {
        return JSON.readTree(send(HttpRequest.newBuilder(URI.create(url + path)).DELETE()).body());
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(
                    request.timeout(Duration.ofSeconds(30)).build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
