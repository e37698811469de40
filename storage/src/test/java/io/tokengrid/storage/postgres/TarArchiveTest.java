package io.tokengrid.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TarArchiveTest {
    @TempDir private Path temporary;

    private final ByteArrayOutputStream tar = new ByteArrayOutputStream();

    @Test
    void files_folders_and_links_come_out_as_they_went_in() throws IOException {
        entry("bin/", '5', "", "", "755");
        entry("bin/run", '0', "", "#!".repeat(400), "755");
        entry("lib/a.so.1", '0', "", "", "644");
        entry("lib/a.so", '2', "a.so.1", "", "777");

        unpack();

        assertThat(temporary.resolve("bin/run")).hasContent("#!".repeat(400)).isExecutable();
        assertThat(temporary.resolve("lib/a.so.1")).isEmptyFile();
        assertThat(Files.isExecutable(temporary.resolve("lib/a.so.1"))).isFalse();
        assertThat(Files.readSymbolicLink(temporary.resolve("lib/a.so"))).hasToString("a.so.1");
    }

    @Test
    void an_entry_that_would_leave_the_folder_is_refused_by_name() throws IOException {
        entry("lib/../../evil", '0', "", "x", "644");

        assertThatThrownBy(this::unpack).hasMessageContaining("lib/../../evil");
    }

    @Test
    void a_link_that_would_leave_the_folder_is_refused_by_name() throws IOException {
        entry("lib/evil", '2', "../../../etc", "", "777");

        assertThatThrownBy(this::unpack).hasMessageContaining("../../../etc");
    }

    @Test
    void an_entry_of_another_kind_is_refused_by_name() throws IOException {
        entry("dev/null", '3', "", "", "666");

        assertThatThrownBy(this::unpack).hasMessageContaining("dev/null").hasMessageContaining("3");
    }

    @Test
    void an_archive_that_ends_inside_a_file_is_refused_by_name() throws IOException {
        entry("bin/run", '0', "", "0123456789", "755");
        byte[] whole = tar.toByteArray();

        assertThatThrownBy(
                        () -> TarArchive.unpack(new ByteArrayInputStream(whole, 0, 517), temporary))
                .hasMessageContaining("run");
    }

    private void unpack() throws IOException {
        tar.write(new byte[1024]);
        TarArchive.unpack(new ByteArrayInputStream(tar.toByteArray()), temporary);
    }

    private void entry(String name, char type, String link, String content, String mode)
            throws IOException {
        byte[] header = new byte[512];
        put(header, 0, name);
        put(header, 100, mode);
        put(header, 124, Integer.toOctalString(content.length()));
        header[156] = (byte) type;
        put(header, 157, link);
        put(header, 257, "ustar");
        tar.write(header);
        tar.write(content.getBytes(StandardCharsets.US_ASCII));
        tar.write(new byte[(512 - content.length() % 512) % 512]);
    }

    private static void put(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }
}
