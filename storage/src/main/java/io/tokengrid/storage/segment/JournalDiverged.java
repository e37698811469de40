package io.tokengrid.storage.segment;

/// The journal has another history than the one asked for: it ends earlier, has another running
/// hash at the position, or belongs to another node.
public final class JournalDiverged extends JournalRefused {

    JournalDiverged(String message) {
        super(message);
    }
}
