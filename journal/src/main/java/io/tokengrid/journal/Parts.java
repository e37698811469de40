package io.tokengrid.journal;

import io.tokengrid.units.BinaryReader;
import io.tokengrid.units.BinaryWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;

/// Several values of a kind, one after the other, after their number.
final class Parts {
    private Parts() {}

    static <T> void writeAll(
            Collection<T> parts, BiConsumer<T, BinaryWriter> write, BinaryWriter out) {
        out.writeUnsigned(parts.size());
        parts.forEach(part -> write.accept(part, out));
    }

    /// Throws [IllegalArgumentException] for more than `most`.
    static <T> List<T> readAll(int most, Function<BinaryReader, T> read, BinaryReader in) {
        return read(in.readCount(most), read, in);
    }

    /// Reads so many without their number.
    static <T> List<T> read(int count, Function<BinaryReader, T> read, BinaryReader in) {
        var parts = new ArrayList<T>();
        for (int rest = count; rest > 0; rest--) {
            parts.add(read.apply(in));
        }
        return parts;
    }
}
