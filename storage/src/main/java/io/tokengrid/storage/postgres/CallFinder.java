package io.tokengrid.storage.postgres;

import io.tokengrid.journal.CallRecord;
import io.tokengrid.journal.Fact;
import io.tokengrid.journal.FactCodec;
import io.tokengrid.storage.Node;
import io.tokengrid.storage.segment.FactsDeleted;
import io.tokengrid.storage.segment.JournalReader;
import io.tokengrid.units.CallId;
import java.io.IOException;
import java.io.UncheckedIOException;
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
        if (id.admitted().sequence() > end) {
            return null;
        }
        try {
            return continued(id, views.known(id), end);
        } catch (ViewsUnavailable away) {
            return byJournal(id, end, away);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What the views know with what was not folded then.
    private @Nullable CallRecord continued(CallId id, Views.Known known, long end)
            throws IOException {
        long folded = known.asOf().sequence();
        CallRecord call = known.call();
        if (call == null) {
            return id.admitted().sequence() <= folded ? null : read(id, end);
        }
        return folded < end ? read(id, call, folded + 1, end) : call;
    }

    private @Nullable CallRecord byJournal(CallId id, long end, ViewsUnavailable away) {
        try {
            CallRecord call = read(id, end);
            if (call == null || ended(call) || isOpen(id)) {
                return call;
            }
        } catch (FactsDeleted _) {
            // The fact is no longer in the journal; only the views know the call.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw away;
    }

    private static boolean ended(CallRecord call) {
        return call.settled() != null || call.voided() != null;
    }

    private boolean isOpen(CallId id) {
        return node.read(state -> state.openCall(id) != null);
    }

    /// Reads a call from its admission on; null if that is not where its id says.
    private @Nullable CallRecord read(CallId id, long end) throws IOException {
        long at = id.admitted().sequence();
        try (JournalReader reader = node.journal().read(at)) {
            CallRecord begun =
                    reader.next() && isAbout(id, reader) ? CallRecord.begunBy(fact(reader)) : null;
            return begun == null ? null : follow(id, begun, reader, end);
        }
    }

    private CallRecord read(CallId id, CallRecord known, long from, long end) throws IOException {
        try (JournalReader reader = node.journal().read(from)) {
            return follow(id, known, reader, end);
        }
    }

    private static CallRecord follow(CallId id, CallRecord known, JournalReader reader, long end)
            throws IOException {
        CallRecord call = known;
        long last = Math.min(end, reader.sequence() + MOST_FACTS);
        while (reader.sequence() < last && reader.next()) {
            if (isAbout(id, reader)) {
                call = call.with(fact(reader));
            }
        }
        return call;
    }

    private static boolean isAbout(CallId id, JournalReader reader) {
        return id.equals(FactCodec.readHead(reader.bytes(), reader.from(), reader.length()).call());
    }

    private static Fact fact(JournalReader reader) {
        return FactCodec.read(reader.bytes(), reader.from(), reader.length());
    }
}
