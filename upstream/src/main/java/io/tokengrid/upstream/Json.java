package io.tokengrid.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.io.JsonStringEncoder;

/// Writes JSON text.
final class Json {
    private Json() {}

    /// The string in quotes, or null.
    static String quote(@Nullable String text) {
        return text == null
                ? "null"
                : '"' + new String(JsonStringEncoder.getInstance().quoteAsCharArray(text)) + '"';
    }

    static byte[] utf8(String json) {
        return json.getBytes(UTF_8);
    }
}
