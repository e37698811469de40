package io.tokengrid.storage.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// As whom, and behind which wrappers, the server's programs are started.
///
/// PostgreSQL refuses to run as root. As root we therefore step down, and try in this order, each
/// by running `postgres --version` that way (so what works is found out, not guessed):
///
/// 1. `setpriv` to a real account: the one that owns the data already, else `postgres`, else
///    `nobody`. The server can then touch nothing of root's. It needs every folder above the data
///    to let others pass.
/// 2. `unshare -U`, a user namespace in which we are nobody: the server has no capability outside
///    it, but still owns root's files. It works below `/root` and where accounts cannot be changed.
///
/// All commands are from util-linux, which every Debian has. `setsid` keeps a Ctrl-C at the
/// terminal from stopping the server while calls drain. `setpriv --pdeathsig INT` stops it (fast
/// shutdown) when the thread that started it ends, and so with our process, also after `kill -9`;
/// it comes last, because a change of user clears it. Without `setpriv` an orphan is left to {@link
/// Orphan}.
///
/// @param account what the operator is told, as `user postgres`
/// @param owner the user that must own the data folder
/// @param group its group
/// @param stepDown the command prefix that leaves root; empty for an ordinary user
/// @param untilDeath the command prefix that ties a process to the thread that starts it
record Launch(
        String account, int owner, int group, List<String> stepDown, List<String> untilDeath) {
    private static final Path SELF = Path.of("/proc/self/status");
    private static final Path PASSWD = Path.of("/etc/passwd");
    private static final List<String> PREFERRED = List.of("postgres", "nobody");
    private static final int ROOT = 0;

    private record Account(String name, int user, int group) {}

    /// Finds the way that works here for `program`, an absolute path to `postgres`.
    ///
    /// @param dataOwner the user that owns the data folder, if that exists
    static Launch choose(Path program, Optional<Integer> dataOwner) throws IOException {
        int us = effectiveId("Uid:");
        int ourGroup = effectiveId("Gid:");
        List<String> refusals = new ArrayList<>();
        for (Launch launch : candidates(us, ourGroup, dataOwner)) {
            var tried =
                    Commands.run(program.resolveSibling(""), launch.command(program, "--version"));
            if (tried.well()) {
                return launch.withUntilDeath(program);
            }
            refusals.add("as " + launch.account() + ": " + tried.output());
        }
        throw new DatabaseUnavailable(
                "the embedded PostgreSQL cannot be run from "
                        + program
                        + " ("
                        + String.join("; ", refusals)
                        + "); "
                        + (us == ROOT
                                ? "start TokenGrid as an ordinary user, or let others pass the"
                                        + " folders above it (chmod o+x), or set database:"
                                : "mount its file system without noexec, or set database:")
                        + " postgresql://user:password@host:5432/name");
    }

    /// A program that leaves root and may outlive us for the moment it takes.
    List<String> command(Path program, String... arguments) {
        List<String> command = new ArrayList<>(stepDown);
        command.add(program.toString());
        command.addAll(List.of(arguments));
        return command;
    }

    /// A program that leaves root and ends with the thread that starts it.
    List<String> guarded(Path program, List<String> arguments) {
        return Stream.of(stepDown, untilDeath, List.of(program.toString()), arguments)
                .flatMap(List::stream)
                .toList();
    }

    private Launch withUntilDeath(Path program) {
        for (List<String> wrapper :
                List.of(
                        List.of("setsid", "setpriv", "--no-new-privs", "--pdeathsig", "INT"),
                        List.of("setsid"))) {
            Launch launch = new Launch(account, owner, group, stepDown, wrapper);
            List<String> command = launch.guarded(program, List.of("--version"));
            if (Commands.run(program.resolveSibling(""), command).well()) {
                return launch;
            }
        }
        return this;
    }

    private static List<Launch> candidates(int us, int ourGroup, Optional<Integer> dataOwner)
            throws IOException {
        if (us != ROOT) {
            return List.of(new Launch("user " + us, us, ourGroup, List.of(), List.of()));
        }
        List<Account> accounts = accounts();
        List<Launch> candidates = new ArrayList<>();
        dataOwner
                .filter(owner -> owner != ROOT)
                .flatMap(owner -> accounts.stream().filter(a -> a.user() == owner).findFirst())
                .ifPresent(account -> candidates.add(steppingDownTo(account)));
        for (String name : PREFERRED) {
            accounts.stream()
                    .filter(account -> account.name().equals(name) && account.user() != ROOT)
                    .forEach(account -> candidates.add(steppingDownTo(account)));
        }
        candidates.add(
                new Launch(
                        "nobody of a user namespace",
                        ROOT,
                        ourGroup,
                        List.of("unshare", "-U"),
                        List.of()));
        return candidates;
    }

    private static Launch steppingDownTo(Account account) {
        List<String> prefix =
                List.of(
                        "setpriv",
                        "--reuid=" + account.user(),
                        "--regid=" + account.group(),
                        "--clear-groups");
        return new Launch(
                "user " + account.name(), account.user(), account.group(), prefix, List.of());
    }

    /// The second of the four ids in a line of proc(5)'s `status` is the effective one.
    private static int effectiveId(String label) throws IOException {
        return Files.readAllLines(SELF).stream()
                .filter(line -> line.startsWith(label))
                .map(line -> Integer.parseInt(line.strip().split("\\s+", -1)[2]))
                .findFirst()
                .orElseThrow(() -> new IOException(SELF + " has no line " + label));
    }

    private static List<Account> accounts() throws IOException {
        if (!Files.exists(PASSWD)) {
            return List.of();
        }
        return Files.readAllLines(PASSWD).stream()
                .map(line -> line.split(":", -1))
                .filter(field -> field.length == 7 && field[2].matches("\\d{1,9}"))
                .map(field ->
                        new Account(
                                field[0], Integer.parseInt(field[2]), Integer.parseInt(field[3])))
                .toList();
    }
}
