package io.tokengrid.storage.segment;

import java.io.IOException;
import java.util.Arrays;

/// Copies and compares segment files. A copy is written aside, synced and renamed: it is whole or
/// absent.
final class SegmentCopy {

    /// Bytes copied or compared at a time.
    private static final int PIECE = 1 << 20;

    private SegmentCopy() {}

    /// Copies `from` to a file `name` that is not there, durably.
    static void copy(SegmentFile from, SegmentFiles into, String name) throws IOException {
        String unfinished = name + SegmentName.UNFINISHED;
        if (into.list().contains(unfinished)) {
            into.delete(unfinished);
        }
        try (SegmentFile copy = into.create(unfinished)) {
            byte[] piece = new byte[PIECE];
            for (long at = 0; at < from.size(); at += piece.length) {
                copy.write(piece, 0, from.read(piece, 0, piece.length, at), at);
            }
            copy.sync();
        }
        into.rename(unfinished, name);
        into.syncFolder();
    }

    /// Whether two files have the same bytes.
    static boolean same(SegmentFile one, SegmentFile other) throws IOException {
        if (one.size() != other.size()) {
            return false;
        }
        byte[] piece = new byte[PIECE];
        byte[] counterpart = new byte[PIECE];
        for (long at = 0; at < one.size(); at += PIECE) {
            int length = one.read(piece, 0, PIECE, at);
            int found = other.read(counterpart, 0, PIECE, at);
            if (!Arrays.equals(piece, 0, length, counterpart, 0, found)) {
                return false;
            }
        }
        return true;
    }
}
