package io.tokengrid.upstream;

import java.io.IOException;
import java.nio.ByteBuffer;

/// Reads HTTP/1.1 messages of one connection as their bytes come, allocating nothing: what frames a
/// body and what ends a connection is understood, all else is skipped. For load generation and the
/// fixed upstream, which trust the other side; never for strangers. One thread.
final class MessageReader {
    private static final int LINE = 512;

    private final byte[] line = new byte[LINE];
    private final boolean responses;
    private final BodySink sink;
    private int length;
    private State state = State.FIRST_LINE;
    private long left;
    private boolean chunked;
    private boolean sized;
    private boolean close;
    private int status;
    private char method;

    /// Sees the bytes of bodies.
    interface BodySink {
        /// Bytes [from, to) of the buffer, whose position must not change.
        void bytes(ByteBuffer bytes, int from, int to);

        BodySink NONE = (bytes, from, to) -> {};
    }

    private enum State {
        FIRST_LINE,
        HEADERS,
        BODY,
        CHUNK_SIZE,
        CHUNK,
        CHUNK_END,
        TRAILERS,
        UNTIL_CLOSE
    }

    private MessageReader(boolean responses, BodySink sink) {
        this.responses = responses;
        this.sink = sink;
    }

    static MessageReader ofResponses(BodySink sink) {
        return new MessageReader(true, sink);
    }

    static MessageReader ofRequests(BodySink sink) {
        return new MessageReader(false, sink);
    }

    /// Of the response whose head was read last.
    int status() {
        return status;
    }

    /// First letter of the method of the request whose head was read last.
    char method() {
        return method;
    }

    /// Whether the connection ends with this message.
    boolean closes() {
        return close;
    }

    /// Whether a message has begun and not ended.
    boolean inside() {
        return state != State.FIRST_LINE || length > 0;
    }

    /// Whether the end of the connection is the end of the message.
    boolean endsByClose() {
        return state == State.UNTIL_CLOSE;
    }

    /// Reads up to the end of one message.
    ///
    /// @return whether it ended; bytes after it are left in the buffer
    boolean read(ByteBuffer in) throws IOException {
        int limit = in.limit();
        int at = in.position();
        boolean ended = false;
        while (at < limit && !ended) {
            switch (state) {
                case BODY, CHUNK -> {
                    int to = (int) Math.min(limit, at + left);
                    sink.bytes(in, at, to);
                    left -= to - at;
                    at = to;
                    if (left == 0) {
                        ended = state == State.BODY;
                        state = ended ? State.FIRST_LINE : State.CHUNK_END;
                    }
                }
                case UNTIL_CLOSE -> {
                    sink.bytes(in, at, limit);
                    at = limit;
                }
                case FIRST_LINE, HEADERS, CHUNK_SIZE, CHUNK_END, TRAILERS -> {
                    byte b = in.get(at++);
                    if (b == '\n') {
                        ended = line();
                        length = 0;
                    } else if (length < LINE) {
                        line[length++] = b;
                    }
                }
            }
        }
        in.position(at);
        return ended;
    }

    private boolean line() throws IOException {
        int end = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
        switch (state) {
            case FIRST_LINE -> firstLine(end);
            case HEADERS -> {
                if (end == 0) {
                    return headEnds();
                }
                header(end);
            }
            case CHUNK_SIZE -> {
                left = hex(end);
                state = left == 0 ? State.TRAILERS : State.CHUNK;
            }
            case CHUNK_END -> state = State.CHUNK_SIZE;
            case TRAILERS -> {
                if (end == 0) {
                    state = State.FIRST_LINE;
                    return true;
                }
            }
            case BODY, CHUNK, UNTIL_CLOSE -> throw new IllegalStateException();
        }
        return false;
    }

    private void firstLine(int end) throws IOException {
        if (end == 0) {
            return;
        }
        if (responses) {
            if (end < 12 || line[0] != 'H') {
                throw new IOException("not an HTTP response");
            }
            status = (line[9] - '0') * 100 + (line[10] - '0') * 10 + line[11] - '0';
        } else {
            method = (char) line[0];
        }
        chunked = false;
        sized = false;
        close = false;
        left = 0;
        state = State.HEADERS;
    }

    private void header(int end) {
        int first = line[0] | 0x20;
        if (first == 'c' && starts("content-length:")) {
            sized = true;
            left = 0;
            for (int i = "content-length:".length(); i < end; i++) {
                if (line[i] != ' ') {
                    left = left * 10 + line[i] - '0';
                }
            }
        } else if (first == 't' && starts("transfer-encoding:")) {
            chunked = true;
        } else if (first == 'c' && starts("connection: close")) {
            close = true;
        }
    }

    private boolean starts(String lower) {
        if (length < lower.length()) {
            return false;
        }
        for (int i = 0; i < lower.length(); i++) {
            byte b = line[i];
            if ((b >= 'A' && b <= 'Z' ? b | 0x20 : b) != lower.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private boolean headEnds() {
        if (responses && status / 100 == 1) {
            state = State.FIRST_LINE;
            return false;
        }
        boolean unframed = responses && !sized && status != 204 && status != 304;
        boolean ended = !chunked && !unframed && left == 0;
        state =
                chunked
                        ? State.CHUNK_SIZE
                        : unframed ? State.UNTIL_CLOSE : ended ? State.FIRST_LINE : State.BODY;
        return ended;
    }

    private long hex(int end) throws IOException {
        long value = 0;
        for (int i = 0; i < end && line[i] != ';'; i++) {
            int digit = Character.digit(line[i], 16);
            if (digit < 0) {
                throw new IOException("not a chunk's length");
            }
            value = value * 16 + digit;
        }
        return value;
    }

    /// Begins anew, for a new connection.
    void reset() {
        state = State.FIRST_LINE;
        length = 0;
    }
}
