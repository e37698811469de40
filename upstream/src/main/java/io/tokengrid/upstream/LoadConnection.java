package io.tokengrid.upstream;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/// One connection of a load generator; on its thread only.
final class LoadConnection {
    private final LoadTarget target;
    private final MessageReader reader;
    private @Nullable SocketChannel channel;
    private @Nullable SelectionKey key;
    private @Nullable ByteBuffer rest;
    private boolean busy;
    private long since;

    LoadConnection(LoadTarget target, MessageReader.BodySink sink) {
        this.target = target;
        reader = MessageReader.ofResponses(sink);
    }

    /// Connects, waiting until it is.
    void connect(Selector selector) throws IOException {
        SocketChannel connected = SocketChannel.open(target.address());
        connected.setOption(StandardSocketOptions.TCP_NODELAY, true);
        connected.configureBlocking(false);
        channel = connected;
        key = connected.register(selector, SelectionKey.OP_READ, this);
        rest = null;
        busy = false;
        reader.reset();
    }

    /// Sends a request whose latency counts from `since`.
    void send(ByteBuffer request, long since) throws IOException {
        this.since = since;
        busy = true;
        request.rewind();
        channel().write(request);
        if (request.hasRemaining()) {
            rest = request.duplicate();
            key().interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
        }
    }

    /// Sends what the socket did not take at once.
    void flush() throws IOException {
        if (rest != null) {
            channel().write(rest);
            if (!rest.hasRemaining()) {
                rest = null;
                key().interestOps(SelectionKey.OP_READ);
            }
        }
    }

    /// Reads what has come.
    ///
    /// @return whether an answer is complete
    /// @throws IOException if the connection ends inside of one
    boolean read(ByteBuffer in) throws IOException {
        in.clear();
        if (channel().read(in) < 0) {
            if (busy && !reader.endsByClose()) {
                throw new IOException("the connection ended");
            }
            close();
            return busy;
        }
        in.flip();
        boolean complete = in.hasRemaining() && reader.read(in);
        if (complete && reader.closes()) {
            close();
        }
        return complete;
    }

    int status() {
        return reader.status();
    }

    long since() {
        return since;
    }

    boolean busy() {
        return busy;
    }

    void idle() {
        busy = false;
    }

    boolean isOpen() {
        return channel != null;
    }

    void close() throws IOException {
        SocketChannel open = channel;
        channel = null;
        if (open != null) {
            open.close();
        }
    }

    private SocketChannel channel() throws IOException {
        if (channel == null) {
            throw new IOException("not connected");
        }
        return channel;
    }

    private SelectionKey key() throws IOException {
        if (key == null) {
            throw new IOException("not connected");
        }
        return key;
    }
}
