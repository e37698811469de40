package io.tokengrid.storage.segment;

import java.nio.file.Path;

/// Another process (or another journal of this one) has the folder open.
public final class JournalFolderHeld extends JournalRefused {

    JournalFolderHeld(Path folder, String holder) {
        super(
                "The journal in %s is in use by %s. Stop that process, or give this one another data folder."
                        .formatted(folder, holder));
    }
}
