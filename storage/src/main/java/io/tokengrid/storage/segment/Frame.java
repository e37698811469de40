package io.tokengrid.storage.segment;

import java.nio.ByteBuffer;
import java.util.UUID;
import java.util.zip.CRC32C;

/// The header of a frame; the package document has its layout.
///
/// @param payload length of the payload in bytes
/// @param before running hash of all facts before this frame
/// @param firstSequence sequence of the first fact in it, or of the next fact when `facts` is 0
/// @param facts number of facts; 0 exactly when the frame begins an epoch
record Frame(
        int payload,
        long segment,
        RunningHash before,
        UUID incarnation,
        int node,
        int epoch,
        long firstSequence,
        int facts) {

    /// Frames begin on multiples of this, so that a torn write never hurts a frame before it. Disks
    /// write 512 bytes or a multiple whole.
    static final int SECTOR = 512;

    /// Writes end on multiples of this: the page of the kernel's cache, so that no write has to
    /// read.
    static final int PAGE = 4096;

    static final int HEADER = 96;
    static final int HASHED_FROM = 24;
    static final int VERSION = 1;
    private static final int MAGIC = 0x54474a47;
    private static final int MAGIC_AT = 4;
    private static final int EPOCH_KIND = 1;
    private static final int FACTS_KIND = 2;

    /// Bytes from a frame's begin to the next one's, for a payload.
    static int size(int payload) {
        return (HEADER + payload + SECTOR - 1) & -SECTOR;
    }

    boolean beginsEpoch() {
        return facts == 0;
    }

    long lastSequence() {
        return firstSequence + facts - 1;
    }

    /// Bytes from this frame's begin to the next one's.
    int size() {
        return size(payload);
    }

    /// Puts the header before the payload that stands at [#HEADER] of `bytes`.
    void write(byte[] bytes) {
        ByteBuffer header = ByteBuffer.wrap(bytes, 0, HEADER);
        header.putInt(0).putInt(MAGIC).putInt(VERSION).putInt(payload).putLong(segment);
        before.write(header);
        header.putLong(incarnation.getMostSignificantBits());
        header.putLong(incarnation.getLeastSignificantBits());
        header.putInt(node).putInt(epoch).putLong(firstSequence).putInt(facts);
        header.putInt(beginsEpoch() ? EPOCH_KIND : FACTS_KIND);
        header.putInt(0, checksum(bytes, 0, payload));
    }

    /// Whether a frame may begin at `at`: has 24 bytes there that look like one of this segment.
    static boolean maybeAt(byte[] bytes, int at, long segment) {
        ByteBuffer prefix = ByteBuffer.wrap(bytes, at, HASHED_FROM);
        return prefix.getInt(at + MAGIC_AT) == MAGIC && prefix.getLong(at + 16) == segment;
    }

    static int versionAt(byte[] bytes, int at) {
        return ByteBuffer.wrap(bytes).getInt(at + 8);
    }

    static int payloadAt(byte[] bytes, int at) {
        return ByteBuffer.wrap(bytes).getInt(at + 12);
    }

    static boolean checksumFits(byte[] bytes, int at, int payload) {
        return ByteBuffer.wrap(bytes).getInt(at) == checksum(bytes, at, payload);
    }

    /// Reads a header whose checksum fits and whose version is ours.
    static Frame read(byte[] bytes, int at) {
        ByteBuffer header = ByteBuffer.wrap(bytes, at, HEADER);
        header.position(at + 12);
        return new Frame(
                header.getInt(),
                header.getLong(),
                RunningHash.read(header),
                new UUID(header.getLong(), header.getLong()),
                header.getInt(),
                header.getInt(),
                header.getLong(),
                header.getInt());
    }

    private static int checksum(byte[] bytes, int at, int payload) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, at + MAGIC_AT, HEADER - MAGIC_AT + payload);
        return (int) crc.getValue();
    }
}
