package io.tokengrid.storage.segment;

/// The journal was written in a newer format than this program reads.
public final class JournalTooNew extends JournalRefused {

    JournalTooNew(String file, int version) {
        super(
                "%s was written in journal format %d, and this program reads up to %d. Start it with the newer TokenGrid that wrote it."
                        .formatted(file, version, Frame.VERSION));
    }
}
