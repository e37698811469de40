package io.tokengrid.console;

import io.tokengrid.storage.postgres.Database;
import io.tokengrid.storage.postgres.DatabaseConfig;
import io.tokengrid.storage.postgres.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/// An empty schema with the program's tables, in the database of a test class: a node's views
/// cannot go on where another node's ended.
final class OwnSchema implements AutoCloseable {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    final Database database;

    private OwnSchema(Database database) {
        this.database = database;
    }

    static OwnSchema in(TestDatabase test) throws SQLException {
        String name = "own_" + NUMBER.incrementAndGet();
        DatabaseConfig.External whole = test.address();
        try (Connection connection =
                        DriverManager.getConnection(
                                whole.jdbcUrl(), whole.user(), whole.password());
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA " + name);
        }
        return new OwnSchema(
                Database.open(
                        new DatabaseConfig.External(
                                whole.jdbcUrl() + "?currentSchema=" + name,
                                whole.user(),
                                whole.password())));
    }

    @Override
    public void close() {
        database.close();
    }
}
