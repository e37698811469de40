package io.tokengrid.storage;

import io.tokengrid.journal.NodeState;
import io.tokengrid.storage.segment.JournalPosition;
import io.tokengrid.storage.segment.RunningHash;
import io.tokengrid.units.BinaryReader;
import io.tokengrid.units.BinaryWriter;
import io.tokengrid.units.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Snapshots of a node's state in a folder, the last two of them, so that a start reads one and
/// only the journal after it. A file is written aside, synced and renamed: it is whole or absent;
/// one that is damaged all the same is passed over.
final class SnapshotStore {
    private static final System.Logger LOG = System.getLogger(SnapshotStore.class.getName());
    private static final String SUFFIX = ".snapshot";
    private static final String ASIDE = ".part";
    private static final int FORMAT = 1;
    private static final int KEPT = 2;

    private final Path folder;

    SnapshotStore(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
    }

    /// Deletes what a crash left half-written; for the one process that has the journal.
    void tidy() throws IOException {
        for (Path unfinished : named("\\d{20}\\" + SUFFIX + "\\" + ASIDE)) {
            Files.delete(unfinished);
        }
    }

    /// A state and the position up to which it was folded.
    record Snapshot(JournalPosition position, NodeState state) {}

    /// The newest sound snapshot; null if there is none.
    @Nullable Snapshot newest() throws IOException {
        for (Path file : newestFirst()) {
            Snapshot snapshot = readUnlessDamaged(file, Files.readAllBytes(file));
            if (snapshot != null) {
                return snapshot;
            }
        }
        return null;
    }

    private static @Nullable Snapshot readUnlessDamaged(Path file, byte[] bytes) {
        try {
            return read(bytes);
        } catch (IllegalArgumentException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "snapshot passed over file={0} reason={1}",
                    file,
                    e.getMessage());
            return null;
        }
    }

    void write(JournalPosition position, NodeState state) throws IOException {
        var payload = new BinaryWriter(64 << 10);
        state.write(payload);
        var head = new BinaryWriter(256).writeByte(FORMAT).writeUnsigned(position.sequence());
        head.writeBytes(position.hash().bytes())
                .writeHash(Sha256.digest(payload.buffer(), 0, payload.size()));
        head.writeUnsigned(payload.size());
        put(
                position.sequence(),
                ByteBuffer.wrap(head.buffer(), 0, head.size()),
                ByteBuffer.wrap(payload.buffer(), 0, payload.size()));
    }

    private void put(long sequence, ByteBuffer... content) throws IOException {
        String name = String.format(Locale.ROOT, "%020d%s", sequence, SUFFIX);
        Path aside = folder.resolve(name + ASIDE);
        try (FileChannel out =
                FileChannel.open(
                        aside,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            for (ByteBuffer part : content) {
                while (part.hasRemaining()) {
                    out.write(part);
                }
            }
            out.force(true);
        } catch (IOException e) {
            Files.deleteIfExists(aside);
            throw e;
        }
        Files.move(
                aside,
                folder.resolve(name),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel names = FileChannel.open(folder)) {
            names.force(true);
        }
        List<Path> files = newestFirst();
        for (Path old : files.subList(Math.min(KEPT, files.size()), files.size())) {
            Files.deleteIfExists(old);
        }
    }

    /// The sequence that the older of the kept snapshots was folded up to; 0 if there are not two.
    long oldestKept() throws IOException {
        List<Long> sequences = sequences();
        return sequences.size() < KEPT ? 0 : sequences.getLast();
    }

    /// The newest sound one that includes no fact after `sequence`, as it is written; null if there
    /// is none.
    @Nullable SnapshotCopy copy(long sequence) throws IOException {
        for (Path file : newestFirst()) {
            if (sequence(file) <= sequence) {
                byte[] bytes = Files.readAllBytes(file);
                if (readUnlessDamaged(file, bytes) != null) {
                    return new SnapshotCopy(sequence(file), bytes);
                }
            }
        }
        return null;
    }

    /// Puts a copy into the folder.
    void put(SnapshotCopy copy) throws IOException {
        put(copy.sequence(), ByteBuffer.wrap(copy.bytes()));
    }

    /// The sequences that the kept snapshots were folded up to, newest first.
    List<Long> sequences() throws IOException {
        return newestFirst().stream().map(SnapshotStore::sequence).toList();
    }

    /// Takes snapshots of later facts than `sequence` out of use; they stay as `.cut` files.
    void setAsideAfter(long sequence) throws IOException {
        for (Path file : newestFirst()) {
            if (sequence(file) > sequence) {
                Files.move(
                        file,
                        folder.resolve(file.getFileName() + ".cut"),
                        StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private static long sequence(Path file) {
        String name = file.getFileName().toString();
        return Long.parseLong(name.substring(0, name.length() - SUFFIX.length()));
    }

    private List<Path> newestFirst() throws IOException {
        return named("\\d{20}\\" + SUFFIX);
    }

    private List<Path> named(String pattern) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().matches(pattern))
                    .sorted(Comparator.<Path>naturalOrder().reversed())
                    .toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static Snapshot read(byte[] bytes) {
        var in = new BinaryReader(bytes);
        int format = in.readByte();
        if (format != FORMAT) {
            throw new IllegalArgumentException("a snapshot of format " + format);
        }
        long sequence = in.readUnsigned();
        RunningHash hash = RunningHash.of(in.readBytes());
        Sha256 digest = in.readHash();
        byte[] payload = in.readBytes();
        if (!in.atEnd() || !Sha256.digest(payload, 0, payload.length).equals(digest)) {
            throw new IllegalArgumentException("the snapshot's checksum does not fit");
        }
        return new Snapshot(
                new JournalPosition(sequence, hash), NodeState.read(new BinaryReader(payload)));
    }
}
