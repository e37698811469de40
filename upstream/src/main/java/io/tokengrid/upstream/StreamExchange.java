package io.tokengrid.upstream;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Random;

/// Answers a call with server-sent events at the script's pace, and breaks off where it says so.
///
/// It pumps: while the client reads and the next frame is due, a group of frames is written, each
/// piece as an HTTP chunk of its own, so that a cut survives TCP's joining of packets.
final class StreamExchange implements Exchange {
    private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(US_ASCII);
    private static final int CHUNK_HEAD = 10;
    private static final int CR_LF = ('\r' << 8) | '\n';
    private static final long NEVER = Long.MAX_VALUE;

    private final Connection connection;
    private final Request request;
    private final Answer answer;
    private final OpenCall call;
    private final Script script;
    private final ChatFrames frames;
    private final Cutter cutter;
    private final Random random;

    private long firstDue;
    private long stalledUntil;
    private boolean stalled;
    private boolean waiting;
    private boolean ended;
    private long writtenOutput;
    private long writtenReasoning;

    StreamExchange(Connection connection, Request request, Answer answer, OpenCall call) {
        this.connection = connection;
        this.request = request;
        this.answer = answer;
        this.call = call;
        script = answer.script();
        frames = new ChatFrames(answer);
        cutter = Cutter.of(script);
        random = new Random(answer.seed());
    }

    @Override
    public void start() {
        String head =
                "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\n"
                        + "cache-control: no-cache\r\nx-request-id: "
                        + answer.name().id()
                        + "\r\n"
                        + (request.chunks() ? "transfer-encoding: chunked\r\n" : "")
                        + (keepAlive() ? "\r\n" : "connection: close\r\n\r\n");
        var _ = connection.write(Unpooled.wrappedBuffer(head.getBytes(US_ASCII)));
        firstDue = System.nanoTime() + script.whole(Control.FIRST_TOKEN_MS, 0) * 1_000_000;
        pump();
    }

    @Override
    public void writable() {
        if (!waiting) {
            pump();
        }
    }

    private void pump() {
        waiting = false;
        while (!ended && connection.isWritable()) {
            if (breaksOff()) {
                return;
            }
            long wait = due() - System.nanoTime();
            if (wait > 0) {
                waiting = true;
                connection.after(wait, this::pump);
                return;
            }
            write();
        }
    }

    /// Whether the script ends or halts the stream at this point.
    private boolean breaksOff() {
        int text = frames.textFrames();
        if (text == script.small(Control.ERROR_AFTER, -1)) {
            ByteBuf error = connection.buffer(256).writerIndex(CHUNK_HEAD);
            frames.error(error.readerIndex(CHUNK_HEAD));
            send(error, 0, 0);
            end(false);
            return true;
        }
        if (text == script.small(Control.DISCONNECT_AFTER, -1)) {
            ended = true;
            connection.write(Unpooled.EMPTY_BUFFER).addListener(_ -> connection.close());
            return true;
        }
        if (text == script.small(Control.STALL_AFTER, -1) && !stalled) {
            stalled = true;
            long stall = script.whole(Control.STALL_MS, NEVER);
            if (stall == NEVER) {
                waiting = true;
                return true;
            }
            stalledUntil = System.nanoTime() + stall * 1_000_000;
        }
        return false;
    }

    private long due() {
        if (frames.atRole()) {
            return Long.MIN_VALUE / 2 + System.nanoTime();
        }
        long perSecond = script.whole(Control.TOKENS_PER_SECOND, 0);
        long after = perSecond == 0 ? 0 : frames.tokensBefore() * 1_000_000_000 / perSecond;
        long due = firstDue + after;
        return stalled && stalledUntil - due > 0 ? stalledUntil : due;
    }

    private void write() {
        ByteBuf group = connection.buffer(512).setIndex(CHUNK_HEAD, CHUNK_HEAD);
        int joined = 0;
        int output = 0;
        long reasoning = frames.reasoning();
        do {
            output += frames.next(group);
            joined++;
        } while (frames.hasNext()
                && cutter.joins(joined, group.readableBytes(), random)
                && !atFault()
                && due() - System.nanoTime() <= 0);
        reasoning = frames.reasoning() - reasoning;
        if (cutter == Cutter.FRAME || cutter == Cutter.BATCH) {
            send(group, output, reasoning);
        } else {
            sendPieces(group, output, reasoning);
        }
        // A write can make the connection writable again, and that writes the rest from within.
        if (!frames.hasNext() && !ended) {
            end(true);
        }
    }

    private boolean atFault() {
        int text = frames.textFrames();
        return text == script.small(Control.ERROR_AFTER, -1)
                || text == script.small(Control.DISCONNECT_AFTER, -1)
                || (text == script.small(Control.STALL_AFTER, -1) && !stalled);
    }

    private void sendPieces(ByteBuf group, int output, long reasoning) {
        var pieces = cutter.cut(group, random).iterator();
        while (pieces.hasNext()) {
            ByteBuf piece = pieces.next();
            ByteBuf chunk = connection.buffer(CHUNK_HEAD + piece.readableBytes() + 2);
            chunk.setIndex(CHUNK_HEAD, CHUNK_HEAD).writeBytes(piece);
            send(chunk, pieces.hasNext() ? 0 : output, pieces.hasNext() ? 0 : reasoning);
        }
        group.release();
    }

    /// Sends bytes that start at [#CHUNK_HEAD] in their buffer.
    private void send(ByteBuf bytes, int output, long reasoning) {
        if (request.chunks()) {
            frame(bytes);
        }
        connection
                .write(bytes)
                .addListener(written -> {
                    if (written.isSuccess()) {
                        writtenOutput += output;
                        writtenReasoning += reasoning;
                    }
                });
    }

    /// Puts the chunk's length before and CR LF after the bytes, without copying them.
    private static void frame(ByteBuf bytes) {
        String length = Integer.toHexString(bytes.readableBytes());
        int start = CHUNK_HEAD - length.length() - 2;
        bytes.setCharSequence(start, length, US_ASCII);
        bytes.setShort(CHUNK_HEAD - 2, CR_LF);
        bytes.readerIndex(start);
        ByteBufUtil.writeShortBE(bytes, CR_LF);
    }

    /// @param whole whether all frames were sent
    private void end(boolean whole) {
        ended = true;
        byte[] last = request.chunks() ? LAST_CHUNK : new byte[0];
        connection
                .write(Unpooled.wrappedBuffer(last))
                .addListener(written -> {
                    if (written.isSuccess() && whole) {
                        call.completed(answer.usage());
                    } else {
                        cut();
                    }
                    connection.done(keepAlive());
                });
    }

    private boolean keepAlive() {
        return request.keepAlive() && request.chunks();
    }

    @Override
    public void closed() {
        ended = true;
        cut();
    }

    private void cut() {
        call.cut(answer.usage(writtenOutput, writtenReasoning));
    }
}
