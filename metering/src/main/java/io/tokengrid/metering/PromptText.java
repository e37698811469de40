package io.tokengrid.metering;

import io.tokengrid.metering.media.MediaItem;
import io.tokengrid.metering.prompt.Chat;
import io.tokengrid.metering.prompt.JsonTree;
import io.tokengrid.metering.prompt.Utf8Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.StreamReadException;

/// What a model reads of a request in the OpenAI dialect: messages, tools and media; `prompt` and
/// `input` of the older endpoints. A [PromptMeter] counts it. Immutable, as long as nobody changes
/// the request's bytes: texts, tools and media are places in them, looked into when they are asked
/// for.
public final class PromptText {
    private final List<Chat.Message> messages;
    private final List<PromptReader.Schema> schemas;
    private final boolean thinking;
    private final List<Utf8Text> texts;
    private final long tokenIds;
    private final long otherBytes;
    private final List<MediaPart> media;

    PromptText(PromptReader read) {
        this.messages = List.copyOf(read.messages);
        this.schemas = List.copyOf(read.schemas);
        this.thinking = read.thinking;
        this.texts = List.copyOf(read.texts);
        this.tokenIds = read.tokenIds;
        this.otherBytes = read.otherBytes;
        this.media = List.copyOf(read.media);
    }

    /// What reading a request's body gives.
    public sealed interface Read {}

    /// The text was found; it may be empty.
    public record Found(PromptText prompt) implements Read {}

    /// The body is no JSON object, or one beyond the parser's bounds.
    public record Malformed(String why) implements Read {}

    /// Reads the body of a request in UTF-8, whatever stands in it.
    public static Read read(byte[] body) {
        try (JsonParser json = Json.parser(body, 0, body.length)) {
            PromptReader reader = new PromptReader(body, json, Integer.MAX_VALUE);
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new StreamReadException(json, "not an object");
            }
            // The parser understands UTF-16 and UTF-32 too, and has no byte offsets there.
            if (json.currentTokenLocation().getByteOffset() < 0) {
                throw new StreamReadException(json, "not in UTF-8");
            }
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = json.currentName();
                json.nextToken();
                reader.field(name);
            }
            if (json.nextToken() != null) {
                throw new StreamReadException(json, "more than one value");
            }
            return new Found(new PromptText(reader));
        } catch (JacksonException malformed) {
            return new Malformed(malformed.getOriginalMessage());
        }
    }

    /// The messages and tools, taken apart anew.
    public Chat chat() {
        JsonTrees trees = new JsonTrees();
        List<JsonTree> tools = new ArrayList<>();
        JsonTree answerSchema = null;
        long unreadBytes = 0;
        for (PromptReader.Schema schema : schemas) {
            JsonTree tree = trees.read(schema.json());
            if (tree == null || !trees.hasRoom()) {
                unreadBytes += schema.json().most();
            } else if (schema.field().equals("response_format")) {
                answerSchema = tree.get("json_schema");
            } else if (tree instanceof JsonTree.Items(List<JsonTree> items)) {
                boolean bare = schema.field().equals("functions");
                items.forEach(item -> tools.add(bare ? asTool(item) : item));
            }
        }
        List<Chat.Message> withArguments = new ArrayList<>(messages.size());
        for (Chat.Message message : messages) {
            withArguments.add(
                    message.calls().isEmpty() ? message : message.takenApart(trees::members));
        }
        return new Chat(withArguments, tools, answerSchema, thinking, unreadBytes);
    }

    private static JsonTree asTool(JsonTree function) {
        var tool = new LinkedHashMap<String, JsonTree>();
        tool.put("type", new JsonTree.Text("function"));
        tool.put("function", function);
        return new JsonTree.Members(tool);
    }

    /// Images, sound, videos, documents, and parts that may have any size, as far as the bytes in
    /// the request tell; looked into anew.
    public List<MediaItem> media() {
        return media.stream().map(MediaPart::item).toList();
    }

    /// The texts of the older endpoints.
    List<Utf8Text> texts() {
        return texts;
    }

    /// Tokens that the client gave as numbers.
    long tokenIds() {
        return tokenIds;
    }

    /// Bytes of fields that a template may write, but that are not understood here.
    long otherBytes() {
        return otherBytes;
    }
}
