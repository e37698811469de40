package io.tokengrid.upstream;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Where a stream's bytes are cut into writes.
enum Cutter {
    /// Each frame by itself.
    FRAME,
    /// As many frames as there are, up to [#BATCH_BYTES].
    BATCH,
    /// One to three frames together, cut into pieces of 1 to 40 bytes.
    SPLIT,
    /// Each frame by itself, cut after the first byte of each character of several bytes.
    UTF8;

    private static final int BATCH_BYTES = 32 << 10;
    private static final int MOST_JOINED = 3;
    private static final int MOST_PIECE = 40;

    static Cutter of(Script script) {
        String name = script.text(Control.CUT);
        return switch (name == null ? "frame" : name) {
            case "batch" -> BATCH;
            case "split" -> SPLIT;
            case "utf8" -> UTF8;
            default -> FRAME;
        };
    }

    /// Whether another frame goes into the same group as the `frames` gathered so far.
    boolean joins(int frames, int bytes, Random random) {
        return switch (this) {
            case FRAME, UTF8 -> frames == 0;
            case BATCH -> bytes < BATCH_BYTES;
            case SPLIT -> frames == 0 || (frames < MOST_JOINED && random.nextBoolean());
        };
    }

    /// The pieces of a group, in order; together they are all of its bytes. They share its memory.
    List<ByteBuf> cut(ByteBuf group, Random random) {
        List<ByteBuf> pieces = new ArrayList<>();
        while (group.isReadable()) {
            int bytes =
                    switch (this) {
                        case FRAME, BATCH -> group.readableBytes();
                        case SPLIT ->
                                Math.min(group.readableBytes(), 1 + random.nextInt(MOST_PIECE));
                        case UTF8 -> throughNextLead(group);
                    };
            pieces.add(group.readSlice(bytes));
        }
        return pieces;
    }

    /// Bytes up to and with the next first byte of a character of several bytes.
    private static int throughNextLead(ByteBuf group) {
        for (int i = group.readerIndex(); i < group.writerIndex(); i++) {
            if ((group.getByte(i) & 0xc0) == 0xc0) {
                return i + 1 - group.readerIndex();
            }
        }
        return group.readableBytes();
    }
}
