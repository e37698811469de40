package io.tokengrid.upstream;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;

/// The bytes that a [FixedUpstream] sends, made once. One thread: buffers are shared.
final class FixedAnswers {
    private static final int STAMP_DIGITS = 19;
    private static final String NAME =
            "\"id\":\"chatcmpl-fixed\",\"object\":\"chat.completion%s\",\"created\":0,"
                    + "\"model\":\"fixed\"";

    final ByteBuffer json;
    final ByteBuffer streamHead;
    final ByteBuffer streamEnd;
    private final ByteBuffer chunk;
    private final int stampAt;

    FixedAnswers(FixedOptions options) {
        int out = options.outputTokens();
        String usage = new Usage(options.inputTokens(), 0, out, 0).json();
        json =
                direct(
                        reply(
                                "{"
                                        + NAME.formatted("")
                                        + ",\"choices\":[{\"index\":0,\"message\":{\"role\":"
                                        + "\"assistant\",\"content\":\""
                                        + TokenText.english().text(out, 1)
                                        + "\"},\"finish_reason\":\"stop\"}],\"usage\":"
                                        + usage
                                        + "}"));
        streamHead =
                direct(
                        "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\n"
                                + "cache-control: no-cache\r\ntransfer-encoding: chunked\r\n\r\n"
                                + frame(
                                        choice(
                                                "{\"role\":\"assistant\",\"content\":\"\"}",
                                                "null")));
        String stamp = "0".repeat(STAMP_DIGITS);
        String text =
                frame(choice("{\"content\":\" energy\"}", "null") + ",\"stamp\":\"" + stamp + "\"");
        chunk = direct(text);
        stampAt = text.indexOf(stamp);
        streamEnd =
                direct(
                        frame(choice("{}", "\"stop\""))
                                + frame(
                                        NAME.formatted(".chunk")
                                                + ",\"choices\":[],\"usage\":"
                                                + usage)
                                + "e\r\ndata: [DONE]\n\n\r\n0\r\n\r\n");
    }

    private static String choice(String delta, String finish) {
        return NAME.formatted(".chunk")
                + ",\"choices\":[{\"index\":0,\"delta\":"
                + delta
                + ",\"finish_reason\":"
                + finish
                + "}]";
    }

    private static String frame(String fields) {
        String data = "data: {" + fields + "}\n\n";
        return Integer.toHexString(data.length()) + "\r\n" + data + "\r\n";
    }

    static String reply(String body) {
        return "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: "
                + body.length()
                + "\r\n\r\n"
                + body;
    }

    static ByteBuffer direct(String ascii) {
        byte[] bytes = ascii.getBytes(US_ASCII);
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }

    /// A stream's chunk of one token, stamped with this time of sending.
    ByteBuffer chunk(long nanos) {
        long rest = nanos;
        for (int i = STAMP_DIGITS - 1; i >= 0; i--) {
            chunk.put(stampAt + i, (byte) ('0' + rest % 10));
            rest /= 10;
        }
        return chunk;
    }
}
