package io.tokengrid.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class LateDatabaseTest {
    @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

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

    @Test
    void it_is_tried_again_whatever_went_wrong() {
        var failures =
                new ArrayDeque<RuntimeException>(
                        List.of(
                                new DatabaseUnavailable("it starts up"),
                                new IllegalStateException("nobody thought of this")));
        Supplier<Database> opener =
                () -> {
                    RuntimeException failure = failures.poll();
                    if (failure != null) {
                        throw failure;
                    }
                    return Database.open(DATABASE.address());
                };

        try (var late = LateDatabase.start(opener, Duration.ZERO)) {
            assertThat(firstConnection(late)).isTrue();
            assertThat(failures).isEmpty();
        }
    }

    private static boolean firstConnection(LateDatabase late) {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (System.nanoTime() - end < 0) {
            try (Connection connection = late.connection()) {
                return connection.isValid(10);
            } catch (SQLException _) {
                Thread.onSpinWait();
            }
        }
        return false;
    }
}
