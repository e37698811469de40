package io.tokengrid.storage.postgres;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// What the JDK's file functions leave out: whole trees, and durable renames.
final class Folders {
    private Folders() {}

    /// Deletes a folder and everything below it; links are deleted, not followed.
    static void delete(Path folder) throws IOException {
        for (Path path : tree(folder).reversed()) {
            Files.deleteIfExists(path);
        }
    }

    /// Deletes the children of `folder` whose names fit, with everything below them.
    static void deleteChildren(Path folder, Predicate<String> name) throws IOException {
        List<Path> fitting;
        try (Stream<Path> children = Files.list(folder)) {
            fitting = children.filter(child -> name.test(child.getFileName().toString())).toList();
        }
        for (Path child : fitting) {
            delete(child);
        }
    }

    /// Gives a folder and everything below it to another user and group.
    static void give(Path folder, int user, int group) throws IOException {
        for (Path path : tree(folder)) {
            Files.setAttribute(path, "unix:uid", user, LinkOption.NOFOLLOW_LINKS);
            Files.setAttribute(path, "unix:gid", group, LinkOption.NOFOLLOW_LINKS);
        }
    }

    /// Makes files and folders below `folder`, and itself, durable.
    ///
    /// One syncfs(2) of the file system (coreutils' `sync -f`) takes 0.1 s where a thousand
    /// fsync(2) take 1 s and more; where there is no such command they are called.
    static void syncTree(Path folder) throws IOException {
        if (Commands.run(folder, List.of("sync", "-f", folder.toString())).well()) {
            return;
        }
        for (Path path : tree(folder).reversed()) {
            if (!Files.isSymbolicLink(path)) {
                sync(path);
            }
        }
    }

    /// Renames at once or not at all, and makes the new name durable.
    static void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        sync(to.resolveSibling("."));
    }

    static void sync(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /// The number of the user that owns `path`.
    static int owner(Path path) throws IOException {
        return (Integer) Files.getAttribute(path, "unix:uid");
    }

    private static List<Path> tree(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            return paths.sorted(Comparator.naturalOrder()).toList();
        }
    }
}
