package io.tokengrid.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tukaani.xz.XZInputStream;

/// What the packaged program says of the works of others in it.
final class PackagingTest {
    private static final Pattern LIBRARY = Pattern.compile("(?:\\./)?lib/(lib[a-z0-9-]+)\\.so.*");

    /// PostgreSQL's own.
    private static final Set<String> OWN =
            Set.of("libpq", "libecpg", "libecpg_compat", "libpgtypes");

    @ParameterizedTest
    @ValueSource(strings = {"/postgres-linux-x86_64.txz", "/postgres-linux-arm_64.txz"})
    void every_library_that_comes_with_postgresql_has_its_licence_in_the_package(String archive)
            throws IOException {
        String licences = Repository.text(Repository.root().resolve("packaging/LICENCES"));
        String notice = Repository.text(Repository.root().resolve("NOTICE"));

        Set<String> libraries = libraries(archive);

        assertThat(libraries).contains("libssl", "libicuuc", "libxml2", "libz");
        assertThat(libraries).allMatch(licences::contains);
        assertThat(notice).contains("OpenSSL", "ICU", "libxml2", "libxslt", "zlib", "OSSP uuid");
        assertThat(licences).contains("PostgreSQL Global Development Group");
    }

    /// Names of shared libraries in a tar archive, without PostgreSQL's own.
    private static Set<String> libraries(String archive) throws IOException {
        var libraries = new TreeSet<String>();
        try (InputStream file = PackagingTest.class.getResourceAsStream(archive);
                var tar = new XZInputStream(Objects.requireNonNull(file, archive))) {
            byte[] header = tar.readNBytes(512);
            while (header.length == 512 && header[0] != 0) {
                Matcher library = LIBRARY.matcher(text(header, 0, 100));
                if (library.matches() && !OWN.contains(library.group(1))) {
                    libraries.add(library.group(1));
                }
                long size = Long.parseLong(text(header, 124, 11).strip(), 8);
                tar.skipNBytes((size + 511) / 512 * 512);
                header = tar.readNBytes(512);
            }
        }
        return libraries;
    }

    private static String text(byte[] bytes, int from, int length) {
        String text = new String(bytes, from, length, StandardCharsets.ISO_8859_1);
        int end = text.indexOf(0);
        return end < 0 ? text : text.substring(0, end);
    }
}
