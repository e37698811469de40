package io.tokengrid.rating.invoice;

import io.tokengrid.units.BinaryReader;
import io.tokengrid.units.Sha256;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A document as bytes: the same document gives the same bytes, by which it is known again. What a
/// final one says never changes, since it is read from these.
///
/// Immutable.
public final class DocumentImage {
    private final byte[] bytes;

    private DocumentImage(byte[] bytes) {
        this.bytes = bytes;
    }

    public static DocumentImage of(Document document) {
        return new DocumentImage(DocumentCodec.bytes(document));
    }

    /// What [#bytes] gave.
    public static DocumentImage of(byte[] bytes) {
        return new DocumentImage(bytes.clone());
    }

    /// Throws [IllegalArgumentException] for bytes that are no document.
    public Document document() {
        return DocumentCodec.read(new BinaryReader(bytes));
    }

    public Sha256 digest() {
        return Sha256.digest(bytes, 0, bytes.length);
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    public int size() {
        return bytes.length;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DocumentImage image && Arrays.equals(bytes, image.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "a document of " + bytes.length + " bytes";
    }
}
