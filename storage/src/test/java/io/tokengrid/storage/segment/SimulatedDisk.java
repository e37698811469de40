package io.tokengrid.storage.segment;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/// A disk in memory that fails on demand, loses power, and keeps of what was not synced whatever it
/// likes: any sectors of a file, and the first few changes of the folder. Thread-safe.
final class SimulatedDisk implements SegmentFiles {

    private final RandomGenerator random;
    private final long capacity;
    private Map<String, Content> names = new HashMap<>();
    private Map<String, Content> durableNames = new HashMap<>();
    private final List<Change> unsyncedChanges = new ArrayList<>();
    private int writesUntilFailure = -1;
    private int syncsUntilFailure = -1;
    private boolean failed;
    private boolean stalled;
    private long operations;

    private interface Change {
        void applyTo(Map<String, Content> names);
    }

    SimulatedDisk(RandomGenerator random, long capacity) {
        this.random = random;
        this.capacity = capacity;
    }

    /// The write after `writes` more fails, half done.
    synchronized void failWriteAfter(int writes) {
        writesUntilFailure = writes;
    }

    /// The sync after `syncs` more fails; the kernel then takes what it lost for clean.
    synchronized void failSyncAfter(int syncs) {
        syncsUntilFailure = syncs;
    }

    /// Lets every sync wait from now on, or no longer.
    synchronized void stall(boolean stall) {
        stalled = stall;
        notifyAll();
    }

    /// How many writes and syncs of files there were.
    synchronized long operations() {
        return operations;
    }

    /// Whether a fault that was asked for has happened since the last restart.
    synchronized boolean hasFailed() {
        return failed;
    }

    /// The process ends; the kernel lives on and shows all that was written, durable or not.
    synchronized void killProcess() {
        failed = false;
        writesUntilFailure = -1;
        syncsUntilFailure = -1;
    }

    /// The machine goes dark and comes back.
    synchronized void losePower() {
        killProcess();
        int kept = random.nextInt(unsyncedChanges.size() + 1);
        for (Change change : unsyncedChanges.subList(0, kept)) {
            change.applyTo(durableNames);
        }
        unsyncedChanges.clear();
        names = new HashMap<>(durableNames);
        for (Content content : names.values()) {
            content.losePower();
        }
    }

    /// Flips a bit of a file, durably.
    synchronized void rot(String name, long offset) {
        Content content = names.get(name);
        if (content == null) {
            throw new IllegalArgumentException(name);
        }
        content.seen[(int) offset] ^= 1;
        content.durable[(int) offset] ^= 1;
    }

    private void change(Change change) {
        change.applyTo(names);
        unsyncedChanges.add(change);
    }

    private Content content(String name) throws IOException {
        Content content = names.get(name);
        if (content == null) {
            throw new FileNotFoundException(name);
        }
        return content;
    }

    @Override
    public synchronized List<String> list() {
        return List.copyOf(names.keySet());
    }

    @Override
    public synchronized SegmentFile open(String name) throws IOException {
        return content(name);
    }

    @Override
    public synchronized SegmentFile openToRead(String name) throws IOException {
        return content(name);
    }

    @Override
    public synchronized SegmentFile create(String name) throws IOException {
        if (names.containsKey(name)) {
            throw new IOException(name + " is already there");
        }
        Content content = new Content();
        change(all -> all.put(name, content));
        return content;
    }

    @Override
    public synchronized void rename(String from, String to) throws IOException {
        Content content = content(from);
        change(all -> {
            all.remove(from);
            all.put(to, content);
        });
    }

    @Override
    public synchronized void delete(String name) throws IOException {
        content(name);
        change(all -> all.remove(name));
    }

    @Override
    public synchronized void syncFolder() throws IOException {
        failSyncIfDue();
        durableNames = new HashMap<>(names);
        unsyncedChanges.clear();
    }

    @Override
    public synchronized long freeBytes() {
        return capacity - names.values().stream().mapToLong(content -> content.seen.length).sum();
    }

    @Override
    public String describe(String name) {
        return name;
    }

    private synchronized void awaitNoStall() throws IOException {
        while (stalled) {
            try {
                wait();
            } catch (InterruptedException e) {
                throw new InterruptedIOException("simulated: interrupted");
            }
        }
    }

    private void failSyncIfDue() throws IOException {
        if (syncsUntilFailure-- == 0) {
            failed = true;
            throw new IOException("simulated: sync failed");
        }
    }

    private final class Content implements SegmentFile {

        private byte[] seen = new byte[0];
        private byte[] durable = new byte[0];
        private final BitSet dirty = new BitSet();

        /// Sectors that a failed sync left: seen by reads, never written by later syncs.
        private final BitSet lost = new BitSet();

        @Override
        public long size() {
            synchronized (SimulatedDisk.this) {
                return seen.length;
            }
        }

        @Override
        public int read(byte[] into, int from, int length, long position) {
            synchronized (SimulatedDisk.this) {
                int available = Math.clamp(seen.length - position, 0, length);
                System.arraycopy(seen, (int) position, into, from, available);
                return available;
            }
        }

        @Override
        public void write(byte[] bytes, int from, int length, long position) throws IOException {
            synchronized (SimulatedDisk.this) {
                operations++;
                writeNow(bytes, from, length, position);
            }
        }

        private void writeNow(byte[] bytes, int from, int length, long position)
                throws IOException {
            int end = (int) position + length;
            if (end > seen.length && end - seen.length > freeBytes()) {
                throw new IOException("No space left on device");
            }
            boolean fails = writesUntilFailure-- == 0;
            int written = fails ? random.nextInt(length + 1) : length;
            if (end > seen.length) {
                seen = Arrays.copyOf(seen, end);
            }
            System.arraycopy(bytes, from, seen, (int) position, written);
            int first = (int) position / Frame.SECTOR;
            int last = Math.ceilDiv((int) position + written, Frame.SECTOR);
            dirty.set(first, last);
            lost.clear(first, last);
            if (fails) {
                failed = true;
                throw new IOException("simulated: write failed");
            }
        }

        @Override
        public void sync() throws IOException {
            synchronized (SimulatedDisk.this) {
                awaitNoStall();
                operations++;
                syncNow();
            }
        }

        private void syncNow() throws IOException {
            try {
                failSyncIfDue();
            } catch (IOException e) {
                lost.or(dirty);
                dirty.clear();
                throw e;
            }
            if (durable.length < seen.length) {
                durable = Arrays.copyOf(durable, seen.length);
            }
            for (int at = dirty.nextSetBit(0); at >= 0; at = dirty.nextSetBit(at + 1)) {
                copySector(seen, durable, at);
            }
            dirty.clear();
        }

        private void losePower() {
            byte[] kept = Arrays.copyOf(durable, seen.length);
            dirty.or(lost);
            boolean all = random.nextInt(4) == 0;
            dirty.stream()
                    .filter(sector -> all || random.nextBoolean())
                    .forEach(sector -> copySector(seen, kept, sector));
            seen = kept;
            durable = kept.clone();
            dirty.clear();
            lost.clear();
        }

        private static void copySector(byte[] source, byte[] target, int sector) {
            int from = sector * Frame.SECTOR;
            System.arraycopy(
                    source, from, target, from, Math.min(Frame.SECTOR, target.length - from));
        }

        @Override
        public void close() {}
    }
}
