package io.tokengrid.storage.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The database, which calls do not wait for: it starts on a thread of its own and is tried again
/// for as long as the program runs. Until it is there, asking for a connection fails. Thread-safe.
public final class LateDatabase implements Connections, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(LateDatabase.class.getName());
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private final Supplier<Database> opener;
    private final Duration pause;
    private final Thread thread = new Thread(this::run, "tg-database");
    private volatile boolean closing;
    private volatile @Nullable Database database;
    private volatile String waitingFor = "the database is starting";

    private LateDatabase(Supplier<Database> opener, Duration pause) {
        this.opener = opener;
        this.pause = pause;
    }

    /// Starts trying.
    public static LateDatabase start(DatabaseConfig config) {
        return start(() -> Database.open(config), PAUSE);
    }

    /// @param pause between two tries
    static LateDatabase start(Supplier<Database> opener, Duration pause) {
        var late = new LateDatabase(opener, pause);
        late.thread.start();
        return late;
    }

    @Override
    public Connection connection() throws SQLException {
        var started = database;
        if (started == null) {
            throw new SQLException(waitingFor);
        }
        return started.connection();
    }

    private void run() {
        while (!closing && database == null) {
            try {
                database = opener.get();
            } catch (DatabaseUnavailable e) {
                waitingFor = String.valueOf(e.getMessage());
                tell(null);
                pause();
            } catch (RuntimeException e) {
                waitingFor = e.toString();
                tell(e);
                pause();
            }
        }
    }

    /// A start that was interrupted by our own end is nothing to tell.
    private void tell(@Nullable RuntimeException unexpected) {
        if (!closing) {
            LOG.log(System.Logger.Level.WARNING, "database unavailable: " + waitingFor, unexpected);
        }
    }

    private void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(pause.toMillis());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closing = true;
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        var started = database;
        if (started != null) {
            started.close();
        }
    }
}
