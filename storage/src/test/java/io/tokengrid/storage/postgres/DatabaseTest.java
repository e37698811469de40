package io.tokengrid.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DatabaseTest {
    @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

    @Test
    void it_has_the_programs_schema() throws SQLException {
        try (Connection connection = DATABASE.database().connection()) {
            assertThat(TestDatabase.column(connection, "SELECT name FROM schema_history"))
                    .contains("V001__fold_position.sql");
            assertThat(TestDatabase.column(connection, "SELECT fold FROM fold_position")).isEmpty();
        }
    }

    @Test
    void sessions_are_in_utc_wherever_the_program_runs() throws SQLException {
        try (Connection connection = DATABASE.database().connection()) {
            assertThat(TestDatabase.column(connection, "SHOW TimeZone")).containsExactly("UTC");
        }
    }

    @Test
    void a_server_that_is_not_there_is_named_without_the_password() throws Exception {
        var nowhere =
                new DatabaseConfig.External(
                        "jdbc:postgresql://127.0.0.1:" + EmbeddedPostgres.freePort() + "/b",
                        "u",
                        "secret");

        assertThatThrownBy(() -> Database.open(nowhere).close())
                .isInstanceOf(DatabaseUnavailable.class)
                .hasMessageContaining(nowhere.jdbcUrl() + " as u")
                .hasMessageContaining("refused")
                .hasMessageNotContaining("secret");
    }
}
