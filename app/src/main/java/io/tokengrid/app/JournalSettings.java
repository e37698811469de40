package io.tokengrid.app;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// How large segments are and how long they stay (`exactness.md`, D4).
record JournalSettings(
        Duration keep, ByteSize keepBytes, Optional<Path> archive, ByteSize segment) {
    static JournalSettings read(Section section) {
        return new JournalSettings(
                section.get(Options.JOURNAL_KEEP),
                section.get(Options.JOURNAL_KEEP_BYTES),
                section.find(Options.JOURNAL_ARCHIVE),
                section.get(Options.JOURNAL_SEGMENT));
    }
}
