package io.tokengrid.storage;

import io.tokengrid.journal.FactCodec;
import io.tokengrid.journal.NodeState;
import io.tokengrid.storage.segment.JournalPosition;
import io.tokengrid.storage.segment.JournalReader;
import io.tokengrid.storage.segment.SegmentJournal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A node in its data folder: the journal, its snapshots and the state folded from them. Opening it
/// is recovery: the newest sound snapshot, the journal after it, and an end for every call that an
/// earlier process left open.
public final class NodeStore implements AutoCloseable {
    private final SegmentJournal journal;
    private final SnapshotStore snapshots;
    private final Node node;
    private final Follower follower;

    private NodeStore(
            SegmentJournal journal, SnapshotStore snapshots, Node node, Follower follower) {
        this.journal = journal;
        this.snapshots = snapshots;
        this.node = node;
        this.follower = follower;
    }

    /// Opens or makes the node's folder. Throws the journal's own exceptions for a folder that is
    /// held, damaged or of a newer version, each with what to do.
    ///
    /// @param number the node's number; a folder belongs to one node for ever
    public static NodeStore open(Path data, int number, NodeOptions options, Instant now)
            throws IOException {
        return open(data, number, options, now, SnapshotPace.standard());
    }

    static NodeStore open(
            Path data, int number, NodeOptions options, Instant now, SnapshotPace pace)
            throws IOException {
        Files.createDirectories(data);
        var snapshots = new SnapshotStore(data.resolve("snapshots"));
        SegmentJournal journal =
                SegmentJournal.open(
                        data.resolve("journal"), number, options.journal(), new SecureRandom());
        try {
            snapshots.tidy();
            NodeState state = replayed(journal, orEmpty(snapshots.newest()));
            var node = new Node(number, journal, state, options);
            node.endInterrupted(now);
            var follower = new Follower(journal, snapshots, pace, orEmpty(snapshots.newest()));
            follower.start();
            return new NodeStore(journal, snapshots, node, follower);
        } catch (IOException | RuntimeException e) {
            journal.close();
            throw e;
        }
    }

    public Node node() {
        return node;
    }

    /// Whether a second fold of the journal gives the state that the node has now. Null if that did
    /// not come out within `patience`.
    public @Nullable Boolean replayGivesSameState(Duration patience) throws InterruptedException {
        return follower.failure() != null
                ? Boolean.FALSE
                : follower.compare(node.freeze(), patience);
    }

    /// The last fact that both kept snapshots include; 0 while there are not two.
    long snapshotted() throws IOException {
        return snapshots.oldestKept();
    }

    /// The newest sound snapshot that includes no fact after `sequence`; null if there is none.
    public @Nullable SnapshotCopy snapshot(long sequence) throws IOException {
        return snapshots.copy(sequence);
    }

    /// Stops: no call is admitted any more, what was recorded is made durable.
    @Override
    public void close() throws IOException {
        node.closeDoor();
        follower.close();
        journal.close();
    }

    private static SnapshotStore.Snapshot orEmpty(SnapshotStore.@Nullable Snapshot snapshot) {
        return snapshot != null
                ? snapshot
                : new SnapshotStore.Snapshot(JournalPosition.START, new NodeState());
    }

    private static NodeState replayed(SegmentJournal journal, SnapshotStore.Snapshot snapshot)
            throws IOException {
        NodeState state = snapshot.state();
        try (JournalReader reader = journal.read(snapshot.position())) {
            while (reader.next()) {
                state.apply(FactCodec.read(reader.bytes(), reader.from(), reader.length()));
            }
        }
        return state;
    }
}
