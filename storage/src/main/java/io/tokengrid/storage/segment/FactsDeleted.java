package io.tokengrid.storage.segment;

/// The facts asked for were deleted by retention.
public final class FactsDeleted extends JournalRefused {

    FactsDeleted(long asked, long oldest) {
        super(
                "Fact %d is no longer in the journal; the oldest one kept is %d. Fold from a snapshot, or read the archive."
                        .formatted(asked, oldest));
    }
}
