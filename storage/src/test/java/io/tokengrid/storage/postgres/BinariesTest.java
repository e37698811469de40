package io.tokengrid.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BinariesTest {
    @TempDir private Path folder;

    @Test
    void the_pinned_checksums_are_those_of_the_archives_on_the_class_path() throws Exception {
        assertThat(sha256(Binaries.X86_64.resource())).isEqualTo(Binaries.X86_64.sha256());
        assertThat(sha256(Binaries.ARM_64.resource())).isEqualTo(Binaries.ARM_64.sha256());
    }

    @Test
    void an_archive_with_another_checksum_is_never_run() {
        Binaries ours = Binaries.ofThisMachine();
        Binaries changed = new Binaries(ours.version(), ours.resource(), "0".repeat(64));

        assertThatThrownBy(() -> changed.unpacked(folder))
                .isInstanceOf(DatabaseUnavailable.class)
                .hasMessageContaining(ours.resource())
                .hasMessageContaining(ours.sha256());
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void an_archive_that_is_not_on_the_class_path_is_named() {
        Binaries missing = new Binaries("18.6.0", "/postgres-none.txz", "0".repeat(64));

        assertThatThrownBy(() -> missing.unpacked(folder))
                .isInstanceOf(DatabaseUnavailable.class)
                .hasMessageContaining("/postgres-none.txz is missing");
    }

    private static String sha256(String resource) throws Exception {
        try (InputStream in =
                Objects.requireNonNull(Binaries.class.getResourceAsStream(resource), resource)) {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(in.readAllBytes()));
        }
    }
}
