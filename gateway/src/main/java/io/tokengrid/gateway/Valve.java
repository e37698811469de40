package io.tokengrid.gateway;

import io.tokengrid.gateway.http.Bytes;
import io.tokengrid.gateway.http.Exchange;
import io.tokengrid.units.CallId;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/// Where an answer passes from the provider to the client: shut until the hold is durable
/// (exactness C3), and afterwards no faster than the client takes it. What would pile up in front
/// of it halts the provider instead, unless it runs free. Confined to its event loop.
final class Valve {
    /// What waits in front of a shut valve before the provider is halted.
    private static final int MAX_WAITING = 256 << 10;

    /// The longest answer that is kept for a repeated request.
    private static final int MAX_KEPT = 4 << 20;

    /// Where an answer comes from.
    interface Source {
        void pause();

        void resume();
    }

    private final Reply reply;
    private final CallId call;
    private final boolean stream;
    private final IntPredicate room;
    private @Nullable Source source;
    private @Nullable Bytes waiting;
    private @Nullable Bytes kept;
    private boolean open;
    private boolean used;

    // Why the provider waits, or does not: it is halted; more came than the client takes; that does
    // not matter any more.
    private boolean halted;
    private boolean crowded;
    private boolean free;

    /// @param keeps whether the answer is kept for a repeated request, as far as there is room
    /// @param room whether there is memory for so many bytes more
    Valve(Reply reply, CallId call, boolean stream, boolean keeps, IntPredicate room) {
        this.reply = reply;
        this.call = call;
        this.stream = stream;
        this.room = room;
        this.kept = keeps ? new Bytes() : null;
    }

    /// The answer of the try that is on; what was said of an earlier one is over.
    void source(Source next) {
        source = next;
        halted = false;
        free = false;
    }

    /// Whether anything was given to it: from here on no other provider can be tried.
    boolean used() {
        return used;
    }

    void pass(Bytes bytes) {
        used = true;
        keep(bytes);
        if (reply.gone()) {
            return;
        }
        if (open) {
            write(bytes);
            return;
        }
        waiting = waiting == null ? bytes : waiting.append(bytes);
        if (waiting.length() > MAX_WAITING) {
            crowded(true);
        }
    }

    /// The hold is durable.
    void open() {
        open = true;
        if (waiting != null) {
            Bytes first = waiting;
            waiting = null;
            crowded(false);
            write(first);
        }
    }

    /// Halts the provider until [#goOn], whatever the client takes.
    void halt() {
        halted = true;
        regulate();
    }

    /// Takes [#halt] back.
    void goOn() {
        halted = false;
        regulate();
    }

    /// From here on the provider waits for the client no more: little is still to come, or the
    /// client is gone.
    void runFree() {
        free = true;
        regulate();
    }

    private void crowded(boolean now) {
        crowded = now;
        regulate();
    }

    private void regulate() {
        if (source == null) {
            return;
        }
        if (halted || (crowded && !free)) {
            source.pause();
        } else {
            source.resume();
        }
    }

    /// Passes the last bytes and ends the answer.
    void end(Bytes last, Exchange.Sent then) {
        begin();
        reply.end(last, then);
    }

    /// Keeps the last bytes too, and answers the whole; null if it is not to be kept or too long.
    @Nullable Bytes kept(Bytes last) {
        keep(last);
        return kept;
    }

    private void keep(Bytes bytes) {
        if (kept != null) {
            boolean fits = kept.length() + bytes.length() <= MAX_KEPT && room.test(bytes.length());
            kept = fits ? kept.append(bytes) : null;
        }
    }

    private void write(Bytes bytes) {
        begin();
        reply.write(bytes);
        if (reply.full()) {
            crowded(true);
            reply.whenDrained(() -> crowded(false));
        }
    }

    private void begin() {
        if (!reply.begun()) {
            reply.begin(call, stream);
        }
    }
}
