package io.tokengrid.gateway.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Connections without a network, with a clock that the test sets. What their clients asked stands
/// in [#heard].
final class Wire implements Exchange.Handler {
    static final ClientLimits LIMITS = ClientLimits.of(100_000, 1_000);

    private final UnpooledByteBufAllocator memory = new UnpooledByteBufAllocator(true);
    private final List<String> heard = new ArrayList<>();
    private final List<Exchange> waiting = new ArrayList<>();
    private final Clients clients;
    private long nanos;
    private boolean holds;

    Wire() {
        this(LIMITS);
    }

    Wire(ClientLimits limits) {
        clients = new Clients(limits, this, () -> nanos);
    }

    /// From now on requests are not answered by themselves.
    Wire holding() {
        holds = true;
        return this;
    }

    EmbeddedChannel connect() {
        var channel = new EmbeddedChannel();
        channel.config().setOption(ChannelOption.ALLOCATOR, memory);
        clients.take(channel);
        return channel;
    }

    /// What bytes of a client become that arrive in pieces which end at these places.
    static List<String> heardOf(byte[] bytes, int... cuts) {
        var wire = new Wire();
        EmbeddedChannel client = wire.connect();
        int from = 0;
        for (int cut : cuts) {
            wire.send(client, bytes, from, cut);
            from = cut;
        }
        wire.send(client, bytes, from, bytes.length);
        client.close();
        wire.read(client);
        if (wire.bytes() != 0) {
            throw new AssertionError(wire.bytes() + " bytes of buffers were not released");
        }
        return wire.heard;
    }

    void send(EmbeddedChannel client, String text) {
        byte[] bytes = text.getBytes(ISO_8859_1);
        send(client, bytes, 0, bytes.length);
    }

    void send(EmbeddedChannel client, byte[] bytes, int from, int to) {
        if (client.isOpen()) {
            client.writeInbound(memory.directBuffer(to - from).writeBytes(bytes, from, to - from));
        }
    }

    /// What was sent to a client since it was last asked.
    String read(EmbeddedChannel client) {
        var read = new StringBuilder();
        for (ByteBuf next = client.readOutbound(); next != null; next = client.readOutbound()) {
            read.append(next.toString(ISO_8859_1));
            next.release();
        }
        return read.toString();
    }

    /// Lets time pass.
    void pass(Duration time) {
        nanos += time.toNanos();
        clients.sweep();
    }

    List<String> heard() {
        return heard;
    }

    /// A request that was not answered yet.
    Exchange waiting(int number) {
        return waiting.get(number);
    }

    int open() {
        return clients.open();
    }

    /// Memory of buffers that were not released.
    long bytes() {
        return memory.metric().usedDirectMemory() + memory.metric().usedHeapMemory();
    }

    @Override
    public void requested(Exchange exchange) {
        var body = new StringBuilder();
        heard.add(exchange.method() + ' ' + exchange.path());
        exchange.whenGone(() -> heard.add("gone"));
        exchange.receive(
                new Exchange.Body() {
                    @Override
                    public void arrived(byte[] piece) {
                        body.append(new String(piece, ISO_8859_1));
                    }

                    @Override
                    public void ended() {
                        heard.add("body '" + body + '\'');
                        if (holds) {
                            waiting.add(exchange);
                        } else {
                            exchange.answer(new AnswerHead(200), Bytes.of("ok"));
                        }
                    }

                    @Override
                    public void tooSlow() {
                        exchange.answer(new AnswerHead(408), new Bytes());
                    }
                });
    }

    @Override
    public void malformed(Exchange exchange, Malformed why) {
        heard.add(why.name());
        exchange.answer(new AnswerHead(400), new Bytes());
    }
}
