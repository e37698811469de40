package io.tokengrid.upstream;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicLong;

/// An upstream for benchmarks that costs as little as Java's sockets allow: one thread, no
/// framework, the same answer to every POST (as a stream if its body has `"stream":true`), each
/// chunk stamped. It reads no more of a request than where it ends. `GET` of any path tells what it
/// has served.
///
/// Only its own thread serves; the public methods are safe for all.
public final class FixedUpstream implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(FixedUpstream.class.getName());
    private static final int READ_BYTES = 1 << 18;

    private final Selector selector;
    private final ServerSocketChannel listener;
    private final int port;
    private final FixedOptions options;
    private final FixedAnswers answers;
    private final long chunkNanos;
    private final ByteBuffer in = ByteBuffer.allocateDirect(READ_BYTES);
    private final ArrayDeque<FixedConnection> streams = new ArrayDeque<>();
    private final AtomicLong completed = new AtomicLong();
    private final AtomicLong cut = new AtomicLong();
    private final Thread thread;
    private volatile boolean closed;

    private FixedUpstream(FixedOptions options) throws IOException {
        this.options = options;
        answers = new FixedAnswers(options);
        chunkNanos = options.chunkEvery().toNanos();
        selector = Selector.open();
        listener = ServerSocketChannel.open();
        listener.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        listener.bind(new InetSocketAddress(options.host(), options.port()), 16_384);
        listener.configureBlocking(false);
        listener.register(selector, SelectionKey.OP_ACCEPT);
        port = listener.socket().getLocalPort();
        thread = Thread.ofPlatform().name("fixed-upstream").unstarted(this::serve);
    }

    /// Starts one; it answers when this returns.
    ///
    /// @throws UncheckedIOException if it cannot listen there
    public static FixedUpstream start(FixedOptions options) {
        try {
            FixedUpstream upstream = new FixedUpstream(options);
            upstream.thread.start();
            return upstream;
        } catch (IOException cannot) {
            throw new UncheckedIOException(
                    "cannot listen on " + options.host() + ":" + options.port(), cannot);
        }
    }

    /// Where it listens.
    public int port() {
        return port;
    }

    /// Calls whose last byte was written, with the usage that each reported.
    public Served.Sum completed() {
        long calls = completed.get();
        return new Served.Sum(
                calls,
                new Usage(calls * options.inputTokens(), 0, calls * options.outputTokens(), 0));
    }

    /// Calls whose client went before the last byte.
    public long cut() {
        return cut.get();
    }

    @Override
    public void close() {
        closed = true;
        selector.wakeup();
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve() {
        try (selector;
                listener) {
            while (!closed) {
                long wait = untilNextChunk();
                if (wait <= 0) {
                    selector.selectNow(this::ready);
                } else {
                    selector.select(this::ready, wait);
                }
                chunks();
            }
            for (SelectionKey key : selector.keys()) {
                key.channel().close();
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /// Milliseconds; 0 if a chunk is due.
    private long untilNextChunk() {
        FixedConnection next = streams.peekFirst();
        if (next == null) {
            return Long.MAX_VALUE;
        }
        long nanos = next.due() - System.nanoTime();
        return nanos <= 0 ? 0 : Math.max(1, nanos / 1_000_000);
    }

    private void ready(SelectionKey key) {
        try {
            if (key.isAcceptable()) {
                accept();
                return;
            }
            FixedConnection connection = (FixedConnection) key.attachment();
            if (key.isWritable() && connection.flush()) {
                go(connection);
            }
            if (key.isReadable() && connection.read(in)) {
                answer(connection);
            }
        } catch (IOException gone) {
            close(key);
        }
    }

    private void accept() throws IOException {
        for (SocketChannel channel = listener.accept();
                channel != null;
                channel = listener.accept()) {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
            key.attach(new FixedConnection(channel, key));
        }
    }

    private void answer(FixedConnection connection) throws IOException {
        if (connection.isGet()) {
            connection.write(FixedAnswers.direct(FixedAnswers.reply(served())));
        } else if (connection.wantsStream()) {
            int chunks = options.outputTokens();
            connection.begin(answers.streamHead, chunks, System.nanoTime() + chunkNanos);
            go(connection);
        } else {
            connection.begin(answers.json, 0, 0);
            go(connection);
        }
    }

    /// Carries an answer on, unless the socket is full.
    private void go(FixedConnection connection) throws IOException {
        if (!connection.answering() || !connection.isWritable()) {
            return;
        }
        if (connection.chunksLeft() > 0) {
            streams.addLast(connection);
        } else {
            connection.ended();
            completed.incrementAndGet();
        }
    }

    /// Sends the chunks that are due, at most one of each stream.
    private void chunks() {
        long now = System.nanoTime();
        for (int i = streams.size(); i > 0 && streams.getFirst().due() - now <= 0; i--) {
            FixedConnection connection = streams.removeFirst();
            try {
                if (!connection.isGone()) {
                    chunk(connection);
                }
            } catch (IOException gone) {
                close(connection.key());
            }
        }
    }

    private void chunk(FixedConnection connection) throws IOException {
        connection.chunkSent(chunkNanos);
        connection.write(answers.chunk(System.nanoTime()));
        if (connection.chunksLeft() == 0) {
            connection.write(answers.streamEnd);
        }
        go(connection);
    }

    private String served() {
        return "{\"completed\":{\"calls\":"
                + completed.get()
                + ","
                + Served.fields(completed().usage())
                + "},\"cut\":{\"calls\":"
                + cut.get()
                + "}}";
    }

    private void close(SelectionKey key) {
        FixedConnection connection = (FixedConnection) key.attachment();
        if (connection.answering()) {
            cut.incrementAndGet();
            connection.ended();
        }
        try {
            key.channel().close();
        } catch (IOException alreadyClosed) {
            LOG.log(System.Logger.Level.DEBUG, "closing", alreadyClosed);
        }
    }
}
