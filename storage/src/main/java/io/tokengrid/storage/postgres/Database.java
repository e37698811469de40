package io.tokengrid.storage.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/// The database of the folded views: a small pool of connections to a schema of this program's.
///
/// Blocking; belongs to the control plane. Safe for use by several threads: at most {@link
/// #CONNECTIONS} work at once, further ones wait up to {@link #WAIT_MILLIS} ms.
public final class Database implements AutoCloseable {
    /// The size of the pool.
    public static final int CONNECTIONS = 8;

    /// How long {@link #connection} waits for a free connection, in milliseconds.
    public static final long WAIT_MILLIS = 5_000;

    private final HikariDataSource pool;
    private final Optional<EmbeddedPostgres> server;

    private Database(HikariDataSource pool, Optional<EmbeddedPostgres> server) {
        this.pool = pool;
        this.server = server;
    }

    /// Starts the server if it is ours, connects, and brings the schema up to date.
    ///
    /// @throws DatabaseUnavailable if any of that cannot be done; nothing is left running
    public static Database open(DatabaseConfig config) {
        return switch (config) {
            case DatabaseConfig.External address ->
                    connect(address, Optional.empty(), Migration.all());
            case DatabaseConfig.Embedded embedded -> {
                EmbeddedPostgres server = EmbeddedPostgres.start(embedded.folder());
                try {
                    yield connect(server.address(), Optional.of(server), Migration.all());
                } catch (RuntimeException | Error e) {
                    server.close();
                    throw e;
                }
            }
        };
    }

    static Database connect(
            DatabaseConfig.External address,
            Optional<EmbeddedPostgres> server,
            List<Migration> migrations) {
        HikariDataSource pool = pool(address);
        try (Connection connection = pool.getConnection()) {
            new Schema(migrations).bringUpToDate(connection);
            return new Database(pool, server);
        } catch (SQLException e) {
            pool.close();
            throw new DatabaseUnavailable(
                    "the schema of " + address + " cannot be brought up to date: " + e.getMessage(),
                    e);
        } catch (RuntimeException | Error e) {
            pool.close();
            throw e;
        }
    }

    /// A connection of the pool, in autocommit; closing it gives it back.
    ///
    /// @throws SQLException also when none is free within {@link #WAIT_MILLIS}
    public Connection connection() throws SQLException {
        return pool.getConnection();
    }

    /// Closes the connections, and stops the server if it is ours.
    @Override
    public void close() {
        pool.close();
        server.ifPresent(EmbeddedPostgres::close);
    }

    private static HikariDataSource pool(DatabaseConfig.External address) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("tokengrid");
        config.setJdbcUrl(address.jdbcUrl());
        config.setUsername(address.user());
        config.setPassword(address.password());
        config.setMaximumPoolSize(CONNECTIONS);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(WAIT_MILLIS);
        // The driver would announce the time zone of this machine.
        config.setConnectionInitSql("SET TIME ZONE 'UTC'");
        config.addDataSourceProperty("ApplicationName", "tokengrid");
        config.addDataSourceProperty("reWriteBatchedInserts", "true");
        config.addDataSourceProperty("tcpKeepAlive", "true");
        try {
            return new HikariDataSource(config);
        } catch (HikariPool.PoolInitializationException e) {
            String reason = String.valueOf(e.getCause() == null ? e : e.getCause().getMessage());
            throw new DatabaseUnavailable(
                    "no connection to "
                            + address
                            + ": "
                            + reason
                            + "; check the setting database and that the server runs",
                    e);
        }
    }
}
