package io.tokengrid.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tokengrid.gateway.openai.BadRequest;
import io.tokengrid.gateway.openai.RequestJson;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Writes what a request in Anthropic's shape gives a model to read as a chat in OpenAI's, so that
/// one reader serves both: `system` becomes the first message, the results of tools become
/// messages, their use becomes calls. Parts that are not known pass with their type, so that a
/// count tells what it left out.
final class MessagesRequest {
    private final byte[] body;
    private final JsonParser json;
    private final List<String> messages = new ArrayList<>();
    private final List<String> tools = new ArrayList<>();
    private @Nullable String model;
    private @Nullable String system;
    private boolean found;

    private MessagesRequest(byte[] body, JsonParser json) {
        this.body = body;
        this.json = json;
    }

    /// What one message says, as pieces of JSON.
    private static final class Turn {
        final List<String> parts = new ArrayList<>();
        final List<String> calls = new ArrayList<>();
        final List<String> results = new ArrayList<>();
        final StringBuilder thinking = new StringBuilder();
    }

    /// What one block of a message says; each field as it came.
    private static final class Block {
        String type = "";
        String text = "";
        String name = "";
        String id = "";
        String input = "{}";
        @Nullable String url;
        @Nullable String plain;
        String result = "\"\"";
    }

    static CountRequest read(byte[] body) throws BadRequest {
        try (JsonParser json = RequestJson.parser(body)) {
            return new MessagesRequest(body, json).root();
        } catch (JacksonException e) {
            throw BadRequest.notJson(e);
        }
    }

