package io.tokengrid.gateway;

import io.tokengrid.metering.OpenAiUsageReader;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;

/// A JSON answer too long to be buffered: it passes as it comes, but for its last 1 KiB, which
/// waits for the settlement (exactness C4). Providers write usage last, so it is looked for in the
/// last 64 KiB; not found there, the call is settled by our own count.
final class LongJson {
    private static final int WAITING = 1 << 10;
    private static final int TAIL = 64 << 10;
    private static final String USAGE = "\"usage\"";

    private final Buffer begun;
    private Buffer rest;
    private Buffer tail;

    LongJson(Buffer begun) {
        this.begun = begun;
        this.rest = Buffer.buffer();
        this.tail = Buffer.buffer();
    }

    /// What may pass now.
    Buffer feed(Buffer chunk) {
        if (begun.length() > 0 && tail.length() == 0) {
            tail = begun.copy();
            rest = begun.copy();
        }
        tail = last(tail.appendBuffer(chunk), TAIL);
        rest.appendBuffer(chunk);
        int passing = Math.max(0, rest.length() - WAITING);
        Buffer passed = rest.getBuffer(0, passing);
        rest = rest.getBuffer(passing, rest.length());
        return passed;
    }

    /// What waits.
    Buffer rest() {
        return rest;
    }

    /// Gives the reader the last usage of the answer, as an answer of its own.
    void readUsage(OpenAiUsageReader reader) {
        String text = tail.toString(StandardCharsets.ISO_8859_1);
        int at = text.lastIndexOf(USAGE);
        int open = at < 0 ? -1 : text.indexOf('{', at);
        if (open < 0) {
            return;
        }
        int depth = 0;
        for (int i = open; i < text.length(); i++) {
            depth += text.charAt(i) == '{' ? 1 : text.charAt(i) == '}' ? -1 : 0;
            if (depth == 0) {
                byte[] answer =
                        ("{\"choices\":[{\"index\":0,\"finish_reason\":\"stop\"}],\"usage\":"
                                        + text.substring(open, i + 1)
                                        + "}")
                                .getBytes(StandardCharsets.ISO_8859_1);
                reader.read(answer, 0, answer.length);
                return;
            }
        }
    }

    private static Buffer last(Buffer bytes, int length) {
        int from = Math.max(0, bytes.length() - length);
        return from == 0 ? bytes : bytes.getBuffer(from, bytes.length());
    }
}
