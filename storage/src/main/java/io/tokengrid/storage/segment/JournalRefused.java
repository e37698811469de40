package io.tokengrid.storage.segment;

import java.io.IOException;

/// The journal's files are not what they should be, and nothing was changed. The message names the
/// file, says why, and what to do.
public abstract sealed class JournalRefused extends IOException
        permits JournalDamaged, JournalTooNew, JournalFolderHeld, JournalDiverged, FactsDeleted {

    JournalRefused(String message) {
        super(message);
    }
}
