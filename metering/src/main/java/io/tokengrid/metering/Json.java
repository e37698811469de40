package io.tokengrid.metering;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/// The one JSON parser of this module, with its bounds. What exceeds them is malformed.
final class Json {

    /// Objects and arrays within each other; answers and tool schemas stay far below.
    private static final int MAX_DEPTH = 100;

    /// Characters of one string: the largest body a gateway takes is in bytes well below this.
    private static final int MAX_STRING = 64 << 20;

    private static final int MAX_NAME = 10_000;
    private static final int MAX_DIGITS = 1_000;

    static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(MAX_DEPTH)
                                    .maxStringLength(MAX_STRING)
                                    .maxNameLength(MAX_NAME)
                                    .maxNumberLength(MAX_DIGITS)
                                    .build())
                    .build();

    private Json() {}

    static JsonParser parser(byte[] bytes, int from, int to) {
        return FACTORY.createParser(ObjectReadContext.empty(), bytes, from, to - from);
    }

    /// The string at hand, or null for anything else, which is skipped.
    static @Nullable String stringOrSkip(JsonParser json) {
        if (json.currentToken() == JsonToken.VALUE_STRING) {
            return json.getString();
        }
        json.skipChildren();
        return null;
    }

    /// The string or number at hand as text, or null for anything else, which is skipped.
    static @Nullable String wordOrSkip(JsonParser json) {
        return switch (json.currentToken()) {
            case VALUE_STRING, VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> json.getString();
            default -> {
                json.skipChildren();
                yield null;
            }
        };
    }

    /// The whole number at hand if it fits 32 bits and is not negative, else `otherwise`.
    static int indexOr(JsonParser json, int otherwise) {
        if (json.currentToken() == JsonToken.VALUE_NUMBER_INT
                && json.getNumberType() == JsonParser.NumberType.INT
                && json.getIntValue() >= 0) {
            return json.getIntValue();
        }
        json.skipChildren();
        return otherwise;
    }
}
