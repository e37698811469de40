package io.tokengrid.console;

import io.tokengrid.storage.Node;
import io.tokengrid.storage.postgres.FoldStatus;
import io.tokengrid.storage.postgres.ReplicaStatus;
import io.tokengrid.storage.postgres.Views;
import io.tokengrid.storage.segment.JournalStats;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// How the node is doing, for the console's overview.
final class Status {
    private final Node node;
    private final Views views;
    private final About about;
    private final Supplier<@Nullable ReplicaStatus> replica;

    Status(Node node, Views views, ConsoleParts.Operations operations) {
        this.node = node;
        this.views = views;
        about = operations.about();
        replica = operations.replica();
    }

    /// @param epoch how often the node was started
    /// @param openCalls calls that hold money
    /// @param replica null if the node has none
    record NodeStatus(
            String version,
            int node,
            int epoch,
            Instant now,
            Instant startedAt,
            long uptimeSeconds,
            long openCalls,
            JournalStatus journal,
            ViewsStatus views,
            @Nullable ReplicaView replica) {}

    /// How far the replica has what the node's disk has.
    ///
    /// @param acknowledged the last fact that it has
    /// @param lagFacts facts that it lacks
    /// @param lagMillis how long the oldest of them has waited
    /// @param lastError what went wrong last; null if nothing did since it was in step
    record ReplicaView(
            ReplicaStatus.State state,
            long acknowledged,
            long lagFacts,
            long lagMillis,
            @Nullable String lastError) {}

    /// How far the journal is folded into the views.
    ///
    /// @param folded the last fact that is in them
    /// @param lagFacts durable facts that are not yet
    /// @param lagMillis how long ago the last folded fact happened; 0 when none is left
    /// @param lastError what went wrong last; null if nothing did since
    record ViewsStatus(
            FoldStatus.State state,
            long folded,
            long lagFacts,
            long lagMillis,
            @Nullable String lastError) {}

    /// @param lastSequence the last fact
    /// @param durableSequence the last one that no crash can lose
    /// @param oldestSequence the oldest one that is kept
    /// @param facts made durable since the start, as `groups` and `bytes`
    /// @param syncP50Micros median time of a group's write and sync
    /// @param roomBytes what is sure to be left for further facts
    /// @param shortage why no more room can be made; empty if nothing is wrong
    record JournalStatus(
            long lastSequence,
            long durableSequence,
            long oldestSequence,
            long facts,
            long groups,
            long bytes,
            long syncP50Micros,
            long syncP99Micros,
            int segments,
            long roomBytes,
            long reservedBytes,
            String shortage) {}

    NodeStatus read(Request request) {
        return new NodeStatus(
                about.version(),
                about.node(),
                node.journal().epoch(),
                request.now(),
                about.startedAt(),
                Math.max(0, Duration.between(about.startedAt(), request.now()).toSeconds()),
                node.read(state -> state.ledger().openCalls().size()),
                journal(),
                views(),
                replica());
    }

    private @Nullable ReplicaView replica() {
        ReplicaStatus status = replica.get();
        return status == null
                ? null
                : new ReplicaView(
                        status.state(),
                        status.acknowledged(),
                        status.lagFacts(),
                        status.lag().toMillis(),
                        status.lastError());
    }

    private ViewsStatus views() {
        FoldStatus status = views.status();
        return new ViewsStatus(
                status.state(),
                status.folded(),
                status.lagFacts(),
                status.lag().toMillis(),
                status.lastError());
    }

    private JournalStatus journal() {
        JournalStats stats = node.journal().stats();
        return new JournalStatus(
                node.read(_ -> node.journal().lastSequence()),
                node.journal().durableSequence(),
                node.journal().oldestSequence(),
                stats.facts(),
                stats.groups(),
                stats.bytes(),
                stats.syncP50Nanos() / 1_000,
                stats.syncP99Nanos() / 1_000,
                stats.segments(),
                stats.roomBytes(),
                stats.reservedBytes(),
                stats.shortage());
    }
}
