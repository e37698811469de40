package io.tokengrid.storage.segment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A folder that has the segments which the journal has deleted, under their names: copied and
/// synced before. Put back into the journal's folder while the node is stopped, the journal begins
/// with them again. Each node has one of its own.
public final class SegmentArchive {

    private final SegmentFiles files;

    SegmentArchive(SegmentFiles files) {
        this.files = files;
    }

    /// Makes the folder if it is not there.
    public static SegmentArchive in(Path folder) throws IOException {
        return new SegmentArchive(new DiskFolder(Files.createDirectories(folder)));
    }

    /// Sees to it that the folder has a copy of a segment that nothing is written to any more.
    ///
    /// @throws IOException also when another file has its name
    void keep(SegmentFiles journal, String name) throws IOException {
        try (SegmentFile segment = journal.openToRead(name)) {
            if (!files.list().contains(name)) {
                SegmentCopy.copy(segment, files, name);
                return;
            }
            try (SegmentFile there = files.openToRead(name)) {
                if (!SegmentCopy.same(segment, there)) {
                    throw new IOException(
                            files.describe(name)
                                    + " is another segment of this name; give each node an archive of its own");
                }
            }
        }
    }
}
