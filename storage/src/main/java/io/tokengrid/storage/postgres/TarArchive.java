package io.tokengrid.storage.postgres;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// Reads the plain part of the tar format (POSIX.1-1988 `ustar`): files, folders, symbolic links.
///
/// Anything else (long names, devices, hard links) is refused by name, and so is an entry or a link
/// that would leave the folder. Only the owner's execute bit of a mode is kept; everybody may read.
final class TarArchive {
    private static final int BLOCK = 512;

    private TarArchive() {}

    /// Unpacks into `folder`, which must exist. Reads to the end of the archive.
    static void unpack(InputStream tar, Path folder) throws IOException {
        byte[] header = new byte[BLOCK];
        while (tar.readNBytes(header, 0, BLOCK) == BLOCK && header[0] != 0) {
            String name = prefixed(text(header, 345, 155), text(header, 0, 100));
            Path target = inside(folder, folder.resolve(name), name);
            Files.createDirectories(target.getParent());
            switch (header[156]) {
                case '5' -> Files.createDirectories(target);
                case '2' -> link(folder, target, text(header, 157, 100));
                case '0', 0 -> file(tar, target, number(header, 124, 12), number(header, 100, 8));
                default ->
                        throw new IOException(
                                "entry %s is of type '%c', which is not known here"
                                        .formatted(name, header[156]));
            }
        }
        tar.transferTo(OutputStream.nullOutputStream());
    }

    private static void file(InputStream tar, Path target, long size, long mode)
            throws IOException {
        try (var out = Files.newOutputStream(target)) {
            byte[] buffer = new byte[1 << 16];
            for (long left = size; left > 0; ) {
                int read = tar.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (read < 0) {
                    throw new EOFException("the archive ends inside " + target.getFileName());
                }
                out.write(buffer, 0, read);
                left -= read;
            }
        }
        tar.skipNBytes((BLOCK - size % BLOCK) % BLOCK);
        boolean executable = (mode & 0100) != 0;
        Files.setPosixFilePermissions(
                target, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
    }

    private static void link(Path folder, Path target, String destination) throws IOException {
        inside(folder, target.resolveSibling(destination), target + " -> " + destination);
        Files.createSymbolicLink(target, Path.of(destination));
    }

    private static Path inside(Path folder, Path target, String name) throws IOException {
        Path normal = target.normalize();
        if (!normal.startsWith(folder) || normal.equals(folder)) {
            throw new IOException("entry " + name + " would leave the folder");
        }
        return normal;
    }

    private static String prefixed(String prefix, String name) {
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    private static String text(byte[] header, int from, int length) {
        int end = from;
        while (end < from + length && header[end] != 0) {
            end++;
        }
        return new String(header, from, end - from, StandardCharsets.UTF_8);
    }

    private static long number(byte[] header, int from, int length) throws IOException {
        String octal = text(header, from, length).strip();
        try {
            return octal.isEmpty() ? 0 : Long.parseLong(octal, 8);
        } catch (NumberFormatException e) {
            throw new IOException("the archive has a header that is not ustar's", e);
        }
    }
}
