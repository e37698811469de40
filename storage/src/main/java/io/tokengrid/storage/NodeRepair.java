package io.tokengrid.storage;

import io.tokengrid.storage.segment.JournalCondition;
import io.tokengrid.storage.segment.JournalRepair;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Says what is wrong with the journal in a node's data folder, and on demand cuts it there, with
/// all that was made from what is cut off. The node must be stopped.
public final class NodeRepair {
    private static final String JOURNAL = "journal";
    private static final String SNAPSHOTS = "snapshots";
    private static final String VIEWS = "postgres";

    private NodeRepair() {}

    /// What was found, and what a cut would do.
    ///
    /// @param loss what the readable facts after the damage say; nothing for a sound journal
    /// @param oldest sequence of the oldest fact in the journal; 0 if there is none
    /// @param newerSnapshots sequences of the snapshots that are newer than the damage: a node that
    ///   can start from one loses nothing
    /// @param canBegin whether a node can start from what a cut leaves: at the first fact, or from
    ///   a snapshot before the damage
    public record Report(
            JournalCondition condition,
            Loss loss,
            long oldest,
            List<Long> newerSnapshots,
            boolean canBegin) {}

    /// Whether there is a journal in a data folder.
    public static boolean hasJournal(Path data) {
        return Files.isDirectory(data.resolve(JOURNAL));
    }

    /// Reads all of the journal and changes nothing.
    ///
    /// @throws io.tokengrid.storage.segment.JournalFolderHeld a process uses it
    /// @throws io.tokengrid.storage.segment.JournalTooNew a newer version wrote it
    public static Report inspect(Path data) throws IOException {
        var snapshots = new SnapshotStore(data.resolve(SNAPSHOTS));
        var count = new LossCount();
        SnapshotStore.Snapshot newest = snapshots.newest();
        if (newest != null) {
            count.know(newest.state());
        }
        JournalCondition condition = JournalRepair.inspect(data.resolve(JOURNAL), count);
        List<Long> sequences = snapshots.sequences();
        long last = condition.lastSequence();
        return new Report(
                condition,
                count.loss(),
                count.firstKept(),
                sequences.stream().filter(sequence -> sequence > last).toList(),
                count.firstKept() == 1 || sequences.stream().anyMatch(at -> at <= last));
    }

    /// Cuts a damaged journal after its last sound fact, and sets aside the snapshots and the
    /// embedded database that were made with later facts: the database only where the journal has
    /// every fact to fold it again. All that is taken away stays in the data folder under names
    /// with `.cut`.
    ///
    /// @param report what [#inspect] found: a damage, from before which a node can begin
    /// @throws io.tokengrid.storage.segment.JournalDamaged nothing before the damage is sound
    public static void cut(Path data, Report report) throws IOException {
        long last = report.condition().lastSequence();
        // The journal last: until it is cut the node does not start, and this can be done again.
        new SnapshotStore(data.resolve(SNAPSHOTS)).setAsideAfter(last);
        Path views = data.resolve(VIEWS);
        if (report.oldest() == 1 && Files.isDirectory(views)) {
            Files.move(views, free(data, VIEWS + ".cut-" + last));
        }
        JournalRepair.cut(data.resolve(JOURNAL));
    }

    private static Path free(Path data, String name) {
        Path free = data.resolve(name);
        for (int number = 2; Files.exists(free); number++) {
            free = data.resolve(name + "-" + number);
        }
        return free;
    }
}
