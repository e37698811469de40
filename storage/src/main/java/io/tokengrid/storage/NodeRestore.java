package io.tokengrid.storage;

import io.tokengrid.storage.segment.Epoch;
import io.tokengrid.storage.segment.JournalOptions;
import io.tokengrid.storage.segment.JournalPosition;
import io.tokengrid.storage.segment.JournalRestore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// Makes a node's data folder anew from what a replica has. The journal appears whole or not at
/// all, as the last thing: until then the restore can begin again. Not thread-safe.
public final class NodeRestore implements AutoCloseable {
    private static final String JOURNAL = "journal";
    private static final String SNAPSHOTS = "snapshots";

    private final Path data;
    private final Path unfinished;
    private final SnapshotStore snapshots;
    private final JournalRestore journal;

    private NodeRestore(
            Path data, Path unfinished, SnapshotStore snapshots, JournalRestore journal) {
        this.data = data;
        this.unfinished = unfinished;
        this.snapshots = snapshots;
        this.journal = journal;
    }

    /// Begins in a data folder without a journal, which is made if it is not there.
    ///
    /// @param node the node's number
    public static NodeRestore in(Path data, int node, JournalOptions options) throws IOException {
        if (NodeRepair.hasJournal(data)) {
            throw new IllegalStateException("There is a journal in " + data);
        }
        Path unfinished = data.resolve(JOURNAL + ".restoring");
        delete(unfinished);
        Files.createDirectories(unfinished);
        return new NodeRestore(
                data,
                unfinished,
                new SnapshotStore(data.resolve(SNAPSHOTS)),
                JournalRestore.in(unfinished, node, options));
    }

    private static void delete(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            List<Path> all;
            try (Stream<Path> files = Files.walk(folder)) {
                all = files.sorted(Comparator.reverseOrder()).toList();
            }
            for (Path file : all) {
                Files.delete(file);
            }
        }
    }

    public void add(SnapshotCopy snapshot) throws IOException {
        snapshots.put(snapshot);
    }

    /// Adds groups that follow those before.
    ///
    /// @throws io.tokengrid.storage.segment.JournalRefused they do not, or are damaged
    public void add(byte[] frames) throws IOException {
        journal.add(frames);
    }

    /// Puts the journal in its place.
    ///
    /// @param position where it ends
    /// @param epoch the last run of the node that there may have been
    /// @throws io.tokengrid.storage.segment.JournalDiverged it does not end there
    public void finish(JournalPosition position, Epoch epoch) throws IOException {
        journal.finish(position, epoch);
        Files.move(unfinished, data.resolve(JOURNAL), StandardCopyOption.ATOMIC_MOVE);
        JournalRestore.sync(data);
    }

    @Override
    public void close() throws IOException {
        journal.close();
    }
}
