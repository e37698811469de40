package io.tokengrid.app;

import io.tokengrid.units.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// The key of the admin API and the console, known by its digest.
///
/// @param digest of the key
/// @param made the key itself if it was made just now, to be shown once; null otherwise
record AdminKey(Sha256 digest, @Nullable String made) {
    private static final String FILE = "admin-key.sha256";
    private static final String PREFIX = "tga-";
    private static final int BYTES = 32;

    /// The configured key, else the one that an earlier start made, else a new one whose digest is
    /// kept in the data folder, readable by its owner alone.
    static AdminKey of(@Nullable Secret configured, Path data, SecureRandom random)
            throws IOException {
        if (configured != null) {
            return new AdminKey(digest(configured.value()), null);
        }
        Path file = data.resolve(FILE);
        if (Files.exists(file)) {
            byte[] digest = HexFormat.of().parseHex(Files.readString(file).strip());
            return new AdminKey(Sha256.of(digest), null);
        }
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        String key = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        var onlyOwner =
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        Path aside = data.resolve(FILE + ".part");
        Files.deleteIfExists(aside);
        Files.createFile(aside, onlyOwner);
        Files.writeString(aside, digest(key) + "\n");
        Files.move(aside, file);
        return new AdminKey(digest(key), key);
    }

    static Sha256 digest(String key) {
        byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        return Sha256.digest(bytes, 0, bytes.length);
    }
}
