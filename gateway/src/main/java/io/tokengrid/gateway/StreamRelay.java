package io.tokengrid.gateway;

import io.tokengrid.gateway.http.Bytes;
import io.tokengrid.metering.AnswerRead;
import io.tokengrid.metering.AnswerReader;
import io.tokengrid.metering.FinishReason;
import io.tokengrid.metering.SseFrame;
import io.tokengrid.metering.SseScanner;
import io.tokengrid.metering.Usage;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Takes a provider's event stream apart into what the client may have now and what waits for the
/// settlement: from the frame that gives the last choice its finish reason on, everything is held
/// back (exactness C4). Frames pass unchanged, but that the usage which the client asked for gets
/// the charge, a chunk of usage that it did not ask for is left out, and one that it asked for and
/// the provider did not send is made from our own count.
///
/// Confined to its event loop.
final class StreamRelay {
    /// The most bytes that are held back.
    static final int MAX_HELD = 64 << 10;

    private static final byte[] NOTHING = {};
    private static final byte[] LINE_END = {'\n'};
    private static final byte[] FRAME_END = {'\n', '\n'};

    private final SseScanner scanner = new SseScanner();
    private final AnswerReader reader;
    private final boolean usageWanted;
    private final List<Held> held = new ArrayList<>(4);
    private Bytes out = new Bytes();
    private int heldBytes;
    private boolean holding;
    private boolean ended;
    private boolean done;
    private boolean failed;
    private boolean explained;

    /// Whether the client has, or will have, usage from the provider.
    private boolean usageGiven;

    /// @param brace where in `bytes` the charge goes; -1 if nowhere
    @SuppressWarnings("ArrayRecordComponent") // private, never compared
    private record Held(byte[] bytes, int brace) {}

    StreamRelay(AnswerReader reader, boolean usageWanted) {
        this.reader = reader;
        this.usageWanted = usageWanted;
    }

    /// Takes what arrived. Afterwards [#takePassed] has what the client may have.
    void feed(Bytes bytes) {
        if (!ended
                && scanner.feed(bytes.array(), 0, bytes.length(), this::frame)
                        != SseScanner.Outcome.TAKEN) {
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
    Bytes takePassed() {
        Bytes passed = out;
        if (passed.length() > 0) {
            out = new Bytes();
        }
        return passed;
    }

    /// Whether the stream has said all that it will: its end, an error, or more than is held back.
    boolean ended() {
        return ended || heldBytes > MAX_HELD;
    }

    /// Whether it ended with `[DONE]`.
    boolean done() {
        return done;
    }

    /// Whether frames are held back for the settlement.
    boolean holding() {
        return holding;
    }

    /// Whether the provider ended it with an error, or it was no event stream.
    boolean failed() {
        return failed;
    }

    /// Whether an error of the provider's is among what is held back.
    boolean explained() {
        return explained;
    }

    /// What was held back, with the charge in the last usage of it. A client that asked for usage
    /// which the provider did not give gets our count of it, named so, before `[DONE]`.
    Bytes release(Told told) {
        String cost =
                ",\"cost\":\"" + told.charge() + "\",\"currency\":\"" + told.currency() + "\"";
        boolean owed = usageWanted && !usageGiven && !failed;
        int last = held.size() - 1;
        while (last >= 0 && held.get(last).brace < 0) {
            last--;
        }
        Bytes released = new Bytes(heldBytes + 512);
        for (int i = 0; i < held.size(); i++) {
            Held frame = held.get(i);
            boolean isDone = done && i == held.size() - 1;
            if (owed && isDone) {
                released.append(usageChunk(told, cost));
                owed = false;
            }
            if (i == last) {
                released.append(frame.bytes, 0, frame.brace)
                        .append(cost)
                        .append(frame.bytes, frame.brace, frame.bytes.length - frame.brace);
            } else {
                released.append(frame.bytes);
            }
        }
        return owed ? released.append(usageChunk(told, cost)) : released;
    }

    private static String usageChunk(Told told, String cost) {
        Usage usage = told.usage();
        var out = new StringBuilder(400);
        out.append("data: {\"id\":\"").append(told.call());
        out.append("\",\"object\":\"chat.completion.chunk\",\"created\":");
        out.append(told.at().getEpochSecond()).append(",\"model\":");
        Json.quote(told.model(), out);
        out.append(",\"choices\":[],\"usage\":{\"prompt_tokens\":").append(usage.input().value());
        out.append(",\"completion_tokens\":").append(usage.output().value());
        out.append(",\"total_tokens\":").append(usage.total().value());
        out.append(",\"source\":\"").append(usage.source().name().toLowerCase(Locale.ROOT));
        return out.append('"').append(cost).append("}}\n\n").toString();
    }

    private void frame(SseFrame frame) {
        if (ended) {
            return;
        }
        switch (frame.kind()) {
            case COMMENT -> pass(frame, -1);
            case DONE -> {
                holding = true;
                pass(frame, -1);
                done = true;
                ended = true;
            }
            case DATA -> data(frame);
        }
    }

    private void data(SseFrame frame) {
        switch (reader.read(frame.data(), frame.dataFrom(), frame.dataTo())) {
            case AnswerRead.Part part -> part(frame, part);
            case AnswerRead.Failed _ -> {
                holding = true;
                pass(frame, -1);
                explained = true;
                failed = true;
                ended = true;
            }
            case AnswerRead.Malformed _ -> {
                failed = true;
                ended = true;
            }
        }
    }

    private void part(SseFrame frame, AnswerRead.Part part) {
        // A provider that gives fewer choices than were asked for finishes without finishing all.
        holding |=
                reader.finished()
                        || (part.usageOnly() && reader.finishReason() != FinishReason.INCOMPLETE);
        if (!part.repeated() && (usageWanted || !part.usageOnly())) {
            usageGiven |= part.usageBrace() >= 0;
            pass(frame, part.usageBrace());
        }
    }

    /// Gives a frame to the client, or holds it back once the model has finished.
    private void pass(SseFrame frame, int brace) {
        if (holding) {
            hold(frame, brace);
            return;
        }
        out.append(frame.bytes(), frame.from(), frame.to() - frame.from());
        out.append(missingEnd(frame));
    }

    @SuppressWarnings("ReferenceEquality") // whether the payload is a view of the frame's bytes
    private void hold(SseFrame frame, int brace) {
        var bytes = new ByteArrayOutputStream(frame.to() - frame.from() + FRAME_END.length);
        int place = -1;
        if (brace >= 0 && frame.data() != frame.bytes()) {
            // Several data lines: the payload goes on as one, since the charge has a place in that.
            bytes.writeBytes("data: ".getBytes(StandardCharsets.US_ASCII));
            for (int i = frame.dataFrom(); i < frame.dataTo(); i++) {
                place = i == brace ? bytes.size() : place;
                if (frame.data()[i] != '\n') {
                    bytes.write(frame.data()[i]);
                }
            }
            bytes.writeBytes(FRAME_END);
        } else {
            place = brace < 0 ? -1 : brace - frame.from();
            bytes.write(frame.bytes(), frame.from(), frame.to() - frame.from());
            bytes.writeBytes(missingEnd(frame));
        }
        held.add(new Held(bytes.toByteArray(), place));
        heldBytes += bytes.size();
    }

    /// What the last frame of a stream lacks of its blank line.
    private static byte[] missingEnd(SseFrame frame) {
        if (frame.terminated()) {
            return NOTHING;
        }
        byte last = frame.bytes()[frame.to() - 1];
        return last == '\n' || last == '\r' ? LINE_END : FRAME_END;
    }
}
