package io.tokengrid.journal;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/// A file as it came, compressed: what a bill was read from. Immutable.
public final class BillFile {
    private final byte[] deflated;

    private BillFile(byte[] deflated) {
        this.deflated = deflated;
    }

    public static BillFile of(byte[] file) {
        try (var deflater = new Deflater(Deflater.BEST_COMPRESSION)) {
            deflater.setInput(file);
            deflater.finish();
            var out = new ByteArrayOutputStream(1_024);
            byte[] part = new byte[8_192];
            while (!deflater.finished()) {
                out.write(part, 0, deflater.deflate(part));
            }
            return new BillFile(out.toByteArray());
        }
    }

    /// What [#deflated] gave.
    public static BillFile ofDeflated(byte[] deflated) {
        return new BillFile(deflated.clone());
    }

    /// The file; throws [IllegalArgumentException] for what was no such file.
    public byte[] file() {
        try (var inflater = new Inflater()) {
            inflater.setInput(deflated);
            var out = new ByteArrayOutputStream(4 * deflated.length);
            byte[] part = new byte[8_192];
            while (!inflater.finished()) {
                int read = inflater.inflate(part);
                if (read == 0 && (inflater.needsInput() || inflater.needsDictionary())) {
                    throw new IllegalArgumentException("a damaged file of a bill");
                }
                out.write(part, 0, read);
            }
            return out.toByteArray();
        } catch (DataFormatException e) {
            throw new IllegalArgumentException("a damaged file of a bill", e);
        }
    }

    public byte[] deflated() {
        return deflated.clone();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof BillFile file && Arrays.equals(deflated, file.deflated);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(deflated);
    }

    @Override
    public String toString() {
        return "a file of " + deflated.length + " bytes, compressed";
    }
}
