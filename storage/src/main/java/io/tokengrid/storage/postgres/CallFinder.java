package io.tokengrid.storage.postgres;

import io.tokengrid.journal.CallRecord;
import io.tokengrid.journal.Fact;
import io.tokengrid.journal.FactCodec;
import io.tokengrid.storage.Node;
import io.tokengrid.storage.segment.FactsDeleted;
import io.tokengrid.storage.segment.JournalDiverged;
import io.tokengrid.storage.segment.JournalReader;
import io.tokengrid.units.CallId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Finds a call with all that was durable when it was asked for: in the views, and what is not
/// folded yet in the journal. While the database is away the journal alone is read.
///
/// Thread-safe and blocking: for the control plane.
public final class CallFinder {
    /// The most facts that are read for one call: about two seconds' work.
    private static final long MOST_FACTS = 2_000_000;

    private final Node node;
    private final Views views;

    public CallFinder(Node node, Views views) {
        this.node = node;
        this.views = views;
    }

    /// The call; null if there is none with this id.
    ///
    /// @throws ViewsUnavailable if the journal does not say and the database is away
    /// @throws UncheckedIOException if the journal cannot be read
    public @Nullable CallRecord find(CallId id) {
        if (id.admitted().node() != views.node()) {
            return views.call(id);
        }
        long end = node.journal().durableSequence();
        CallRecord known = null;
        long from = id.admitted().sequence();
        ViewsUnavailable away = null;
        try {
            Views.Known view = views.known(id);
            known = view.call();
            if (known != null || from <= view.asOf().sequence()) {
                from = view.asOf().sequence() + 1;
            }
        } catch (ViewsUnavailable e) {
            away = e;
            known = open(id);
            if (known != null) {
                return known;
            }
        }
        try {
            CallRecord found = from > end ? known : read(id, known, from, end);
            if (away == null || (found != null && ended(found))) {
                return found;
            }
        } catch (FactsDeleted | JournalDiverged e) {
            if (away == null) {
                return known;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (from > node.journal().lastSequence()) {
            return null;
        }
        throw away;
    }

    private static boolean ended(CallRecord call) {
        return call.settled() != null || call.voided() != null;
    }

    /// The call if it holds money, as it was admitted.
    private @Nullable CallRecord open(CallId id) {
        return node.read(state -> Optional.ofNullable(state.openCall(id)))
                .map(open -> CallRecord.of(open.admitted()))
                .orElse(null);
    }

    private @Nullable CallRecord read(CallId id, @Nullable CallRecord known, long from, long end)
            throws IOException {
        CallRecord call = known;
        try (JournalReader reader = node.journal().read(from)) {
            long last = Math.min(end, from + MOST_FACTS);
            while (reader.sequence() < last && reader.next()) {
                if (!FactCodec.isAbout(id, reader.bytes(), reader.from(), reader.length())) {
                    continue;
                }
                Fact fact = FactCodec.read(reader.bytes(), reader.from(), reader.length());
                if (fact instanceof Fact.Admitted admitted) {
                    call = CallRecord.of(admitted);
                } else if (call != null) {
                    call = call.with(fact);
                }
            }
        }
        return call;
    }
}
