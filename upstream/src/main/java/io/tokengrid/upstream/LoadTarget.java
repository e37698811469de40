package io.tokengrid.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.InetSocketAddress;
import java.util.List;

/// What load is made of: requests, sent in turn.
///
/// @param requests whole HTTP/1.1 requests, head and body
public record LoadTarget(InetSocketAddress address, List<String> requests) {
    public LoadTarget {
        requests = List.copyOf(requests);
        if (requests.isEmpty()) {
            throw new IllegalArgumentException("load needs a request");
        }
    }

    /// A chat completion as an OpenAI client would send it.
    ///
    /// @param more further fields of the body, such as `"stream":true`; empty for none
    public static String chat(String key, String model, int inputTokens, String more) {
        String body =
                "{\"model\":"
                        + Json.quote(model)
                        + ",\"messages\":[{\"role\":\"user\",\"content\":\""
                        + TokenText.english().text(inputTokens, 1)
                        + "\"}]"
                        + (more.isEmpty() ? "" : "," + more)
                        + "}";
        return "POST /v1/chat/completions HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer "
                + key
                + "\r\ncontent-type: application/json\r\ncontent-length: "
                + body.getBytes(UTF_8).length
                + "\r\n\r\n"
                + body;
    }
}
