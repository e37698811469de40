package io.tokengrid.storage;

import io.tokengrid.storage.Node.Prepared;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.function.LongSupplier;

/// Puts organizations to rest that have been quiet, while more than enough of them are in memory
/// (exactness D3): first a fact has an organization's state; once that is folded, and nothing
/// happened to the organization meanwhile, another one takes it out of memory. Four times a second,
/// some hundred of them each time, one at a time through the node's door. What lapsed of grants is
/// recorded in the same rounds, for organizations that nobody calls for.
public final class RestRounds {
    private static final System.Logger LOG = System.getLogger(RestRounds.class.getName());
    private static final Duration EVERY = Duration.ofMillis(250);

    /// Organizations that are looked at in a round.
    private static final int LOOKS = 500;

    /// Organizations that may wait for their state to be folded.
    private static final int MOST_PREPARED = 5_000;

    private final Node node;
    private final LongSupplier folded;
    private final RestOptions options;
    private final InstantSource clock;
    private final Instant begun;
    private final ArrayDeque<Prepared> prepared = new ArrayDeque<>();

    /// @param folded answers the last fact that is folded and committed
    RestRounds(Node node, LongSupplier folded, RestOptions options, InstantSource clock) {
        this.node = node;
        this.folded = folded;
        this.options = options;
        this.clock = clock;
        begun = clock.instant();
    }

    /// Begins.
    ///
    /// @param folded answers the last fact that is folded and committed
    public static Rounds start(
            Node node, LongSupplier folded, RestOptions options, InstantSource clock) {
        var rests = new RestRounds(node, folded, options, clock);
        return Rounds.start("tg-rest", EVERY, rests::goesOn);
    }

    /// One round.
    ///
    /// @return how many organizations went to rest
    /// @throws StorageFullException if the journal has no room; nothing is lost
    int round() {
        Instant now = clock.instant();
        node.lapse(now);
        Instant quietSince = now.minus(options.idle());
        int rested = putToRest(quietSince, now);
        prepare(quietSince, now);
        return rested;
    }

    private int putToRest(Instant quietSince, Instant now) {
        long upTo = folded.getAsLong();
        int rested = 0;
        for (Prepared first = prepared.peek();
                first != null && first.position() <= upTo && rested < LOOKS;
                first = prepared.peek()) {
            prepared.poll();
            if (node.rest(first, quietSince, now)) {
                rested++;
            }
        }
        return rested;
    }

    private void prepare(Instant quietSince, Instant now) {
        long surplus = node.active() - options.active() - prepared.size();
        boolean any = false;
        for (int looks = 0; looks < LOOKS && surplus > 0; looks++) {
            if (prepared.size() >= MOST_PREPARED) {
                break;
            }
            Prepared next = node.prepareRest(quietSince, begun, now);
            if (next != null) {
                prepared.add(next);
                surplus--;
                any = true;
            }
        }
        if (any) {
            node.journal().wake();
        }
    }

    /// One round, and whether there may be another.
    private boolean goesOn() {
        try {
            round();
            return true;
        } catch (StorageFullException _) {
            // Nobody rests while calls are refused for the same reason.
            return true;
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "nobody goes to rest any more", e);
            return false;
        }
    }
}
