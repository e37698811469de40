package io.tokengrid.metering;

import io.tokengrid.metering.media.VideoFormula;
import io.tokengrid.metering.prompt.Chat;
import io.tokengrid.metering.prompt.JsonTree;
import io.tokengrid.metering.prompt.PromptSize;
import io.tokengrid.metering.prompt.Utf8Text;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Collects what a model reads of a request in the OpenAI dialect while somebody's parser walks
/// through its body, so that the body is read once. Texts stay where they are in the body. Not
/// thread-safe.
///
/// Long because all fields of the dialect that a model reads stand in one place.
public final class PromptReader {
    /// Messages, parts and calls that a reader keeps at most; the longest chats have some hundreds.
    public static final int MOST_KEPT = 1_000;

    /// Thousandths of a frame a second; no host looks more often than a video has frames.
    private static final double MOST_FRAMES = 1_000_000;

    private final byte[] body;
    private final JsonParser json;
    private final int mostKept;
    private int found;

    final List<Chat.Message> messages = new ArrayList<>();
    final List<Schema> schemas = new ArrayList<>(0);
    final List<Utf8Text> texts = new ArrayList<>(0);
    final List<MediaPart> media = new ArrayList<>(0);
    boolean thinking = true;

    /// Tokens that the client gave as numbers.
    long tokenIds;

    /// Bytes of strings that a template may write, but that are not counted.
    long otherBytes;

    private int messageCount;
    private int callCount;
    private long argumentBytes;
    private int toolCount;
    private long schemaNodes;
    private long schemaFractions;
    private int images;
    private @Nullable String open;

    /// Tools, functions, or the format of the answer.
    ///
    /// @param field where it stands
    record Schema(String field, Utf8Text json) {}

    /// @param json a parser of `body` from its first byte on
    /// @param mostKept messages, parts and calls that are kept; of a longer chat there is only the
    ///   size
    public PromptReader(byte[] body, JsonParser json, int mostKept) {
        this.body = body;
        this.json = json;
        this.mostKept = mostKept;
    }

    /// What the model reads, once the whole body has been walked through and is sound; null if the
    /// chat is too long to be kept.
    public @Nullable PromptText prompt() {
        return found > mostKept ? null : new PromptText(this);
    }

    /// What bounds its text.
    public PromptSize size() {
        return new PromptSize(
                body.length,
                messageCount,
                callCount,
                argumentBytes,
                toolCount,
                schemaNodes,
                schemaFractions);
    }

    /// How many images it has.
    public int images() {
        return images;
    }

    /// The kind of the first part such as a file or a video, whose tokens do not show in the body's
    /// length; null if there is none.
    public @Nullable String open() {
        return open;
    }

    /// Reads the value at hand, which is that of a field of the request, to its end.
    public void field(String name) {
        switch (name) {
            case "messages" -> messages();
            case "tools", "functions", "response_format" -> schema(name);
            case "prompt", "input", "suffix" -> text(texts);
            case "enable_thinking", "chat_template_kwargs", "thinking" -> thinking();
            default -> weigh();
        }
    }

