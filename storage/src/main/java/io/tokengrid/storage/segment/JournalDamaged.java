package io.tokengrid.storage.segment;

/// A frame that was durable cannot be read any more.
public final class JournalDamaged extends JournalRefused {

    private final String file;
    private final long offset;

    JournalDamaged(String file, long offset, String what) {
        super(
                "The journal is damaged in %s at offset %d: %s Restore the file from a copy; or see with './tokengrid journal repair' what cutting the journal there would lose."
                        .formatted(file, offset, what));
        this.file = file;
        this.offset = offset;
    }

    /// The damaged file, as a path.
    public String file() {
        return file;
    }

    /// Where in the file the first frame is that cannot be read, in bytes.
    public long offset() {
        return offset;
    }
}
