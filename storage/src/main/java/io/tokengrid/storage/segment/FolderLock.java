package io.tokengrid.storage.segment;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Holds a folder for one journal. The kernel frees it when the process ends, in whatever way.
///
/// Who holds it stands in a second file: closing any channel on the locked one, as reading it
/// would, gives up the lock of the whole process.
final class FolderLock implements Closeable {

    private static final String LOCK = "journal.lock";
    private static final String HOLDER = "journal.holder";

    private final Path folder;
    private final FileChannel channel;

    private FolderLock(Path folder, FileChannel channel) {
        this.folder = folder;
        this.channel = channel;
    }

    static FolderLock take(Path folder) throws IOException {
        String holder = holder(folder);
        if (holder.equals(self())) {
            throw new JournalFolderHeld(folder, "this process itself (" + holder + ")");
        }
        FileChannel channel =
                FileChannel.open(
                        folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (tryLock(channel) == null) {
                throw new JournalFolderHeld(folder, holder.isEmpty() ? "a process" : holder);
            }
            Files.writeString(folder.resolve(HOLDER), self());
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        return new FolderLock(folder, channel);
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private static String holder(Path folder) throws IOException {
        try {
            return Files.readString(folder.resolve(HOLDER));
        } catch (NoSuchFileException e) {
            return "";
        }
    }

    /// Names this process; with its start, since in a container every process may have the same
    /// number.
    private static String self() {
        ProcessHandle process = ProcessHandle.current();
        Instant started = process.info().startInstant().orElse(Instant.EPOCH);
        return "process %d, started %s".formatted(process.pid(), started);
    }

    /// Gives the folder back; again does nothing.
    @Override
    public void close() throws IOException {
        if (channel.isOpen()) {
            try (channel) {
                Files.writeString(folder.resolve(HOLDER), "");
            }
        }
    }
}
