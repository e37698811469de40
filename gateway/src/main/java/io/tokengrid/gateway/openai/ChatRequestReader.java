package io.tokengrid.gateway.openai;

import io.tokengrid.gateway.openai.ChatRequest.Span;
import io.tokengrid.metering.PromptReader;
import io.tokengrid.metering.ServiceTier;
import java.util.HashSet;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Walks once through a chat request's bytes and notes what [ChatRequest] needs; what a model reads
/// of it is a [PromptReader]'s. The whole body is checked to be sound JSON; a field that decides
/// the price may stand there once only, since two readers could take different ones for true.
final class ChatRequestReader {
    private final JsonParser json;
    private final ChatRequest request;
    private final PromptReader prompt;
    private final Set<String> seen = new HashSet<>();

    private ChatRequestReader(JsonParser json, ChatRequest request) {
        this.json = json;
        this.request = request;
        this.prompt = new PromptReader(request.body, json, PromptReader.MOST_KEPT);
    }

    static ChatRequest read(byte[] body) throws BadRequest {
        int end = body.length;
        while (end > 0 && body[end - 1] != '}') {
            end--;
        }
        var request = new ChatRequest(body, Math.max(0, end - 1));
        try (JsonParser json = RequestJson.parser(body)) {
            new ChatRequestReader(json, request).root();
        } catch (JacksonException e) {
            throw BadRequest.notJson(e);
        }
        return request;
    }

    private void root() throws BadRequest {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            throw new BadRequest("The body must be a JSON object.", null);
        }
        // The parser understands UTF-16 and UTF-32 too, and has no byte offsets there.
        if (json.currentTokenLocation().getByteOffset() < 0) {
            throw new BadRequest("The body must be in UTF-8.", null);
        }
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = json.currentName();
            int nameFrom = offset(json.currentTokenLocation().getByteOffset());
            json.nextToken();
            field(name, nameFrom);
        }
        if (json.nextToken() != null) {
            throw new BadRequest("The body must be one JSON object and nothing after it.", null);
        }
        if (!seen.contains("model")) {
            throw new BadRequest("'model' is missing.", "model");
        }
        if (!seen.contains("messages")) {
            throw new BadRequest("'messages' is missing.", "messages");
        }
        request.size = prompt.size();
        request.images = prompt.images();
        request.open = prompt.open();
        request.prompt = prompt.prompt();
    }

    private void field(String name, int nameFrom) throws BadRequest {
        switch (name) {
            case "model" -> {
                once(name);
                require(JsonToken.VALUE_STRING, name, "a string");
                request.model = json.getString();
                request.modelValue = span();
            }
            case "stream" -> {
                once(name);
                request.stream = bool(name);
            }
            case "stream_options" -> {
                once(name);
                streamOptions();
            }
            case "service_tier" -> {
                once(name);
                if (json.currentToken() != JsonToken.VALUE_NULL) {
                    require(JsonToken.VALUE_STRING, name, "a string");
                    request.serviceTiers = ServiceTier.askedFor(json.getString());
                }
            }
            case "n" -> {
                once(name);
                long choices = number(name);
                request.choices = choices < 0 ? 1 : (int) Math.min(choices, Integer.MAX_VALUE);
                if (request.choices < 1 || request.choices > ChatRequest.MAX_CHOICES) {
                    throw new BadRequest("'n' must be 1 to " + ChatRequest.MAX_CHOICES + ".", name);
                }
            }
            case "max_tokens" -> {
                once(name);
                request.maxTokens = limit(name);
                request.maxTokensName = nameSpan(nameFrom);
                request.maxTokensValue = span();
            }
            case "max_completion_tokens" -> {
                once(name);
                request.maxCompletionTokens = limit(name);
                request.maxCompletionTokensName = nameSpan(nameFrom);
                request.maxCompletionTokensValue = span();
            }
            case "thinking_budget" -> {
                once(name);
                request.thinkingBudget = number(name);
            }
            case "messages" -> {
                once(name);
                messages();
            }
            default -> prompt.field(name);
        }
    }

    private void streamOptions() throws BadRequest {
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            throw new BadRequest(
                    "'stream_options' must be an object or be left out.", "stream_options");
        }
        require(JsonToken.START_OBJECT, "stream_options", "an object");
        int from = offset(json.currentTokenLocation().getByteOffset());
        boolean empty = true;
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            empty = false;
            boolean usage = json.currentName().equals("include_usage");
            json.nextToken();
            if (usage) {
                once("stream_options.include_usage");
                request.includeUsage = bool("stream_options.include_usage");
                request.includeUsageValue = span();
            } else {
                json.skipChildren();
            }
        }
        request.streamOptions = new Span(from, offset(json.currentLocation().getByteOffset()));
        request.streamOptionsEmpty = empty;
    }

    private void messages() throws BadRequest {
        require(JsonToken.START_ARRAY, "messages", "an array");
        int count = 0;
        while (json.nextToken() != JsonToken.END_ARRAY) {
            require(JsonToken.START_OBJECT, "messages[" + count + "]", "an object");
            prompt.message();
            count++;
        }
        if (count == 0) {
            throw new BadRequest("'messages' must not be empty.", "messages");
        }
    }

    private void once(String name) throws BadRequest {
        if (!seen.add(name)) {
            throw new BadRequest("'" + name + "' stands there twice.", name);
        }
    }

    private void require(JsonToken token, String name, String what) throws BadRequest {
        if (json.currentToken() != token) {
            throw new BadRequest("'" + name + "' must be " + what + ".", name);
        }
    }

    private boolean bool(String name) throws BadRequest {
        return switch (json.currentToken()) {
            case VALUE_TRUE -> true;
            case VALUE_FALSE, VALUE_NULL -> false;
            default -> throw new BadRequest("'" + name + "' must be true or false.", name);
        };
    }

    private long limit(String name) throws BadRequest {
        long limit = number(name);
        if (limit == 0) {
            throw new BadRequest("'" + name + "' must be at least 1.", name);
        }
        return limit;
    }

    /// A positive whole number of at most 10^9; -1 for null, which is as good as absent.
    private long number(String name) throws BadRequest {
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            return -1;
        }
        require(JsonToken.VALUE_NUMBER_INT, name, "a whole number");
        long value =
                json.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                        ? Long.MAX_VALUE
                        : json.getLongValue();
        if (value < 0 || value > 1_000_000_000) {
            throw new BadRequest("'" + name + "' is out of range.", name);
        }
        return value;
    }

    /// A field's name with its quotes. The parser's own position is already behind the colon.
    private Span nameSpan(int from) {
        int to = from + 1;
        while (request.body[to] != '"') {
            to += request.body[to] == '\\' ? 2 : 1;
        }
        return new Span(from, to + 1);
    }

    private Span span() {
        return new Span(
                offset(json.currentTokenLocation().getByteOffset()),
                offset(json.currentLocation().getByteOffset()));
    }

    private static int offset(long at) {
        return Math.toIntExact(at);
    }
}
