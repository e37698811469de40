package io.tokengrid.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LateDatabaseTest {
    @Test
    void ending_while_it_starts_is_no_failure(@TempDir Path folder) {
        var uncaught = new AtomicReference<@Nullable Throwable>();
        var before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((_, e) -> uncaught.set(e));
        try {
            LateDatabase.start(new DatabaseConfig.Embedded(folder.resolve("postgres"))).close();
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }

        assertThat(uncaught.get()).isNull();
    }

    @Test
    void until_it_is_there_asking_for_a_connection_fails(@TempDir Path folder) {
        var config = new DatabaseConfig.Embedded(folder.resolve("postgres"));
        try (var late = LateDatabase.start(config)) {
            assertThatThrownBy(late::connection)
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("starting");
        }
    }
}
