package io.tokengrid.storage.segment;

import java.io.IOException;

/// A write or sync of the journal failed (the cause), so nothing is written or synced any more and
/// nothing may be promised: the process is to cut its calls and exit, and recovery decides.
public final class JournalFailed extends RuntimeException {

    JournalFailed(IOException cause) {
        super("The journal failed: " + cause.getMessage(), cause);
    }
}
