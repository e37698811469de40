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
        String name = "fresh_" + NUMBER.incrementAndGet();
        try (Connection connection = TestDatabase.connect(test.address());
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA " + name);
        }
        DatabaseConfig.External whole = test.address();
        var address =
                new DatabaseConfig.External(
                        whole.jdbcUrl() + "?currentSchema=" + name, whole.user(), whole.password());
        return new FreshSchema(
                Database.connect(address, Optional.empty(), Migration.all()), address);
    }

    /// The rows of a query, columns separated by a bar.
    List<String> rows(String query) throws SQLException {
        try (Connection connection = database.connection()) {
            return TestDatabase.column(
                    connection,
                    "SELECT concat_ws('|', VARIADIC ARRAY[q.*::text]) FROM (" + query + ") q");
        }
    }

    @Override
    public void close() {
        database.close();
    }
}
