package io.tokengrid.upstream;

import java.nio.ByteBuffer;

/// Finds the send times in a stream's chunks, wherever its bytes are cut. One connection, one
/// thread.
final class StampScanner implements MessageReader.BodySink {
    private static final String MARK = "\"stamp\":\"";

    private final Stamps stamps;
    private int matched;
    private long value;

    /// Is told each send time.
    interface Stamps {
        void sent(long nanos);
    }

    StampScanner(Stamps stamps) {
        this.stamps = stamps;
    }

    @Override
    public void bytes(ByteBuffer bytes, int from, int to) {
        int at = matched;
        int i = at == 0 ? Quotes.next(bytes, from, to) : from;
        for (; i < to; i++) {
            byte b = bytes.get(i);
            if (at < MARK.length()) {
                if (b == MARK.charAt(at)) {
                    at++;
                } else {
                    at = 0;
                    i = Quotes.next(bytes, i, to) - 1;
                }
            } else if (b >= '0' && b <= '9') {
                value = value * 10 + b - '0';
            } else {
                stamps.sent(value);
                value = 0;
                at = 0;
            }
        }
        matched = at;
    }
}
