package io.tokengrid.console;

import io.tokengrid.journal.Fact;
import io.tokengrid.journal.NodeState;
import io.tokengrid.ledger.LedgerConflict;
import io.tokengrid.ledger.LedgerFact;
import io.tokengrid.storage.Node;
import io.tokengrid.storage.StorageFullException;
import io.tokengrid.storage.segment.JournalFailed;
import java.time.Instant;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Changes that are durable and in force when the method returns. Thread-safe.
final class Changes {
    private final Node node;
    private final Durability durability;

    Changes(Node node, Durability durability) {
        this.node = node;
        this.durability = durability;
    }

    /// Decides a change under the node's lock, records it and waits until it is durable. Where
    /// nothing is to change, it waits for what was recorded before, since that is what the caller
    /// will be told.
    void make(Function<NodeState, @Nullable LedgerFact> decision, Instant now) {
        conclude(
                state -> {
                    LedgerFact change = decision.apply(state);
                    return change == null ? null : new Fact.Accounted(change);
                },
                now);
    }

    /// The same for facts that say more than what changes in the ledger.
    void conclude(Function<NodeState, @Nullable Fact> decision, Instant now) {
        long sequence;
        try {
            sequence = node.conclude(decision, now);
        } catch (LedgerConflict e) {
            throw ApiProblem.conflict(
                    "conflict",
                    "It contradicts what is known: " + e.getMessage() + ".",
                    "Read what is there; a reference stands for one amount only.");
        } catch (IllegalArgumentException e) {
            throw ApiProblem.invalid("invalid_value", e.getMessage() + ".", "Send another value.");
        } catch (StorageFullException | JournalFailed e) {
            throw noRoom();
        }
        durability.await(sequence > 0 ? sequence : node.read(_ -> node.journal().lastSequence()));
    }

    static ApiProblem noRoom() {
        return ApiProblem.unavailable(
                "storage_full",
                "The journal has no room for the change. Nothing was changed.",
                "Free disk space; the server's log says more.");
    }
}
