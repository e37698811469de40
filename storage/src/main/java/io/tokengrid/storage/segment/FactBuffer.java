package io.tokengrid.storage.segment;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// The facts that are appended and not yet taken into a group: a ring of bytes between the appender
/// (one thread at a time, under a lock of its own) and the journal thread. Neither ever waits for
/// the other.
///
/// Positions count all bytes ever appended. The appender publishes a fact with one volatile store.
final class FactBuffer {

    /// Most bytes that the length before a fact takes.
    static final int LENGTH_BYTES = 4;

    /// @param facts number of whole facts
    /// @param bytes what they take with their lengths
    record Taken(int facts, int bytes) {}

    private static final VarHandle SEQUENCE;
    private static final VarHandle TAKEN;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            SEQUENCE = lookup.findVarHandle(FactBuffer.class, "sequence", long.class);
            TAKEN = lookup.findVarHandle(FactBuffer.class, "taken", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final byte[] ring;
    private final int mask;

    /// Position that stands at index 0. Moved by the appender, and only while the ring is empty, so
    /// that a journal that keeps up uses the same few cache lines again and again.
    private long base;

    private long end;
    private volatile long published;

    private long sequence;
    private long taken;

    /// When the oldest fact in the ring was appended, or a little earlier.
    private volatile long since;

    /// @param capacity in bytes, a power of two
    /// @param lastSequence sequence of the last fact before
    FactBuffer(int capacity, long lastSequence) {
        ring = new byte[capacity];
        mask = capacity - 1;
        sequence = lastSequence;
    }

    int capacity() {
        return ring.length;
    }

    /// Appends a fact and answers its sequence.
    long append(byte[] fact, int from, int length) {
        int width = Varint.size(length);
        int entry = width + length;
        long consumed = (long) TAKEN.getAcquire(this);
        long at = end;
        if (at + entry - consumed > ring.length) {
            throw new IllegalStateException(
                    "The journal's buffer is full: a fact was appended without reserving its room");
        }
        if (at == consumed) {
            base = at;
            since = System.nanoTime();
        }
        int index = (int) (at - base) & mask;
        if (index + entry <= ring.length) {
            Varint.write(length, ring, index);
            System.arraycopy(fact, from, ring, index + width, length);
        } else {
            appendAround(index, fact, from, length);
        }
        long number = sequence + 1;
        SEQUENCE.setRelease(this, number);
        end = at + entry;
        published = end;
        return number;
    }

    private void appendAround(int index, byte[] fact, int from, int length) {
        byte[] prefix = new byte[LENGTH_BYTES];
        Varint.write(length, prefix, 0);
        int width = Varint.size(length);
        copyAround(prefix, 0, width, index);
        copyAround(fact, from, length, (index + width) & mask);
    }

    private void copyAround(byte[] source, int from, int length, int index) {
        int head = Math.min(length, ring.length - index);
        System.arraycopy(source, from, ring, index, head);
        System.arraycopy(source, from + head, ring, 0, length - head);
    }

    /// Copies as many whole facts as fit into `limit` bytes and frees their room. Journal thread
    /// only.
    Taken take(byte[] into, int at, int limit) {
        long now = System.nanoTime();
        long from = taken;
        long available = published - from;
        int length = (int) Math.min(available, limit);
        int index = (int) (from - base) & mask;
        int head = Math.min(length, ring.length - index);
        System.arraycopy(ring, index, into, at, head);
        System.arraycopy(ring, 0, into, at + head, length - head);
        Taken whole = whole(into, at, length);
        if (whole.bytes == available) {
            // What is left was appended since; otherwise older facts are left, and the time stays.
            since = now;
        }
        TAKEN.setRelease(this, from + whole.bytes);
        return whole;
    }

    /// Counts the whole facts at the beginning of `length` bytes.
    static Taken whole(byte[] bytes, int from, int length) {
        int at = from;
        int until = from + length;
        int facts = 0;
        while (at < until) {
            int fact = Varint.read(bytes, at, until);
            if (fact < 0 || fact > until - at - Varint.size(fact)) {
                break;
            }
            at += Varint.size(fact) + fact;
            facts++;
        }
        return new Taken(facts, at - from);
    }

    /// Position after the last fact appended.
    long published() {
        return published;
    }

    /// Bytes appended and not yet taken.
    long pendingBytes() {
        long consumed = (long) TAKEN.getAcquire(this);
        return published - consumed;
    }

    long lastSequence() {
        return (long) SEQUENCE.getAcquire(this);
    }

    boolean isEmpty() {
        return pendingBytes() == 0;
    }

    /// [System#nanoTime] of the oldest fact in the ring, or a little before; meaningless when
    /// empty.
    long since() {
        return since;
    }
}