    private CountRequest root() throws BadRequest {
        if (json.nextToken() != JsonToken.START_OBJECT
                || json.currentTokenLocation().getByteOffset() < 0) {
            throw new BadRequest("The body must be a JSON object in UTF-8.", null);
        }
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            switch (name) {
                case "model" -> model = value == JsonToken.VALUE_STRING ? json.getString() : null;
                case "system" -> {
                    Turn turn = new Turn();
                    content(turn);
                    system = join("[", turn.parts, "]");
                }
                case "messages" -> {
                    found = value == JsonToken.START_ARRAY;
                    each(this::message);
                }
                case "tools" -> each(this::tool);
                default -> json.skipChildren();
            }
        }
        if (model == null) {
            throw new BadRequest("'model' is missing.", "model");
        }
        if (!found) {
            throw new BadRequest("'messages' is missing.", "messages");
        }
        if (system != null) {
            messages.addFirst("{\"role\":\"system\",\"content\":" + system + "}");
        }
        String chat =
                join("{\"messages\":[", messages, "]")
                        + (tools.isEmpty() ? "" : join(",\"tools\":[", tools, "]"))
                        + "}";
        return new CountRequest(model, chat.getBytes(UTF_8));
    }

    /// Runs for each object of the array at hand.
    private void each(Runnable action) {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            json.skipChildren();
            return;
        }
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (json.currentToken() == JsonToken.START_OBJECT) {
                action.run();
            } else {
                json.skipChildren();
            }
        }
    }

    private void message() {
        String role = "";
        Turn turn = new Turn();
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            boolean isRole = json.currentName().equals("role");
            boolean isContent = json.currentName().equals("content");
            json.nextToken();
            if (isContent) {
                content(turn);
            } else {
                role = isRole ? string() : role;
            }
        }
        messages.addAll(turn.results);
        if (!turn.parts.isEmpty() || !turn.calls.isEmpty() || turn.results.isEmpty()) {
            messages.add(
                    "{\"role\":"
                            + quoted(role)
                            + join(",\"content\":[", turn.parts, "]")
                            + (turn.calls.isEmpty()
                                    ? ""
                                    : join(",\"tool_calls\":[", turn.calls, "]"))
                            + (turn.thinking.isEmpty()
                                    ? ""
                                    : ",\"reasoning_content\":" + quoted(turn.thinking.toString()))
                            + "}");
        }
    }

    /// A text, or a list of blocks.
    private void content(Turn turn) {
        if (json.currentToken() == JsonToken.VALUE_STRING) {
            turn.parts.add(text(json.getString()));
        } else {
            each(() -> add(block(), turn));
        }
    }

    private Block block() {
        Block block = new Block();
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String field = json.currentName();
            json.nextToken();
            switch (field) {
                case "type" -> block.type = string();
                case "text", "thinking" -> block.text = string();
                case "name" -> block.name = string();
                case "id", "tool_use_id" -> block.id = string();
                case "input" -> block.input = raw();
                case "source" -> source(block);
                case "content" -> {
                    Turn inner = new Turn();
                    content(inner);
                    block.result = join("[", inner.parts, "]");
                }
                default -> json.skipChildren();
            }
        }
        return block;
    }

    private static void add(Block block, Turn turn) {
        switch (block.type) {
            case "text" -> turn.parts.add(text(block.text));
            case "thinking" -> turn.thinking.append(block.text);
            case "document" ->
                    turn.parts.add(
                            block.plain == null
                                    ? "{\"type\":\"document\",\"file\":"
                                            + quoted(block.url == null ? "" : block.url)
                                            + "}"
                                    : text(block.plain));
            case "image" -> turn.parts.add(image(block.url == null ? "" : block.url));
            case "tool_use" ->
                    turn.calls.add(
                            "{\"id\":"
                                    + quoted(block.id)
                                    + ",\"type\":\"function\",\"function\":{\"name\":"
                                    + quoted(block.name)
                                    + ",\"arguments\":"
                                    + quoted(block.input)
                                    + "}}");
            case "tool_result" ->
                    turn.results.add(
                            "{\"role\":\"tool\",\"tool_call_id\":"
                                    + quoted(block.id)
                                    + ",\"content\":"
                                    + block.result
                                    + "}");
            default -> turn.parts.add("{\"type\":" + quoted(block.type) + "}");
        }
    }

    /// Bytes or place of an image or a document, as a URL; a document may be plain text, too.
    private void source(Block block) {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            return;
        }
        String form = "";
        String type = "";
        String data = "";
        String url = null;
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String field = json.currentName();
            json.nextToken();
            switch (field) {
                case "type" -> form = string();
                case "media_type" -> type = string();
                case "data" -> data = string();
                case "url" -> url = string();
                default -> json.skipChildren();
            }
        }
        if (form.equals("text")) {
            block.plain = data;
        } else {
            block.url = url == null ? "data:" + type + ";base64," + data : url;
        }
    }

    private void tool() {
        String name = "";
        String description = "";
        String schema = "{}";
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String field = json.currentName();
            json.nextToken();
            switch (field) {
                case "name" -> name = string();
                case "description" -> description = string();
                case "input_schema" -> schema = raw();
                default -> json.skipChildren();
            }
        }
        tools.add(
                "{\"type\":\"function\",\"function\":{\"name\":"
                        + quoted(name)
                        + (description.isEmpty() ? "" : ",\"description\":" + quoted(description))
                        + ",\"parameters\":"
                        + schema
                        + "}}");
    }

    private String string() {
        if (json.currentToken() == JsonToken.VALUE_STRING) {
            return json.getString();
        }
        json.skipChildren();
        return "";
    }

    /// The value at hand as it came.
    private String raw() {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            return "{}";
        }
        int from = (int) json.currentTokenLocation().getByteOffset();
        json.skipChildren();
        return new String(body, from, (int) json.currentLocation().getByteOffset() - from, UTF_8);
    }

    private static String text(String text) {
        return "{\"type\":\"text\",\"text\":" + quoted(text) + "}";
    }

    private static String image(String url) {
        return "{\"type\":\"image_url\",\"image_url\":{\"url\":" + quoted(url) + "}}";
    }

    private static String join(String open, List<String> pieces, String close) {
        return open + String.join(",", pieces) + close;
    }

    private static String quoted(String text) {
        return Json.quote(text, new StringBuilder(text.length() + 2)).toString();
    }
}
