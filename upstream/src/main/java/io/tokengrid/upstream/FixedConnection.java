package io.tokengrid.upstream;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/// One client of a [FixedUpstream]; all of it happens on the upstream's thread.
final class FixedConnection {
    private static final String ASKS_STREAM = "\"stream\":true";

    private final SocketChannel channel;
    private final SelectionKey key;
    private final MessageReader reader = MessageReader.ofRequests(this::body);
    private int matched;
    private boolean stream;
    private @Nullable ByteBuffer pending;
    private int chunksLeft;
    private boolean answering;
    private long due;

    FixedConnection(SocketChannel channel, SelectionKey key) {
        this.channel = channel;
        this.key = key;
    }

    /// Looks for the wish to stream; spaces are looked over.
    private void body(ByteBuffer bytes, int from, int to) {
        int at = matched;
        int i = at == 0 ? Quotes.next(bytes, from, to) : from;
        for (; i < to && at < ASKS_STREAM.length(); i++) {
            byte b = bytes.get(i);
            if (b == ASKS_STREAM.charAt(at)) {
                at++;
            } else if (b != ' ') {
                at = 0;
                i = Quotes.next(bytes, i, to) - 1;
            }
        }
        matched = at;
    }

    /// Reads what has come.
    ///
    /// @return whether a request is complete
    /// @throws IOException if the client is gone or sends a request before it has its answer
    boolean read(ByteBuffer in) throws IOException {
        in.clear();
        if (channel.read(in) < 0) {
            throw new IOException("the client is gone");
        }
        in.flip();
        if (!in.hasRemaining()) {
            return false;
        }
        if (answering) {
            throw new IOException("a request before the answer to the last one");
        }
        boolean complete = reader.read(in);
        if (complete) {
            stream = matched == ASKS_STREAM.length();
            matched = 0;
        }
        return complete;
    }

    boolean wantsStream() {
        return stream;
    }

    boolean isGet() {
        return reader.method() == 'G';
    }

    boolean answering() {
        return answering;
    }

    /// Begins an answer that is followed by this many chunks.
    void begin(ByteBuffer first, int chunks, long firstDue) throws IOException {
        answering = true;
        chunksLeft = chunks;
        due = firstDue;
        write(first);
    }

    /// Writes from the buffer's start; what the socket does not take is kept for [#flush].
    void write(ByteBuffer bytes) throws IOException {
        bytes.rewind();
        if (pending == null) {
            channel.write(bytes);
        }
        if (bytes.hasRemaining()) {
            keep(bytes);
        }
    }

    private void keep(ByteBuffer bytes) {
        int before = pending == null ? 0 : pending.remaining();
        ByteBuffer kept = ByteBuffer.allocateDirect(before + bytes.remaining());
        if (pending != null) {
            kept.put(pending);
        }
        pending = kept.put(bytes).flip();
        key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
    }

    /// Writes what was kept.
    ///
    /// @return whether all of it is written
    boolean flush() throws IOException {
        if (pending != null) {
            channel.write(pending);
            if (pending.hasRemaining()) {
                return false;
            }
            pending = null;
            key.interestOps(SelectionKey.OP_READ);
        }
        return true;
    }

    boolean isWritable() {
        return pending == null && key.isValid();
    }

    SelectionKey key() {
        return key;
    }

    boolean isGone() {
        return !key.isValid();
    }

    int chunksLeft() {
        return chunksLeft;
    }

    long due() {
        return due;
    }

    /// One chunk less is left; the next is due this much later.
    void chunkSent(long nanos) {
        chunksLeft--;
        due += nanos;
    }

    void ended() {
        answering = false;
    }
}
