package io.tokengrid.storage.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/// An empty schema with the program's tables, in the database of a test class.
record FreshSchema(Database database, DatabaseConfig.External address) implements AutoCloseable {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    static FreshSchema in(TestDatabase test) throws SQLException {
        return in(test.address());
    }

    static FreshSchema in(DatabaseConfig.External whole) throws SQLException {
        String name = "fresh_" + NUMBER.incrementAndGet();
        try (Connection connection = TestDatabase.connect(whole);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA " + name);
        }
        var address =
                new DatabaseConfig.External(
                        whole.jdbcUrl() + "?currentSchema=" + name, whole.user(), whole.password());
        return new FreshSchema(
                Database.connect(address, Optional.empty(), Migration.all()), address);
    }

    /// The first column of a query's rows, as text.
    List<String> column(String query) throws SQLException {
        try (Connection connection = database.connection()) {
            return TestDatabase.column(connection, query);
        }
    }

    @Override
    public void close() {
        database.close();
    }
}
