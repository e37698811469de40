package io.tokengrid.metering;

import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.exc.StreamReadException;

/// One pass over a request body, collecting what [PromptText] is made of.
final class PromptScan {
    final List<String> texts = new ArrayList<>();
    final List<String> roles = new ArrayList<>();
    int names;
    boolean tools;

    /// Tokens that the client gave as numbers.
    long tokenIds;

    /// Bytes of strings that a template may render, but that are not counted.
    long otherBytes;

    int images;
    long soundTokens;
    @Nullable String unbounded;

    void scan(byte[] body, int from, int to) {
        try (JsonParser json = Json.parser(body, from, to)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new StreamReadException(json, "not an object");
            }
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = json.currentName();
                json.nextToken();
                switch (name) {
                    case "messages" -> messages(json);
                    case "tools", "functions" -> tools |= schema(json);
                    case "response_format" -> schema(json);
                    case "prompt", "input", "suffix" -> prompt(json);
                    default -> weigh(json);
                }
            }
            if (json.nextToken() != null) {
                throw new StreamReadException(json, "more than one value");
            }
        }
    }

    private void messages(JsonParser json) {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            json.skipChildren();
            return;
        }
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (json.currentToken() == JsonToken.START_OBJECT) {
                message(json);
            } else {
                json.skipChildren();
            }
        }
    }

    private void message(JsonParser json) {
        String role = "";
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            switch (name) {
                case "role" -> {
                    String read = Json.stringOrSkip(json);
                    role = read == null ? "" : read;
                }
                case "content" -> content(json);
                case "refusal" -> text(json);
                case "name" -> {
                    names += value == JsonToken.VALUE_STRING ? 1 : 0;
                    text(json);
                }
                case "tool_calls", "function_call" -> calls(json);
                default -> weigh(json);
            }
        }
        roles.add(role);
    }

    private void content(JsonParser json) {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            text(json);
            return;
        }
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (json.currentToken() == JsonToken.START_OBJECT) {
                part(json);
            } else {
                text(json);
            }
        }
    }

    private void part(JsonParser json) {
        String type = "";
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = json.currentName();
            json.nextToken();
            switch (name) {
                case "type" -> {
                    String read = Json.stringOrSkip(json);
                    type = read == null ? "" : read;
                }
                case "text", "refusal" -> text(json);
                case "image_url" -> {
                    images++;
                    json.skipChildren();
                }
                case "input_audio" -> sound(json);
                case "file", "video", "video_url", "audio_url" -> {
                    unbounded = name;
                    json.skipChildren();
                }
                default -> weigh(json);
            }
        }
        switch (type) {
            case "text", "refusal", "image_url", "input_audio" -> {}
            default -> unbounded = unbounded == null ? type : unbounded;
        }
    }

    private void sound(JsonParser json) {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            return;
        }
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            boolean isData = json.currentName().equals("data");
            json.nextToken();
            String data = isData ? Json.stringOrSkip(json) : null;
            if (data == null) {
                json.skipChildren();
            } else if (data.startsWith("http:") || data.startsWith("https:")) {
                unbounded = "input_audio";
            } else {
                soundTokens += InputBound.ofSound(data.length() * 3L / 4);
            }
        }
    }

    /// Tool calls of earlier turns: name and arguments of each are read again.
    private void calls(JsonParser json) {
        switch (json.currentToken()) {
            case START_ARRAY -> {
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    calls(json);
                }
            }
            case START_OBJECT -> {
                while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                    String name = json.currentName();
                    json.nextToken();
                    switch (name) {
                        case "function", "custom" -> calls(json);
                        case "name", "arguments", "input" -> text(json);
                        default -> weigh(json);
                    }
                }
            }
            default -> weigh(json);
        }
    }

    /// A schema is rendered into the prompt as JSON without spaces. Returns whether there is one.
    private boolean schema(JsonParser json) {
        boolean empty = json.currentToken() == JsonToken.VALUE_NULL;
        StringWriter compact = new StringWriter();
        try (JsonGenerator writer =
                Json.FACTORY.createGenerator(ObjectWriteContext.empty(), compact)) {
            writer.copyCurrentStructure(json);
        }
        if (!empty) {
            texts.add(compact.toString());
        }
        return !empty;
    }

    /// Text, token numbers, or arrays of either.
    private void prompt(JsonParser json) {
        switch (json.currentToken()) {
            case START_ARRAY -> {
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    prompt(json);
                }
            }
            case VALUE_NUMBER_INT -> tokenIds++;
            default -> text(json);
        }
    }

    private void text(JsonParser json) {
        if (json.currentToken() == JsonToken.VALUE_STRING) {
            texts.add(json.getString());
        } else {
            weigh(json);
        }
    }

    /// Adds up what stands in a value that is not understood here.
    private void weigh(JsonParser json) {
        int depth = 0;
        while (true) {
            JsonToken token = json.currentToken();
            depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            if (token == JsonToken.PROPERTY_NAME || token.isScalarValue()) {
                otherBytes += json.getString().getBytes(StandardCharsets.UTF_8).length;
            }
            if (depth == 0) {
                return;
            }
            json.nextToken();
        }
    }
}
