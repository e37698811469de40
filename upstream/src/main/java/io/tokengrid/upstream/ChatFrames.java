package io.tokengrid.upstream;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import org.jspecify.annotations.Nullable;

/// The SSE frames of an answer in order: for each choice its role, its reasoning and text in
/// chunks, its end; then usage and `[DONE]`. With several choices the chunks take turns. Knows
/// nothing of time or sockets. Used for one stream.
final class ChatFrames {
    private final Answer answer;
    private final Script script;
    private final int n;
    private final int chunkTokens;
    private final int reasoningRounds;
    private final int textRounds;
    private final byte[] head;
    private final byte[] frameEnd;
    private final boolean usageNull;

    private Stage stage = Stage.ROLE;
    private int round;
    private int choice;
    private int textFrames;
    private long output;
    private long reasoning;

    private enum Stage {
        ROLE,
        TEXT,
        FINISH,
        USAGE,
        DONE,
        END
    }

    ChatFrames(Answer answer) {
        this.answer = answer;
        script = answer.script();
        n = answer.request().n();
        chunkTokens = Math.max(1, script.small(Control.CHUNK_TOKENS, 1));
        reasoningRounds = Math.ceilDiv(answer.reasoning(), chunkTokens);
        boolean tools = answer.tools().calls() > 0;
        textRounds =
                tools ? 2 * answer.tools().calls() : Math.ceilDiv(answer.visible(), chunkTokens);
        head =
                Json.utf8(
                        "{\"id\":"
                                + Json.quote(answer.name().id())
                                + ",\"object\":\"chat.completion.chunk\",\"created\":"
                                + answer.name().created()
                                + ",\"model\":"
                                + Json.quote(answer.request().model())
                                + ",\"choices\":[");
        frameEnd = (script.is(Control.CRLF) ? "\r\n\r\n" : "\n\n").getBytes(US_ASCII);
        usageNull = answer.request().delivery().usage() && standardUsage();
    }

    boolean hasNext() {
        return stage != Stage.END;
    }

    /// Tokens of one choice that come before the next frame; what its time follows from.
    long tokensBefore() {
        return switch (stage) {
            case ROLE -> 0;
            case TEXT -> (long) round * chunkTokens;
            case FINISH, USAGE, DONE, END -> Math.max(0, round - 1L) * chunkTokens;
        };
    }

    /// Whether the next frame holds only a role, which comes before the first token's wait.
    boolean atRole() {
        return stage == Stage.ROLE;
    }

    /// Frames so far that carried text, reasoning or tool calls.
    int textFrames() {
        return textFrames;
    }

    /// Writes the next frame.
    ///
    /// @return the output tokens in it
    int next(ByteBuf out) {
        long before = output;
        if (script.is(Control.COMMENTS)) {
            ascii(out, ": keep-alive").writeBytes(frameEnd);
        }
        ascii(out, "data: ");
        switch (stage) {
            case ROLE -> role(out);
            case TEXT -> text(out);
            case FINISH -> finish(out);
            case USAGE -> usage(out);
            case DONE -> ascii(out, "[DONE]");
            case END -> throw new IllegalStateException("no frame is left");
        }
        out.writeBytes(frameEnd);
        advance();
        return (int) (output - before);
    }

    /// The reasoning among the output written so far.
    long reasoning() {
        return reasoning;
    }

    /// Writes a frame that says that the model failed.
    void error(ByteBuf out) {
        String error = ErrorBody.json(500, "the model stopped", script.text(Control.CODE));
        ascii(out, "data: ").writeBytes(Json.utf8(error)).writeBytes(frameEnd);
    }

    private void role(ByteBuf out) {
        ascii(open(out), "\"role\":\"assistant\",\"content\":\"\",\"refusal\":null}");
        close(out, null);
    }

    private void text(ByteBuf out) {
        if (answer.tools().calls() > 0 && round >= reasoningRounds) {
            toolCall(out, round - reasoningRounds);
            return;
        }
        boolean thinking = round < reasoningRounds;
        int index = thinking ? round : round - reasoningRounds;
        int from = index * chunkTokens;
        int to = Math.min(from + chunkTokens, thinking ? answer.reasoning() : answer.visible());
        long seed = answer.seed() + choice;
        ascii(open(out), thinking ? "\"reasoning_content\":\"" : "\"content\":\"");
        int start = script.is(Control.CUMULATIVE) ? 0 : from;
        out.writeBytes(answer.words().utf8(start, to, thinking ? ~seed : seed));
        ascii(out, "\"}");
        output += to - from;
        reasoning += thinking ? to - from : 0;
        close(out, null);
    }

