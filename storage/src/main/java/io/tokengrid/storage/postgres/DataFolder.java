package io.tokengrid.storage.postgres;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;

/// The server's files below one folder: `data` (made by initdb, whole or absent) and `password`.
///
/// @param root the folder that also holds the lock and the unpacked programs
record DataFolder(Path root) {
    /// The only account of the server, its superuser.
    static final String USER = "tokengrid";

    private static final String UNFINISHED = "init-";
    private static final int PASSWORD_BYTES = 24;
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    /// Opens the folder, which is made if need be: others may pass it, but not list it.
    static DataFolder at(Path root) throws IOException {
        if (!Files.isDirectory(root)) {
            Files.createDirectories(root.toAbsolutePath());
            Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx--x--x"));
        }
        return new DataFolder(root.toRealPath());
    }

    Path data() {
        return root.resolve("data");
    }

    boolean initialised() {
        return Files.exists(data());
    }

    Optional<Integer> owner() throws IOException {
        return initialised() ? Optional.of(Folders.owner(data())) : Optional.empty();
    }

    /// Refuses data of another major version, and data that is not PostgreSQL's.
    void requireVersion(String major) throws IOException {
        if (!initialised()) {
            return;
        }
        Path file = data().resolve("PG_VERSION");
        if (!Files.exists(file)) {
            throw new DatabaseUnavailable(
                    data() + " is not a data folder of PostgreSQL; move it away and start again");
        }
        String found = Files.readString(file).strip();
        if (!found.equals(major)) {
            throw new DatabaseUnavailable(
                    ("%s was made by PostgreSQL %s, this program brings PostgreSQL %s; move the folder"
                                    + " away to have every view folded again from the journal, or run"
                                    + " the program it was made with")
                            .formatted(data(), found, major));
        }
    }

    /// Makes the data folder if there is none, and sees to it that it belongs to the right user.
    void prepare(Path initdb, Launch launch) throws IOException {
        Folders.deleteChildren(root, name -> name.startsWith(UNFINISHED));
        if (!initialised()) {
            initialise(initdb, launch);
        }
        int owner = Folders.owner(data());
        if (owner != launch.owner()) {
            hand(data(), launch);
        }
    }

    /// The password of {@link #USER}.
    String password() throws IOException {
        Path file = passwordFile();
        if (!Files.exists(file)) {
            throw new DatabaseUnavailable(
                    file
                            + " is missing, and with it the password of "
                            + data()
                            + "; put it back, or move both away to have every view folded again"
                            + " from the journal");
        }
        return Files.readString(file).strip();
    }

    private void initialise(Path initdb, Launch launch) throws IOException {
        String password = drawPassword();
        Path unfinished = Files.createTempDirectory(root, UNFINISHED);
        Path given = unfinished.resolve("password");
        write(given, password);
        hand(unfinished, launch);
        Path made = unfinished.resolve("data");
        var ended =
                Commands.run(
                        unfinished,
                        launch.command(
                                initdb,
                                "--pgdata=" + made,
                                "--username=" + USER,
                                "--pwfile=" + given,
                                "--auth=scram-sha-256",
                                "--encoding=UTF8",
                                "--locale=C",
                                "--locale-provider=builtin",
                                "--builtin-locale=C.UTF-8",
                                "--data-checksums",
                                "--no-instructions"));
        if (!ended.well()) {
            Folders.delete(unfinished);
            throw new DatabaseUnavailable(
                    "initdb could not make a data folder in %s, as %s: %s"
                            .formatted(root, launch.account(), ended.output()));
        }
        Files.deleteIfExists(passwordFile());
        write(passwordFile(), password);
        Folders.rename(made, data());
        Folders.delete(unfinished);
    }

    private static void hand(Path folder, Launch launch) throws IOException {
        if (Folders.owner(folder) == launch.owner()) {
            return;
        }
        try {
            Folders.give(folder, launch.owner(), launch.group());
        } catch (IOException e) {
            throw new DatabaseUnavailable(
                    "%s belongs to user %d and cannot be given to %s; start TokenGrid as its owner, or chown it"
                            .formatted(folder, Folders.owner(folder), launch.account()),
                    e);
        }
    }

    private static void write(Path file, String text) throws IOException {
        Files.createFile(file, OWNER_ONLY);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = StandardCharsets.US_ASCII.encode(text + "\n");
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    private static String drawPassword() {
        byte[] random = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(random);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }

    private Path passwordFile() {
        return root.resolve("password");
    }
}
