package io.tokengrid.gateway;

import io.tokengrid.metering.AnswerRead;
import io.tokengrid.metering.OpenAiUsageReader;
import io.tokengrid.metering.SseFrame;
import io.tokengrid.metering.SseScanner;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Money;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Takes a provider's event stream apart into what the client may have now and what waits for the
/// settlement: from the frame that gives the last choice its finish reason on, everything is held
/// back (exactness C4). Frames pass unchanged, but that the usage which the client asked for gets
/// the charge, and a chunk of usage that it did not ask for is left out.
///
/// Confined to its event loop.
final class StreamRelay {
    /// The most bytes that are held back.
    static final int MAX_HELD = 64 << 10;

    private final SseScanner scanner = new SseScanner();
    private final OpenAiUsageReader reader;
    private final boolean usageWanted;
    private final List<Held> held = new ArrayList<>(4);
    private Buffer out = Buffer.buffer();
    private int heldBytes;
    private boolean passedContent;
    private boolean ended;
    private boolean failed;

    /// @param brace where in `bytes` the charge goes; -1 if nowhere
    @SuppressWarnings("ArrayRecordComponent") // private, never compared
    private record Held(byte[] bytes, int brace) {}

    StreamRelay(OpenAiUsageReader reader, boolean usageWanted) {
        this.reader = reader;
        this.usageWanted = usageWanted;
    }

    /// Takes what arrived. Afterwards [#takePassed] has what the client may have.
    void feed(Buffer chunk) {
        byte[] bytes = chunk.getBytes();
        if (!ended
                && scanner.feed(bytes, 0, bytes.length, this::frame) != SseScanner.Outcome.TAKEN) {
            failed = true;
            ended = true;
        }
    }

    /// Takes the end of the provider's stream.
    void end() {
        if (!ended) {
            scanner.end(this::frame);
            ended = true;
        }
    }

    /// What the client may have now; the caller owns it.
    Buffer takePassed() {
        Buffer passed = out;
        out = Buffer.buffer();
        return passed;
    }

    /// Whether the stream has said all that it will: its end, an error, or more than is held back.
    boolean ended() {
        return ended || heldBytes > MAX_HELD;
    }

    /// Whether frames are held back for the settlement.
    boolean finishing() {
        return reader.finished();
    }

    /// Whether the provider ended it with an error, or it was no event stream.
    boolean failed() {
        return failed;
    }

    /// Whether anything that the model wrote was given to the client.
    boolean passedContent() {
        return passedContent;
    }

    /// What was held back, with the charge in the last usage of it.
    Buffer release(Money charge, CurrencyCode currency) {
        int last = held.size() - 1;
        while (last >= 0 && held.get(last).brace < 0) {
            last--;
        }
        Buffer released = Buffer.buffer(heldBytes + 128);
        for (int i = 0; i < held.size(); i++) {
            Held frame = held.get(i);
            if (i == last) {
                released.appendBytes(frame.bytes, 0, frame.brace)
                        .appendString(
                                ",\"cost\":\"" + charge + "\",\"currency\":\"" + currency + "\"")
                        .appendBytes(frame.bytes, frame.brace, frame.bytes.length - frame.brace);
            } else {
                released.appendBytes(frame.bytes);
            }
        }
        return released;
    }

    private void frame(SseFrame frame) {
        if (ended) {
            return;
        }
        switch (frame.kind()) {
            case COMMENT -> pass(frame, -1);
            case DONE -> {
                hold(copy(frame), -1);
                ended = true;
            }
            case DATA -> data(frame);
        }
    }

    private void data(SseFrame frame) {
        switch (reader.read(frame.data(), frame.dataFrom(), frame.dataTo())) {
            case AnswerRead.Part part -> part(frame, part);
            case AnswerRead.Failed _ -> {
                failed = true;
                ended = true;
                hold(copy(frame), -1);
            }
            case AnswerRead.Malformed _ -> {
                failed = true;
                ended = true;
            }
        }
    }

    private void part(SseFrame frame, AnswerRead.Part part) {
        if (part.repeated() || (part.usageOnly() && !usageWanted)) {
            return;
        }
        passedContent |= part.content();
        pass(frame, part.usageBrace());
    }

    /// Gives a frame to the client, or holds it back once the model has finished.
    private void pass(SseFrame frame, int brace) {
        if (!reader.finished()) {
            out.appendBytes(frame.bytes(), frame.from(), frame.to() - frame.from());
        } else if (brace >= 0 && !Arrays.equals(frame.data(), frame.bytes())) {
            // Several data lines: the payload goes on as one.
            byte[] whole = joined(frame);
            hold(whole, "data: ".length() + brace - frame.dataFrom());
        } else {
            hold(copy(frame), brace < 0 ? -1 : brace - frame.from());
        }
    }

    private void hold(byte[] bytes, int brace) {
        held.add(new Held(bytes, brace));
        heldBytes += bytes.length;
    }

    private static byte[] copy(SseFrame frame) {
        return Arrays.copyOfRange(frame.bytes(), frame.from(), frame.to());
    }

    private static byte[] joined(SseFrame frame) {
        int length = frame.dataTo() - frame.dataFrom();
        String payload = new String(frame.data(), frame.dataFrom(), length, StandardCharsets.UTF_8);
        return ("data: " + payload.replace("\n", "") + "\n\n").getBytes(StandardCharsets.UTF_8);
    }
}
