package io.tokengrid.upstream;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// One thing that can be asked of the upstream for a call. Each is a key of the JSON object in the
/// request header `x-upstream`, in the body's field `upstream`, or in the process's defaults; the
/// body wins over the header, the header over the defaults. An unknown key or a value of the wrong
/// kind is answered with 400.
enum Control {
    // How long the answer is.
    /// Output tokens of each choice, reasoning included; the client's max_tokens still cuts it.
    TOKENS("tokens", 1_000_000),
    /// Of these, tokens of reasoning, sent as reasoning_content before the text.
    REASONING("reasoning", 1_000_000),
    /// Tokens in one streamed chunk; default 1.
    CHUNK_TOKENS("chunk_tokens", 100_000),
    /// The answer is this many tool calls instead of text; the tokens are those of their arguments.
    TOOL_CALLS("tool_calls", 16),
    /// Goes past max_tokens.
    IGNORE_LIMIT("ignore_limit", Form.FLAG),
    /// Words with characters of two to four UTF-8 bytes.
    UNICODE("unicode", Form.FLAG),
    /// Bytes of an additional field that make a JSON answer or the first chunk huge.
    PAD_BYTES("pad_bytes", 64 << 20),
    /// Chooses the words of the answer and where writes are cut.
    SEED("seed", Long.MAX_VALUE),

    // How fast it comes. All waits are at most an hour.
    /// Before the first byte of the answer, headers included.
    DELAY_MS("delay_ms", 3_600_000),
    /// Between the stream's first chunk, which holds only the role, and its first token.
    FIRST_TOKEN_MS("first_token_ms", 3_600_000),
    /// Of one choice of a stream; 0 (default) as fast as the client reads.
    TOKENS_PER_SECOND("tokens_per_second", 1_000_000),
    /// The body of a JSON answer comes in sixteen pieces over this time.
    SLOW_BODY_MS("slow_body_ms", 3_600_000),

    // What it says about usage.
    /// Share of the prompt that is reported as cached, in percent.
    CACHED_PERCENT("cached_percent", 100),
    /// Where usage stands: `standard` (a JSON answer has it; a stream in an additional last chunk
    /// if stream_options.include_usage asks), `always` (that chunk unasked), `none`, `every_chunk`
    /// (cumulative), `in_choice` (inside choices[0] of the finish chunk), `on_finish` (on the
    /// finish chunk).
    USAGE("usage", "standard always none every_chunk in_choice on_finish"),
    /// Impossible figures: `absurd` (10^18), `negative`, `cached_over_prompt`, `zero_output`.
    USAGE_LIE("usage_lie", "absurd negative cached_over_prompt zero_output"),
    /// Reported figures as a percentage of the true ones.
    USAGE_PERCENT("usage_percent", 10_000),

    // How it is written.
    /// `frame` (each SSE frame in a write of its own), `batch` (many frames in one write), `split`
    /// (cut anywhere, by the seed), `utf8` (cut inside every character of several bytes).
    CUT("cut", "frame batch split utf8"),
    /// Lines of the stream end in CR LF.
    CRLF("crlf", Form.FLAG),
    /// A comment line before each frame.
    COMMENTS("comments", Form.FLAG),
    /// false: the stream ends without `[DONE]`.
    DONE("done", Form.FLAG),
    /// Each chunk repeats all text so far.
    CUMULATIVE("cumulative", Form.FLAG),
    /// Each chunk says when it was sent, in nanoseconds of the machine's monotonic clock.
    STAMP("stamp", Form.FLAG),
    /// `over`: announces more bytes than it sends, then closes; `under`: announces fewer.
    CONTENT_LENGTH("content_length", "over under"),

    // How it fails.
    /// Answers with this status and OpenAI's error body; 401, 429, 500, 503 and the like.
    STATUS("status", 599),
    /// The error's code, in place of the usual one of its status.
    CODE("code", Form.TEXT),
    /// Seconds in the Retry-After header of an error.
    RETRY_AFTER("retry_after", 86_400),
    /// `status` (default 503) holds only for the first this many attempts of the request.
    FAIL_FIRST("fail_first", 1_000),
    /// Which request this is an attempt of; default: header x-tokengrid-call, then x-request-id.
    ID("id", Form.TEXT),
    /// An error body under status 200.
    ERROR_IN_200("error_in_200", Form.FLAG),
    /// After this many chunks of text an error frame, then the end without `[DONE]`.
    ERROR_AFTER("error_after", 1_000_000),
    /// After this many chunks of text the connection is closed.
    DISCONNECT_AFTER("disconnect_after", 1_000_000),
    /// After this many chunks of text nothing comes any more, or for stall_ms.
    STALL_AFTER("stall_after", 1_000_000),
    /// How long a stall lasts.
    STALL_MS("stall_ms", 3_600_000);

    private static final Map<String, Control> BY_KEY = new HashMap<>();

    static {
        for (Control control : values()) {
            BY_KEY.put(control.key, control);
        }
    }

    final String key;
    private final Form form;
    private final long most;
    private final String names;

    private enum Form {
        FLAG,
        TEXT,
        WHOLE,
        NAME
    }

    Control(String key, Form form) {
        this(key, form, 0, "");
    }

    Control(String key, long most) {
        this(key, Form.WHOLE, most, "");
    }

    /// @param names that it may have, with spaces between
    Control(String key, String names) {
        this(key, Form.NAME, 0, names);
    }

    Control(String key, Form form, long most, String names) {
        this.key = key;
        this.form = form;
        this.most = most;
        this.names = names;
    }

    static @Nullable Control named(String key) {
        return BY_KEY.get(key);
    }

    /// The value at the parser's current token.
    ///
    /// @throws BadRequest if it is not of this control's kind
    Object read(JsonParser json) {
        Object value = value(json);
        if (value == null) {
            throw new BadRequest("upstream." + key + " must be " + wanted());
        }
        return value;
    }

    private @Nullable Object value(JsonParser json) {
        JsonToken token = json.currentToken();
        boolean string = token == JsonToken.VALUE_STRING;
        return switch (form) {
            case FLAG -> token.isBoolean() ? token == JsonToken.VALUE_TRUE : null;
            case TEXT -> string ? json.getString() : null;
            case NAME -> string && knows(json.getString()) ? json.getString() : null;
            case WHOLE -> json.isExpectedNumberIntToken() ? whole(json.getLongValue()) : null;
        };
    }

    private @Nullable Long whole(long value) {
        return value >= 0 && value <= most ? value : null;
    }

    private boolean knows(String name) {
        return List.of(names.split(" ")).contains(name);
    }

    private String wanted() {
        return switch (form) {
            case FLAG -> "true or false";
            case TEXT -> "a string";
            case WHOLE -> "a whole number from 0 to " + most;
            case NAME -> "one of " + names.replace(" ", ", ");
        };
    }
}
