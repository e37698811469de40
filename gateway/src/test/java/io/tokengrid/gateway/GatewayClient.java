package io.tokengrid.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Calls a gateway as an application does. Thread-safe.
public final class GatewayClient implements AutoCloseable {
    public static final JsonMapper JSON = new JsonMapper();

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final int port;
    private final String secret;

    public GatewayClient(int port, String secret) {
        this.port = port;
        this.secret = secret;
    }

    /// The body of a call of `demo` that says `hello world`, two tokens.
    ///
    /// @param fields more fields, such as `"n":2`; may be empty
    public static String body(String fields) {
        return body("demo", fields);
    }

    public static String body(String model, String fields) {
        return "{\"model\":\""
                + model
                + "\",\"messages\":[{\"role\":\"user\",\"content\":\"hello world\"}]"
                + (fields.isEmpty() ? "" : "," + fields)
                + "}";
    }

    /// A request of a body, with pairs of header name and value.
    public HttpRequest request(String body, String... headers) {
        HttpRequest.Builder request =
                to("/v1/chat/completions")
                        .header("authorization", "Bearer " + secret)
                        .POST(HttpRequest.BodyPublishers.ofString(body));
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        return request.build();
    }

    /// A request to a path, without a key.
    public HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(60));
    }

    /// Calls `demo` with more fields and takes the whole answer.
    public HttpResponse<String> chat(String fields, String... headers) {
        return post(body(fields), headers);
    }

    public HttpResponse<String> post(String body, String... headers) {
        return send(request(body, headers));
    }

    public HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public HttpResponse<byte[]> bytes(HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public CompletableFuture<HttpResponse<String>> start(HttpRequest request) {
        return http.sendAsync(request, BodyHandlers.ofString());
    }

    /// Begins an answer; closing it leaves the call.
    public HttpResponse<InputStream> open(HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public static JsonNode json(HttpResponse<String> response) {
        return JSON.readTree(response.body());
    }

    /// The stable code of an error.
    public static String code(HttpResponse<String> response) {
        return json(response).at("/error/code").asString();
    }

    /// The payloads of a stream's frames, `[DONE]` included.
    public static List<String> payloads(String stream) {
        var payloads = new ArrayList<String>();
        for (String line : stream.split("\r\n|\r|\n", -1)) {
            if (line.startsWith("data: ")) {
                payloads.add(line.substring("data: ".length()));
            }
        }
        return payloads;
    }

    /// The chunks of a stream, without `[DONE]`.
    public static List<JsonNode> chunks(HttpResponse<String> response) {
        return payloads(response.body()).stream()
                .filter(payload -> !payload.equals("[DONE]"))
                .map(JSON::readTree)
                .toList();
    }

    /// All text of the first choice.
    public static String text(List<JsonNode> chunks) {
        var text = new StringBuilder();
        for (JsonNode chunk : chunks) {
            if (chunk.at("/choices/0/index").asInt(0) == 0) {
                text.append(chunk.at("/choices/0/delta/content").asString(""));
            }
        }
        return text.toString();
    }

    @Override
    public void close() {
        http.shutdownNow();
        http.close();
    }
}
