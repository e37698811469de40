package io.tokengrid.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The tests share one folder, which each leaves stopped and sound: unpacking it takes seconds.
class EmbeddedPostgresTest {
    private static final String NOBODY = "65534";

    @TempDir private static Path temporary;
    private static Path folder = Path.of("");

    @BeforeAll
    static void letOthersPass() throws IOException {
        TestFolders.letOthersPass(temporary);
        folder = temporary.resolve("postgres");
    }

    @Test
    void it_runs_with_its_durability_on_and_asks_for_a_password() throws SQLException {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(folder);
                Connection connection = TestDatabase.connect(postgres.address())) {
            assertThat(setting(connection, "fsync")).isEqualTo("on");
            assertThat(setting(connection, "full_page_writes")).isEqualTo("on");
            assertThat(setting(connection, "synchronous_commit")).isEqualTo("off");
            assertThat(setting(connection, "data_checksums")).isEqualTo("on");
            assertThat(setting(connection, "listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(setting(connection, "unix_socket_directories")).isEmpty();
            assertThat(setting(connection, "password_encryption")).isEqualTo("scram-sha-256");
            assertThat(setting(connection, "server_encoding")).isEqualTo("UTF8");
            assertThat(setting(connection, "log_timezone")).isEqualTo("UTC");
            assertThat(
                            TestDatabase.column(
                                    connection,
                                    "SELECT boot_val || reset_val FROM pg_settings"
                                            + " WHERE name = 'server_version_num'"))
                    .singleElement()
                    .asString()
                    .contains("18");
            assertThat(
                            TestDatabase.column(
                                    connection,
                                    "SELECT DISTINCT auth_method FROM pg_hba_file_rules"))
                    .containsExactly("scram-sha-256");
            assertThat(
                            TestDatabase.column(
                                    connection,
                                    "SELECT name FROM pg_settings WHERE source = 'command line'"))
                    .containsAll(
                            ServerSettings.all(1).keySet().stream()
                                    .filter(s -> !s.equals("timezone"))
                                    .toList());
        }
    }

    @Test
    void a_wrong_password_is_refused() {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(folder)) {
            var address = postgres.address();
            var guessed = new DatabaseConfig.External(address.jdbcUrl(), address.user(), "guessed");

            assertThatThrownBy(() -> TestDatabase.connect(guessed).close())
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("password authentication failed");
        }
    }

    @Test
    void only_we_can_read_the_password_and_only_the_server_its_data() throws IOException {
        EmbeddedPostgres.start(folder).close();

        assertThat(mode(folder.resolve("password"))).isEqualTo("rw-------");
        assertThat(mode(folder.resolve("data"))).isEqualTo("rwx------");
        assertThat(folder)
                .isDirectoryNotContaining("glob:**{init-,unpack-}*")
                .isDirectoryContaining("glob:**/bin-18.6.0-*");
    }

