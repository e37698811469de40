package io.tokengrid.gateway;

import io.tokengrid.units.CallId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// Answers to calls that came with an idempotency key, one file each, for a day and up to a number
/// of bytes; the oldest go first (exactness E). A file begins with the CRC-32C of the answer in it,
/// since nothing syncs it: one that a power loss cut short counts as gone. Blocking; thread-safe.
final class Answers {
    private static final String JSON = ".json";
    private static final String STREAM = ".sse";
    private static final int CHECKSUM_BYTES = 4;

    private record Kept(Path file, long bytes, Instant at) {}

    private final Path folder;
    private final Duration keep;
    private final long maxBytes;
    private final ArrayDeque<Kept> oldestFirst = new ArrayDeque<>();
    private long bytes;

    Answers(Path folder, GatewayOptions.KeptAnswers limits) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.keep = limits.keep();
        this.maxBytes = limits.bytes();
        try (Stream<Path> files = Files.list(folder)) {
            files.map(Answers::found).sorted(Comparator.comparing(Kept::at)).forEach(this::add);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /// An answer as it was sent.
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared as a record
    record Answer(boolean streamed, byte[] body) {}

    synchronized void put(CallId call, Answer answer, Instant now) throws IOException {
        Path file = folder.resolve(call + (answer.streamed() ? STREAM : JSON));
        Path aside = folder.resolve(call + ".part");
        byte[] body = answer.body();
        byte[] bytes =
                ByteBuffer.allocate(CHECKSUM_BYTES + body.length)
                        .putInt(checksum(body, 0))
                        .put(body)
                        .array();
        Files.write(aside, bytes);
        Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
        add(new Kept(file, bytes.length, now));
        forget(now);
    }

    /// The answer to a call; null if it is not kept (any more), or not whole.
    @Nullable Answer find(CallId call, Instant now) throws IOException {
        synchronized (this) {
            forget(now);
        }
        for (String suffix : new String[] {JSON, STREAM}) {
            try {
                byte[] bytes = Files.readAllBytes(folder.resolve(call + suffix));
                return sound(bytes)
                        ? new Answer(
                                suffix.equals(STREAM),
                                Arrays.copyOfRange(bytes, CHECKSUM_BYTES, bytes.length))
                        : null;
            } catch (NoSuchFileException _) {
                // Perhaps it is of the other kind, or gone.
            }
        }
        return null;
    }

    private static boolean sound(byte[] bytes) {
        return bytes.length >= CHECKSUM_BYTES
                && ByteBuffer.wrap(bytes).getInt() == checksum(bytes, CHECKSUM_BYTES);
    }

    private static int checksum(byte[] bytes, int from) {
        var checksum = new CRC32C();
        checksum.update(bytes, from, bytes.length - from);
        return (int) checksum.getValue();
    }

    private void add(Kept kept) {
        oldestFirst.addLast(kept);
        bytes += kept.bytes();
    }

    private void forget(Instant now) throws IOException {
        while (!oldestFirst.isEmpty()
                && (bytes > maxBytes || oldestFirst.getFirst().at().plus(keep).isBefore(now))) {
            Kept oldest = oldestFirst.removeFirst();
            bytes -= oldest.bytes();
            Files.deleteIfExists(oldest.file());
        }
    }

    private static Kept found(Path file) {
        try {
            return new Kept(file, Files.size(file), Files.getLastModifiedTime(file).toInstant());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