    private void messages() {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            json.skipChildren();
            return;
        }
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (json.currentToken() == JsonToken.START_OBJECT) {
                message();
            } else {
                json.skipChildren();
            }
        }
    }

    /// Reads the object at hand, which is a message, to its end.
    public void message() {
        messageCount++;
        String role = "";
        String name = "";
        Utf8Text reasoning = Utf8Text.EMPTY;
        String callId = "";
        List<Utf8Text> said = new ArrayList<>(1);
        List<Chat.ToolCall> calls = List.of();
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String field = json.currentName();
            json.nextToken();
            switch (field) {
                case "role" -> role = word();
                case "content" -> content(said);
                case "refusal" -> keepText(string(), said);
                case "name" -> name = word();
                case "reasoning_content", "reasoning", "thinking" -> reasoning = string();
                case "tool_call_id" -> callId = word();
                case "tool_calls", "function_call" -> {
                    calls = calls.isEmpty() ? new ArrayList<>(1) : calls;
                    calls(calls);
                }
                default -> weigh();
            }
        }
        // A template may leave it out, or write it.
        otherBytes += reasoning.length() + utf8(callId);
        keep(new Chat.Message(role, said, name, reasoning, calls, callId), messages);
    }

    private void content(List<Utf8Text> said) {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            keepText(string(), said);
            return;
        }
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (json.currentToken() == JsonToken.START_OBJECT) {
                part(said);
            } else {
                keepText(string(), said);
            }
        }
    }

    private void part(List<Utf8Text> said) {
        String type = "";
        String other = "";
        boolean told = false;
        FileFields file = new FileFields();
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = json.currentName();
            json.nextToken();
            switch (name) {
                case "type" -> type = word();
                case "text", "refusal" -> {
                    told = true;
                    keepText(string(), said);
                }
                case "image_url" -> image();
                case "input_audio" -> sound();
                case "fps" -> framesPerSecond(file);
                case "file", "video", "video_url", "audio_url", "source" -> file(name, file);
                case "inline_data", "inlineData", "file_data", "fileData" -> file(name, file);
                case "file_url" -> file(name, file);
                case "file_id" -> {
                    file.field = file.field.isEmpty() ? name : file.field;
                    elsewhere(file);
                }
                default -> {
                    other = other.isEmpty() ? name : other;
                    weigh();
                }
            }
        }
        boolean known =
                switch (type) {
                    case "text", "refusal", "image_url", "input_audio" -> true;
                    default -> false;
                };
        String kind = known || type.isEmpty() ? file.field : type;
        if (file.places > Math.max(1, file.pictures)) {
            open(kind);
        } else if (file.text && type.equals("document")) {
            keepText(file.where, said);
        } else if (!file.field.isEmpty()) {
            open = open == null ? kind : open;
            keep(new MediaPart.File(kind, file.where, file.pictures, file.framesPerSecond), media);
        } else if (!known && (!told || !type.isEmpty())) {
            open(type.isEmpty() ? other : type);
        }
    }

    /// What a part says of a file or a video, in whichever of the ways that providers know.
    private static final class FileFields {
        private String field = "";
        private Utf8Text where = Utf8Text.EMPTY;
        private int pictures;

        /// Texts that say where it is; of several nobody knows which one a host takes.
        private int places;

        private long framesPerSecond = VideoFormula.FrameGrids.USUAL;

        /// Whether the file is the text itself.
        private boolean text;
    }

    private void file(String field, FileFields file) {
        file.field = file.field.isEmpty() ? field : file.field;
        file(file);
    }

    /// A URL, a list of pictures' URLs, or an object that has one of them.
    private void file(FileFields file) {
        switch (json.currentToken()) {
            case VALUE_STRING -> {
                file.places++;
                file.where = string();
            }
            case START_ARRAY -> {
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    Utf8Text first = file.where;
                    file(file);
                    file.pictures++;
                    file.where = file.pictures == 1 ? file.where : first;
                }
            }
            case START_OBJECT -> {
                while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                    String name = json.currentName();
                    json.nextToken();
                    switch (name) {
                        case "url", "data", "file_data", "file_url" -> file(file);
                        // As Anthropic has it: {"type": "text", "data": "..."}.
                        case "type" -> file.text = word().equals("text");
                        case "file_id", "file_uri", "fileUri" -> elsewhere(file);
                        case "fps" -> framesPerSecond(file);
                        default -> json.skipChildren();
                    }
                }
            }
            default -> {}
        }
    }

    private void elsewhere(FileFields file) {
        file.places++;
        json.skipChildren();
    }

    private void framesPerSecond(FileFields file) {
        if (json.currentToken().isNumeric()) {
            double thousandths = json.getDoubleValue() * 1_000;
            file.framesPerSecond = (long) Math.clamp(thousandths, 1, MOST_FRAMES);
        } else {
            json.skipChildren();
        }
    }

    private void image() {
        images++;
        Utf8Text url = Utf8Text.EMPTY;
        Utf8Text detail = Utf8Text.EMPTY;
        if (json.currentToken() == JsonToken.START_OBJECT) {
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = json.currentName();
                json.nextToken();
                switch (name) {
                    case "url" -> url = string();
                    case "detail" -> detail = string();
                    default -> json.skipChildren();
                }
            }
        } else {
            url = string();
        }
        keep(new MediaPart.Image(url, detail), media);
    }

    private void sound() {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            return;
        }
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            boolean isData = json.currentName().equals("data");
            if (json.nextToken() != JsonToken.VALUE_STRING || !isData) {
                json.skipChildren();
                continue;
            }
            Utf8Text data = string();
            if (data.startsWith("http:") || data.startsWith("https:")) {
                open("input_audio");
            } else {
                keep(new MediaPart.Sound(data), media);
            }
        }
    }

    private void open(String kind) {
        open = open == null ? kind : open;
        keep(new MediaPart.Open(kind), media);
    }

    /// Tool calls of earlier turns.
    private void calls(List<Chat.ToolCall> calls) {
        switch (json.currentToken()) {
            case START_ARRAY -> {
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    calls(calls);
                }
            }
            case START_OBJECT -> {
                callCount++;
                int from = begin();
                CallFields call = new CallFields();
                call(call);
                argumentBytes += end() - from;
                keep(new Chat.ToolCall(call.id, call.name, call.arguments, null), calls);
            }
            default -> weigh();
        }
    }

    private static final class CallFields {
        private String id = "";
        private String name = "";
        private Utf8Text arguments = Utf8Text.EMPTY;
    }

    private void call(CallFields call) {
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String field = json.currentName();
            JsonToken value = json.nextToken();
            switch (field) {
                case "function", "custom" -> {
                    if (value == JsonToken.START_OBJECT) {
                        call(call);
                    } else {
                        weigh();
                    }
                }
                case "id" -> {
                    call.id = word();
                    otherBytes += utf8(call.id);
                }
                case "name" -> call.name = word();
                case "arguments", "input" -> call.arguments = string();
                default -> weigh();
            }
        }
    }

    /// What of a schema decides how much longer it can become when it is written again.
    private void schema(String field) {
        int from = begin();
        int depth = 0;
        do {
            JsonToken token = json.currentToken();
            depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            schemaNodes += token.isStructEnd() ? 0 : 1;
            schemaFractions += token == JsonToken.VALUE_NUMBER_FLOAT ? 1 : 0;
            toolCount += depth == 2 && token == JsonToken.START_OBJECT ? 1 : 0;
        } while (depth > 0 && json.nextToken() != null);
        if (json.currentToken() == JsonToken.END_ARRAY
                || json.currentToken() == JsonToken.END_OBJECT) {
            keep(new Schema(field, new Utf8Text(body, from, end(), false)), schemas);
        }
    }

    /// Whether the client turns thinking off, in one of the ways that providers know.
    private void thinking() {
        JsonTree value = new JsonTrees().read(json);
        if (value != null && turnsOff(value)) {
            thinking = false;
        }
    }

    private static boolean turnsOff(JsonTree value) {
        return value.equals(new JsonTree.Truth(false))
                || value.text("type").equals("disabled")
                || new JsonTree.Truth(false).equals(value.get("enable_thinking"))
                || new JsonTree.Truth(false).equals(value.get("thinking"));
    }

    /// Text, token numbers, or arrays of either.
    private void text(List<Utf8Text> into) {
        switch (json.currentToken()) {
            case START_ARRAY -> {
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    text(into);
                }
            }
            case VALUE_NUMBER_INT -> tokenIds++;
            default -> keepText(string(), into);
        }
    }

    /// The string at hand where it stands; empty for anything else, of which the bytes are added
    /// up.
    private Utf8Text string() {
        if (json.currentToken() == JsonToken.VALUE_STRING) {
            return Utf8Text.ofJson(body, begin() + 1);
        }
        weigh();
        return Utf8Text.EMPTY;
    }

    /// The same of a short one, taken out.
    private String word() {
        if (json.currentToken() == JsonToken.VALUE_STRING) {
            return json.getString();
        }
        weigh();
        return "";
    }

    private void keepText(Utf8Text text, List<Utf8Text> into) {
        if (!text.isEmpty()) {
            keep(text, into);
        }
    }

    private <T> void keep(T item, List<T> into) {
        found++;
        if (found <= mostKept) {
            into.add(item);
        }
    }

    /// Adds up what stands in a value that is not understood here.
    private void weigh() {
        int depth = 0;
        while (true) {
            JsonToken token = json.currentToken();
            depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            if (token == JsonToken.PROPERTY_NAME) {
                otherBytes += utf8(json.currentName());
            } else if (token == JsonToken.VALUE_STRING) {
                otherBytes += string().length();
            } else if (token.isScalarValue()) {
                otherBytes += json.getStringLength();
            }
            if (depth == 0) {
                return;
            }
            json.nextToken();
        }
    }

    private static long utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private int begin() {
        return Math.toIntExact(json.currentTokenLocation().getByteOffset());
    }

    private int end() {
        return Math.toIntExact(json.currentLocation().getByteOffset());
    }
}
