package io.tokengrid.upstream;

import io.netty.buffer.ByteBuf;
import io.tokengrid.metering.TokenCounter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// Reads an OpenAI chat completion request: the fields that the upstream acts on; all others are
/// skipped. Used for one body.
final class ChatRequestReader {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int MOST_CHOICES = 128;

    private final List<String> texts = new ArrayList<>();
    private Script script;
    private String model = "";
    private boolean messages;
    private boolean stream;
    private boolean includeUsage;
    private int limit = ChatRequest.NO_LIMIT;
    private int n = 1;

    private ChatRequestReader(Script script) {
        this.script = script;
    }

    /// Reads a body that lies on the heap.
    ///
    /// @param counters the counter of each model
    /// @throws BadRequest if the body is not a chat completion request
    static ChatRequest read(
            ByteBuf body, Function<String, TokenCounter> counters, Script defaults) {
        ChatRequestReader reader = new ChatRequestReader(defaults);
        try (JsonParser json = parser(body)) {
            return reader.request(json, counters);
        } catch (JacksonException notJson) {
            throw new BadRequest("the body is not JSON: " + notJson.getOriginalMessage());
        }
    }

    private static JsonParser parser(ByteBuf heap) {
        int start = heap.arrayOffset() + heap.readerIndex();
        return JSON.createParser(
                ObjectReadContext.empty(), heap.array(), start, heap.readableBytes());
    }

    private ChatRequest request(JsonParser json, Function<String, TokenCounter> counters) {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            throw new BadRequest("the body is not a JSON object");
        }
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = json.currentName();
            json.nextToken();
            switch (name) {
                case "model" -> model = json.getValueAsString("");
                case "messages" -> messages(json);
                case "stream" -> stream = json.getValueAsBoolean(false);
                case "stream_options" -> streamOptions(json);
                case "max_tokens", "max_completion_tokens" -> limit(name, json);
                case "n" -> n = whole(name, json, MOST_CHOICES);
                case "upstream" -> script = script.with(json);
                default -> json.skipChildren();
            }
        }
        if (json.nextToken() != null) {
            throw new BadRequest("something follows the body's JSON object");
        }
        if (model.isEmpty()) {
            throw new BadRequest("model is missing");
        }
        if (!messages) {
            throw new BadRequest("messages is missing");
        }
        TokenCounter counter = counters.apply(model);
        long inputTokens = texts.stream().mapToLong(text -> counter.count(text).value()).sum();
        var delivery = new ChatRequest.Delivery(stream, includeUsage);
        return new ChatRequest(model, inputTokens, delivery, limit, n, script);
    }

    private void messages(JsonParser json) {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            throw new BadRequest("messages must be an array");
        }
        messages = true;
        while (json.nextToken() == JsonToken.START_OBJECT) {
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                boolean content = json.currentName().equals("content");
                json.nextToken();
                if (content) {
                    content(json);
                } else {
                    json.skipChildren();
                }
            }
        }
        if (json.currentToken() != JsonToken.END_ARRAY) {
            throw new BadRequest("a message must be an object");
        }
    }

    private void content(JsonParser json) {
        if (json.currentToken() == JsonToken.VALUE_STRING) {
            texts.add(json.getString());
        } else if (json.currentToken() == JsonToken.START_ARRAY) {
            while (json.nextToken() == JsonToken.START_OBJECT) {
                part(json);
            }
        }
    }

    private void part(JsonParser json) {
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            boolean text = json.currentName().equals("text");
            if (json.nextToken() == JsonToken.VALUE_STRING && text) {
                texts.add(json.getString());
            } else {
                json.skipChildren();
            }
        }
    }

    private void streamOptions(JsonParser json) {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            return;
        }
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            boolean usage = json.currentName().equals("include_usage");
            json.nextToken();
            if (usage) {
                includeUsage = json.getValueAsBoolean(false);
            } else {
                json.skipChildren();
            }
        }
    }

    private void limit(String name, JsonParser json) {
        if (json.currentToken() != JsonToken.VALUE_NULL) {
            limit = Math.min(limit, whole(name, json, Integer.MAX_VALUE));
        }
    }

    private static int whole(String name, JsonParser json, int most) {
        if (!json.isExpectedNumberIntToken()
                || json.getLongValue() < 1
                || json.getLongValue() > most) {
            throw new BadRequest(name + " must be a whole number from 1 to " + most);
        }
        return json.getIntValue();
    }
}
