package io.tokengrid.storage.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// Temporary folders as an installed program's would be: others may pass them.
final class TestFolders {
    private TestFolders() {}

    static Path letOthersPass(Path folder) throws IOException {
        return Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
    }
}
