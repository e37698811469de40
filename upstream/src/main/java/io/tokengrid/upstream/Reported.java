package io.tokengrid.upstream;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// What an answer or a stream's chunk says of itself: usage, and the charge if it has one.
///
/// @param charge in `currency`; null if the answer does not say
/// @param error whether it is an error object
record Reported(Usage usage, @Nullable BigDecimal charge, String currency, boolean error) {
    private static final JsonFactory JSON = new JsonFactory();

    static final Reported NOTHING = new Reported(Usage.NONE, null, "", false);

    Reported charged(BigDecimal charge, String currency) {
        return new Reported(usage, charge, currency, error);
    }

    /// Reads an OpenAI answer or chunk.
    ///
    /// @throws JacksonException if it is not JSON
    static Reported read(String object) {
        Reading reading = new Reading();
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), object)) {
            json.nextToken();
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = json.currentName();
                json.nextToken();
                if (name.equals("usage") && json.currentToken() == JsonToken.START_OBJECT) {
                    reading.object(json);
                } else {
                    reading.error |=
                            name.equals("error") && json.currentToken() != JsonToken.VALUE_NULL;
                    json.skipChildren();
                }
            }
        }
        return reading.reported();
    }

    private static final class Reading {
        private long input;
        private long cached;
        private long output;
        private long reasoning;
        private @Nullable BigDecimal charge;
        private String currency = "";
        private boolean error;

        void object(JsonParser json) {
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = json.currentName();
                if (json.nextToken() == JsonToken.START_OBJECT) {
                    object(json);
                    continue;
                }
                switch (name) {
                    case "prompt_tokens" -> input = json.getValueAsLong();
                    case "cached_tokens" -> cached = json.getValueAsLong();
                    case "completion_tokens" -> output = json.getValueAsLong();
                    case "reasoning_tokens" -> reasoning = json.getValueAsLong();
                    case "cost" -> charge = decimal(json);
                    case "currency" -> currency = json.getValueAsString("");
                    default -> json.skipChildren();
                }
            }
        }

        private static @Nullable BigDecimal decimal(JsonParser json) {
            String text = json.getValueAsString();
            return text == null ? null : new BigDecimal(text);
        }

        Reported reported() {
            return new Reported(
                    new Usage(input, cached, output, reasoning), charge, currency, error);
        }
    }
}