    @Test
    void what_was_committed_is_there_after_a_restart() throws SQLException {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(folder)) {
            execute(postgres, "CREATE TABLE kept (n integer)");
            execute(postgres, "INSERT INTO kept VALUES (7)");
        }
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(folder)) {
            assertThat(query(postgres, "SELECT n FROM kept")).containsExactly("7");
        }
    }

    @Test
    void the_terminal_that_stops_us_does_not_stop_the_server_first() throws IOException {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(folder)) {
            assertThat(session(postgres.pid()))
                    .isNotEqualTo(session(ProcessHandle.current().pid()));
        }
    }

    @Test
    void as_root_the_server_is_another_user() throws IOException {
        assumeTrue(root());
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(folder)) {
            assertThat(Folders.owner(Path.of("/proc/" + postgres.pid())))
                    .isNotZero()
                    .isEqualTo(Folders.owner(folder.resolve("data")));
        }
    }

    @Test
    void below_a_folder_that_only_root_may_pass_the_server_has_a_user_namespace()
            throws IOException, SQLException {
        assumeTrue(root());
        assumeTrue(Commands.run(temporary, List.of("unshare", "-U", "true")).well());
        try {
            Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwx------"));
            try (EmbeddedPostgres postgres = EmbeddedPostgres.start(folder)) {
                assertThat(Files.readSymbolicLink(Path.of("/proc/" + postgres.pid() + "/ns/user")))
                        .isNotEqualTo(Files.readSymbolicLink(Path.of("/proc/self/ns/user")));
                assertThat(query(postgres, "SELECT 1")).containsExactly("1");
            }
        } finally {
            TestFolders.letOthersPass(temporary);
        }
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(folder)) {
            assertThat(query(postgres, "SELECT 1")).containsExactly("1");
        }
    }

    @Test
    void an_ordinary_user_needs_nothing_special() throws IOException {
        assumeTrue(root());
        Path theirs = Files.createDirectory(temporary.resolve("theirs"));
        Path classes = Files.createDirectory(temporary.resolve("classes"));
        Files.setPosixFilePermissions(classes, PosixFilePermissions.fromString("rwxr-xr-x"));
        String classPath = Holder.publicClassPath(classes);
        Folders.give(theirs, Integer.parseInt(NOBODY), Integer.parseInt(NOBODY));
        List<String> asNobody =
                List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups");

        try (Holder fresh = Holder.start(asNobody, classPath, theirs)) {
            assertThat(Folders.owner(Path.of("/proc/" + fresh.serverPid()))).hasToString(NOBODY);
        }
        // The process id in postmaster.pid has been given to a stranger of the same user.
        try (Holder again = Holder.start(asNobody, classPath, theirs, "with stranger")) {
            assertThat(again.server().isAlive()).isTrue();
        }
    }

    @Test
    void a_folder_that_this_process_uses_is_refused_by_process_id() throws SQLException {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(folder)) {
            assertThatThrownBy(() -> EmbeddedPostgres.start(folder).close())
                    .isInstanceOf(DatabaseUnavailable.class)
                    .hasMessageContaining(
                            "in use by process " + ProcessHandle.current().pid() + " ")
                    .hasMessageContaining("--data");
            assertThat(query(postgres, "SELECT 1")).containsExactly("1");
        }
    }

    @Test
    void a_folder_that_another_process_uses_is_refused_by_its_process_id() throws IOException {
        EmbeddedPostgres.start(folder).close();
        try (Holder other = Holder.start(folder)) {
            assertThatThrownBy(() -> EmbeddedPostgres.start(folder).close())
                    .isInstanceOf(DatabaseUnavailable.class)
                    .hasMessageContaining("in use by process " + other.process().pid() + " ");
            assertThat(other.server().isAlive()).isTrue();
        }
    }

    @Test
    void the_server_ends_when_we_are_killed() throws IOException, SQLException {
        EmbeddedPostgres.start(folder).close();
        Holder other = Holder.start(folder);
        ProcessHandle server = other.server();

        other.kill();
        server.onExit().join();

        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(folder)) {
            assertThat(query(postgres, "SELECT 1")).containsExactly("1");
        }
    }

    @Test
    void it_recovers_when_we_and_the_server_are_killed_together() throws IOException, SQLException {
        EmbeddedPostgres.start(folder).close();
        Holder other = Holder.start(folder);
        ProcessHandle server = other.server();

        server.destroyForcibly();
        other.kill();
        server.onExit().join();

        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(folder)) {
            assertThat(query(postgres, "SELECT 1")).containsExactly("1");
        }
    }

    @Test
    void a_server_that_outlived_its_starter_is_stopped_and_not_reused()
            throws IOException, SQLException {
        EmbeddedPostgres.start(folder).close();
        ProcessHandle orphan = orphan();

        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(folder)) {
            assertThat(orphan.isAlive()).isFalse();
            assertThat(query(postgres, "SHOW work_mem")).containsExactly("8MB");
        }
    }

    @Test
    @Timeout(60)
    void a_server_that_ends_by_itself_is_started_again_on_its_port() throws SQLException {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(folder)) {
            long before = postgres.pid();

            Commands.signal("KILL", before);
            while (postgres.pid() == before || !postgres.running()) {
                LockSupport.parkNanos(1_000_000);
            }

            assertThat(query(postgres, "SELECT 1")).containsExactly("1");
        }
    }

    @Test
    void data_of_another_major_version_is_refused_by_name() throws IOException {
        Path old = Files.createDirectories(temporary.resolve("old/data"));
        Files.writeString(old.resolve("PG_VERSION"), "17\n");

        assertThatThrownBy(() -> EmbeddedPostgres.start(old.resolveSibling("")).close())
                .isInstanceOf(DatabaseUnavailable.class)
                .hasMessageContaining(old.toString())
                .hasMessageContaining("PostgreSQL 17")
                .hasMessageContaining("PostgreSQL 18");
    }

    @Test
    void data_without_its_password_is_refused_by_name() throws IOException {
        EmbeddedPostgres.start(folder).close();
        Path password = folder.resolve("password");
        Path aside = folder.resolve("password.aside");
        Files.move(password, aside);
        try {
            assertThatThrownBy(() -> EmbeddedPostgres.start(folder).close())
                    .isInstanceOf(DatabaseUnavailable.class)
                    .hasMessageContaining(password + " is missing");
        } finally {
            Files.move(aside, password);
        }
    }

    @Test
    void a_server_that_cannot_start_says_why() throws IOException {
        EmbeddedPostgres.start(folder).close();
        Path control = folder.resolve("data/global/pg_control");
        Path aside = folder.resolve("pg_control.aside");
        Files.move(control, aside);
        try {
            assertThatThrownBy(() -> EmbeddedPostgres.start(folder).close())
                    .isInstanceOf(DatabaseUnavailable.class)
                    .hasMessageContaining("did not start on " + folder.resolve("data"))
                    .hasMessageContaining("pg_control");
        } finally {
            Files.move(aside, control);
        }
    }

    /// A server on the shared folder that nothing ties to this process, with a setting of its own.
    private static ProcessHandle orphan() throws IOException {
        DataFolder files = DataFolder.at(folder);
        Path postgres = Binaries.ofThisMachine().unpacked(files.root()).resolve("bin/postgres");
        Launch launch = Launch.choose(postgres, files.owner());
        List<String> arguments =
                new ArrayList<>(
                        ServerSettings.arguments(files.data(), EmbeddedPostgres.freePort()));
        arguments.addAll(List.of("-c", "work_mem=1MB"));
        var command = launch.command(postgres, arguments.toArray(String[]::new));
        Process server = Commands.builder(files.root(), command).start();
        var log = server.inputReader();
        for (String line = log.readLine(); !line.contains("ready to accept"); ) {
            line = log.readLine();
        }
        return server.toHandle();
    }

    private static boolean root() throws IOException {
        return Folders.owner(Path.of("/proc/self")) == 0;
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    /// Field 6 of proc(5)'s `stat`; the name in field 2 is in parentheses and may hold spaces.
    private static String session(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        return stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[3];
    }

    private static String setting(Connection connection, String name) throws SQLException {
        return TestDatabase.column(connection, "SHOW " + name).getFirst();
    }

    private static List<String> query(EmbeddedPostgres postgres, String sql) throws SQLException {
        try (Connection connection = TestDatabase.connect(postgres.address())) {
            return TestDatabase.column(connection, sql);
        }
    }

    private static void execute(EmbeddedPostgres postgres, String sql) throws SQLException {
        try (Connection connection = TestDatabase.connect(postgres.address());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
