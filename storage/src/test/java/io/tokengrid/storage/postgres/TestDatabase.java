package io.tokengrid.storage.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// A fresh database for one test class, on one real server for all classes of the JVM.
///
/// ```java
/// @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();
/// ```
///
/// The server keeps its data in a temporary folder that is deleted at the end.
public final class TestDatabase implements BeforeAllCallback, AfterAllCallback {
    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(TestDatabase.class);
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final boolean migrated;
    private Optional<Database> database = Optional.empty();
    private Optional<DatabaseConfig.External> address = Optional.empty();

    /// A database with the program's schema.
    public TestDatabase() {
        this(true);
    }

    private TestDatabase(boolean migrated) {
        this.migrated = migrated;
    }

    /// A database without any table.
    public static TestDatabase empty() {
        return new TestDatabase(false);
    }

    /// The database of this class, with the program's schema.
    public Database database() {
        return database.orElseThrow();
    }

    /// Where the database of this class is.
    public DatabaseConfig.External address() {
        return address.orElseThrow();
    }

    @Override
    public void beforeAll(ExtensionContext context) throws SQLException {
        DatabaseConfig.External server =
                context.getRoot()
                        .getStore(NAMESPACE)
                        .computeIfAbsent(Server.class, key -> Server.start(), Server.class)
                        .postgres
                        .address();
        String name = "test_" + NUMBER.incrementAndGet();
        try (Connection connection = connect(server);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        }
        var own =
                new DatabaseConfig.External(
                        server.jdbcUrl().replaceFirst("[^/]*$", name),
                        server.user(),
                        server.password());
        address = Optional.of(own);
        if (migrated) {
            database = Optional.of(Database.open(own));
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        database.ifPresent(Database::close);
    }

    /// A connection outside any pool.
    static Connection connect(DatabaseConfig.External address) throws SQLException {
        return DriverManager.getConnection(address.jdbcUrl(), address.user(), address.password());
    }

    /// The first column of a query's rows, as text.
    static List<String> column(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            var values = new ArrayList<String>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        }
    }

    private record Server(Path folder, EmbeddedPostgres postgres) implements AutoCloseable {
        static Server start() {
            try {
                Path folder = Files.createTempDirectory("tokengrid-test-");
                TestFolders.letOthersPass(folder);
                return new Server(folder, EmbeddedPostgres.start(folder.resolve("postgres")));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() throws IOException {
            postgres.close();
            Folders.delete(folder);
        }
    }
}
