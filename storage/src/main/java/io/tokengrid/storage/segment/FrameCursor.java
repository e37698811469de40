package io.tokengrid.storage.segment;

import java.io.IOException;

/// Finds frames in a segment file, reading ahead. Not thread-safe.
final class FrameCursor implements AutoCloseable {

    /// Read at a time; a frame longer than this is read whole.
    private static final int READ_AHEAD = 256 << 10;

    /// What stands at an offset.
    sealed interface At {}

    /// A sound frame of this segment.
    record Found(Frame frame) implements At {}

    /// Anything else: zeros, old bytes, a torn frame.
    record Nothing() implements At {}

    /// A sound frame of this segment in a format that is too new.
    record Newer(int version) implements At {}

    private static final Nothing NOTHING = new Nothing();

    private final SegmentFile file;
    private final long segment;
    private final long size;
    private long limit;
    private byte[] window = new byte[0];
    private long windowStart;
    private int windowLength;

    FrameCursor(SegmentFile file, long segment) throws IOException {
        this.file = file;
        this.segment = segment;
        size = file.size();
        limit = size;
    }

    /// Lets nothing be read beyond the first `bytes` of the file.
    void limit(long bytes) {
        limit = Math.min(bytes, size);
    }

    At examine(long offset) throws IOException {
        if (!load(offset, Frame.HEADER) || !Frame.maybeAt(window, indexOf(offset), segment)) {
            return NOTHING;
        }
        int payload = Frame.payloadAt(window, indexOf(offset));
        if (payload < 0 || !load(offset, Frame.HEADER + (long) payload)) {
            return NOTHING;
        }
        int at = indexOf(offset);
        if (!Frame.checksumFits(window, at, payload)) {
            return NOTHING;
        }
        int version = Frame.versionAt(window, at);
        return version > Frame.VERSION ? new Newer(version) : new Found(Frame.read(window, at));
    }

    /// Offset of the first sound frame at or after `offset`, or -1.
    long search(long offset) throws IOException {
        for (long next = offset; next + Frame.HEADER <= limit; next += Frame.SECTOR) {
            if (!(examine(next) instanceof Nothing)) {
                return next;
            }
        }
        return -1;
    }

    /// The array that holds the frame last examined, from [#indexOf] on; valid until the next call.
    byte[] bytes() {
        return window;
    }

    int indexOf(long offset) {
        return (int) (offset - windowStart);
    }

    private boolean load(long offset, long length) throws IOException {
        if (length > limit - offset) {
            return false;
        }
        if (offset >= windowStart && offset + length <= windowStart + windowLength) {
            return true;
        }
        int wanted = (int) Math.min(Math.max(length, READ_AHEAD), limit - offset);
        if (window.length < wanted) {
            window = new byte[Math.max(wanted, Math.min(window.length * 2, READ_AHEAD))];
        }
        windowStart = offset;
        windowLength = file.read(window, 0, wanted, offset);
        return windowLength >= length;
    }

    /// The frame found at `offset`, filled up with zeros to the end of its last sector.
    byte[] copy(Frame frame, long offset) {
        byte[] copy = new byte[frame.size()];
        System.arraycopy(window, indexOf(offset), copy, 0, Frame.HEADER + frame.payload());
        return copy;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
