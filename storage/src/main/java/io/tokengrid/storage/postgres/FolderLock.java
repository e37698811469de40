package io.tokengrid.storage.postgres;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Lets one living process at a time use a folder, and tells the others which one it is.
///
/// The kernel drops the lock when its holder dies, however it dies. Who holds it stands in a second
/// file, for closing any handle on a locked file would drop our own lock (POSIX `fcntl`): so a
/// second attempt of the same process must be refused before the lock file is touched.
final class FolderLock implements AutoCloseable {
    private final FileChannel channel;
    private final Path holder;

    private FolderLock(FileChannel channel, Path holder) {
        this.channel = channel;
        this.holder = holder;
    }

    /// Takes the lock, or refuses and names the process that holds it.
    static FolderLock acquire(Path folder) throws IOException {
        Path holder = folder.resolve("holder");
        String us = us();
        if (us.equals(read(holder))) {
            throw held(folder, us);
        }
        FileChannel channel =
                FileChannel.open(
                        folder.resolve("lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
        if (!locked(channel)) {
            channel.close();
            throw held(folder, read(holder));
        }
        Files.writeString(holder, us);
        return new FolderLock(channel, holder);
    }

    @Override
    public void close() throws IOException {
        if (channel.isOpen()) {
            Files.deleteIfExists(holder);
            channel.close();
        }
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            @Nullable FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private static DatabaseUnavailable held(Path folder, String holder) {
        return new DatabaseUnavailable(
                folder
                        + " is in use by "
                        + (holder.isEmpty() ? "another process" : "process " + holder)
                        + "; stop that one, or give this one a data folder of its own (--data)");
    }

    /// Process id and start, as ids repeat: in a container every start may have the same one.
    private static String us() {
        ProcessHandle self = ProcessHandle.current();
        Instant start = self.info().startInstant().orElse(Instant.EPOCH);
        return self.pid() + " (since " + start + ")";
    }

    private static String read(Path holder) throws IOException {
        return Files.exists(holder) ? Files.readString(holder) : "";
    }
}