    private void toolCall(ByteBuf out, int index) {
        ToolArguments tools = answer.tools();
        int call = index / 2;
        ascii(open(out), "\"tool_calls\":[{\"index\":" + call);
        if (index % 2 == 0) {
            ascii(out, ",\"id\":\"call_" + choice + '_' + call + "\",\"type\":\"function\",");
            ascii(out, "\"function\":{\"name\":\"note\",\"arguments\":\"\"}}]}");
        } else {
            int words = tools.words(call);
            ascii(out, ",\"function\":{\"arguments\":\"" + ToolArguments.OPEN);
            out.writeBytes(answer.words().utf8(0, words, answer.seed() + choice + call));
            ascii(out, ToolArguments.CLOSE + "\"}}]}");
            output += words + ToolArguments.FRAME;
        }
        close(out, null);
    }

    private void finish(ByteBuf out) {
        ascii(open(out), "}");
        close(out, answer.finish());
    }

    private void usage(ByteBuf out) {
        out.writeBytes(head);
        ascii(out, "],\"usage\":" + answer.usage().reported(script).json());
        stamp(out);
        out.writeByte('}');
    }

    private ByteBuf open(ByteBuf out) {
        out.writeBytes(head);
        ascii(out, "{\"index\":");
        decimal(out, choice);
        return ascii(out, ",\"delta\":{");
    }

    private void close(ByteBuf out, @Nullable String finish) {
        ascii(out, ",\"logprobs\":null,\"finish_reason\":");
        ascii(out, finish == null ? "null" : '"' + finish + '"');
        boolean last = finish != null && choice == n - 1;
        if (last && script.is(Control.USAGE, "in_choice")) {
            ascii(out, ",\"usage\":" + answer.usage().reported(script).json());
        }
        ascii(out, "}]");
        if (script.is(Control.USAGE, "every_chunk")) {
            ascii(out, ",\"usage\":" + answer.usage(output, reasoning).reported(script).json());
        } else if (last && script.is(Control.USAGE, "on_finish")) {
            ascii(out, ",\"usage\":" + answer.usage().reported(script).json());
        } else if (usageNull) {
            ascii(out, ",\"usage\":null");
        }
        if (stage == Stage.ROLE && choice == 0 && script.has(Control.PAD_BYTES)) {
            ascii(out, ",\"padding\":\"" + "x".repeat(script.small(Control.PAD_BYTES, 0)) + '"');
        }
        stamp(out);
        out.writeByte('}');
    }

    private void stamp(ByteBuf out) {
        if (script.is(Control.STAMP)) {
            ascii(out, ",\"stamp\":\"");
            decimal(out, System.nanoTime());
            out.writeByte('"');
        }
    }

    private void advance() {
        if (stage == Stage.TEXT) {
            textFrames++;
        }
        if (stage.compareTo(Stage.FINISH) <= 0 && ++choice < n) {
            return;
        }
        choice = 0;
        int rounds = reasoningRounds + textRounds;
        stage =
                switch (stage) {
                    case ROLE -> rounds > 0 ? Stage.TEXT : Stage.FINISH;
                    case TEXT -> ++round < rounds ? Stage.TEXT : Stage.FINISH;
                    case FINISH -> extraUsage() ? Stage.USAGE : last();
                    case USAGE -> last();
                    case DONE, END -> Stage.END;
                };
    }

    private Stage last() {
        return script.isNot(Control.DONE) ? Stage.END : Stage.DONE;
    }

    private boolean extraUsage() {
        return script.is(Control.USAGE, "always") || usageNull;
    }

    private boolean standardUsage() {
        return !script.has(Control.USAGE) || script.is(Control.USAGE, "standard");
    }

    private static ByteBuf ascii(ByteBuf out, String text) {
        ByteBufUtil.writeAscii(out, text);
        return out;
    }

    private static void decimal(ByteBuf out, long value) {
        ByteBufUtil.writeAscii(out, Long.toString(value));
    }
}
