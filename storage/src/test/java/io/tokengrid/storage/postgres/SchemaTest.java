package io.tokengrid.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SchemaTest {
    @RegisterExtension static final TestDatabase DATABASE = TestDatabase.empty();

    private static final Migration FIRST =
            new Migration(
                    1,
                    "V001__one.sql",
                    "CREATE TABLE one (n integer);\nINSERT INTO one VALUES (1);");
    private static final Migration SECOND =
            new Migration(2, "V002__two.sql", "INSERT INTO one SELECT n + 1 FROM one");

    private Connection connection;

    @BeforeEach
    void connect() throws SQLException {
        connection = TestDatabase.connect(DATABASE.address());
    }

    @AfterEach
    void forget() throws SQLException {
        try (Connection closing = connection;
                var statement = closing.createStatement()) {
            statement.execute("DROP TABLE IF EXISTS one, schema_history");
        }
    }

    @Test
    void steps_are_applied_in_order_and_once() throws SQLException {
        new Schema(List.of(FIRST)).bringUpToDate(connection);
        new Schema(List.of(FIRST, SECOND)).bringUpToDate(connection);
        new Schema(List.of(FIRST, SECOND)).bringUpToDate(connection);

        assertThat(column("SELECT n FROM one ORDER BY n")).containsExactly("1", "2");
        assertThat(column("SELECT name FROM schema_history ORDER BY version"))
                .containsExactly("V001__one.sql", "V002__two.sql");
        assertThat(connection.getAutoCommit()).isTrue();
    }

    @Test
    void programs_that_start_together_take_turns() throws Exception {
        Callable<String> program =
                () -> {
                    try (Connection own = TestDatabase.connect(DATABASE.address())) {
                        new Schema(List.of(FIRST, SECOND)).bringUpToDate(own);
                        return "done";
                    }
                };
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var outcome : threads.invokeAll(List.of(program, program, program, program))) {
                assertThat(outcome.get()).isEqualTo("done");
            }
        }
        assertThat(column("SELECT n FROM one ORDER BY n")).containsExactly("1", "2");
    }

    @Test
    void a_failing_step_is_named_and_leaves_nothing() throws SQLException {
        var failing = new Migration(2, "V002__two.sql", "CREATE TABLE two (n integer); SELECT 1/0");

        assertThatThrownBy(() -> new Schema(List.of(FIRST, failing)).bringUpToDate(connection))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("V002__two.sql")
                .hasMessageContaining("division by zero");
        assertThat(column("SELECT to_regclass('one')::text")).containsOnlyNulls();
    }

    @Test
    void a_step_that_was_changed_after_it_was_applied_is_refused_by_name() throws SQLException {
        new Schema(List.of(FIRST)).bringUpToDate(connection);
        var changed = new Migration(1, FIRST.name(), FIRST.sql() + " -- changed");

        assertThatThrownBy(() -> new Schema(List.of(changed)).bringUpToDate(connection))
                .isInstanceOf(DatabaseUnavailable.class)
                .hasMessageContaining("V001__one.sql")
                .hasMessageContaining(FIRST.checksum());
    }

    @Test
    void a_database_of_a_newer_program_is_refused_by_name() throws SQLException {
        new Schema(List.of(FIRST, SECOND)).bringUpToDate(connection);

        assertThatThrownBy(() -> new Schema(List.of(FIRST)).bringUpToDate(connection))
                .isInstanceOf(DatabaseUnavailable.class)
                .hasMessageContaining("V002__two.sql")
                .hasMessageContaining("knows 1 steps");
    }

    @Test
    void line_ends_do_not_change_a_step() {
        var windows = new Migration(1, FIRST.name(), FIRST.sql().replace("\n", "\r\n"));

        assertThat(windows.checksum()).isEqualTo(FIRST.checksum());
    }

    @Test
    void every_file_of_the_folder_is_a_step_and_their_numbers_have_no_gap()
            throws IOException, URISyntaxException {
        URI folder = Objects.requireNonNull(Migration.class.getResource("migrations")).toURI();
        try (Stream<Path> files = Files.list(Path.of(folder))) {
            assertThat(Migration.all())
                    .extracting(Migration::name)
                    .containsExactlyElementsOf(
                            files.map(file -> file.getFileName().toString()).sorted().toList());
        }
        for (Migration migration : Migration.all()) {
            assertThat(migration.name()).startsWith("V%03d__".formatted(migration.version()));
        }
    }

    private List<String> column(String query) throws SQLException {
        return TestDatabase.column(connection, query);
    }
}
