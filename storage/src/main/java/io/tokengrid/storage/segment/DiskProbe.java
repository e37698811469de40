package io.tokengrid.storage.segment;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/// What a folder's disk needs to make 4 KiB durable: overwrites pages of a file that is already
/// there, each with one `fdatasync`, one after the other. The floor of every commit time measured
/// beside it.
///
/// @param p50Nanos median time of a write and its sync
/// @param p99Nanos 99th percentile of the same
/// @param rounds how many were measured
public record DiskProbe(long p50Nanos, long p99Nanos, int rounds) {

    private static final int PAGE = 4096;
    private static final int PAGES = 1024;

    /// Measures in a file of 4 MiB that it makes and deletes; takes about `rounds` times a quarter
    /// of a millisecond on a fast disk.
    public static DiskProbe measure(Path folder, int rounds) throws IOException {
        Path file = Files.createTempFile(folder, "disk-probe", ".tmp");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocateDirect(PAGE * PAGES), 0);
            channel.force(true);
            ByteBuffer page = ByteBuffer.allocateDirect(PAGE);
            long[] nanos = new long[rounds];
            for (int round = 0; round < rounds; round++) {
                page.clear();
                page.putInt(0, round);
                long started = System.nanoTime();
                channel.write(page, (long) (round % PAGES) * PAGE);
                channel.force(false);
                nanos[round] = System.nanoTime() - started;
            }
            Arrays.sort(nanos);
            return new DiskProbe(nanos[rounds / 2], nanos[rounds * 99 / 100], rounds);
        } finally {
            Files.delete(file);
        }
    }
}
