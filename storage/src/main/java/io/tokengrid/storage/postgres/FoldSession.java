package io.tokengrid.storage.postgres;

import io.tokengrid.journal.CallFold;
import io.tokengrid.storage.segment.JournalReader;
import io.tokengrid.storage.segment.SegmentJournal;
import io.tokengrid.units.BinaryWriter;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/// A fold's work over one connection: from the position that the database has, on and on. After any
/// exception it is closed and another one begins at what has been committed. Not thread-safe.
final class FoldSession implements AutoCloseable {
    private final FoldOptions options;
    private final Connection connection;
    private final JournalReader reader;
    private final ViewWriter writer;
    private final BinaryWriter encoded = new BinaryWriter(1 << 20);
    private FoldPoint point;
    private long durable;

    private FoldSession(
            FoldOptions options,
            Connection connection,
            JournalReader reader,
            ViewWriter writer,
            FoldPoint point) {
        this.options = options;
        this.connection = connection;
        this.reader = reader;
        this.writer = writer;
        this.point = point;
    }

    /// @throws SQLException if the database does not answer
    /// @throws IOException if the journal cannot be read from the database's position on, by name
    ///   if the two have different histories
    static FoldSession begin(
            SegmentJournal journal,
            int node,
            Connections connections,
            FoldOptions options,
            AuditFigures auditFigures)
            throws SQLException, IOException {
        Connection connection = connections.connection();
        try {
            var writer = new ViewWriter(node, connection, auditFigures);
            FoldPoint point = FoldPoint.read(node, connection);
            connection.commit();
            JournalReader reader = journal.readDurable(point.position());
            return new FoldSession(options, connection, reader, writer, point);
        } catch (SQLException | IOException | RuntimeException e) {
            giveBack(connection);
            throw e;
        }
    }

    FoldPoint point() {
        return point;
    }

    /// Reads the next stretch; null at the journal's end.
    ViewWriter.@Nullable Stretch read() throws IOException {
        var fold = new CallFold(encoded);
        long bytes = 0;
        while (reader.next()) {
            fold.add(reader.sequence(), reader.bytes(), reader.from(), reader.length());
            bytes += reader.length();
            boolean full = fold.facts() >= options.batchFacts() || bytes >= options.batchBytes();
            if (full && reader.atGroupEnd()) {
                break;
            }
        }
        if (fold.facts() == 0) {
            return null;
        }
        var next = new FoldPoint(reader.position(), reader.epoch(), fold.lastAt());
        return new ViewWriter.Stretch(fold, point, next);
    }

    /// Writes a stretch; once it is committed, [#point] is its end.
    ///
    /// @param durably as for [ViewWriter#write]
    void write(ViewWriter.Stretch stretch, boolean durably) throws SQLException {
        writer.write(stretch, durably);
        point = stretch.to();
        if (durably) {
            durable = point.position().sequence();
        }
    }

    /// Throws [SQLException] if the database has ended the session: a server that was killed may
    /// have lost its last commits, and only a new session sees which.
    void check() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT 1");
        }
        connection.commit();
    }

    /// The last fact of this session that no crash of the database can take back; 0 before the
    /// first.
    long durable() {
        return durable;
    }

    @Override
    public void close() throws IOException {
        try {
            giveBack(connection);
        } finally {
            reader.close();
        }
    }

    private static void giveBack(Connection connection) {
        try (connection) {
            connection.rollback();
            connection.setAutoCommit(true);
        } catch (SQLException _) {
            // It is of no use to anybody any more; the pool finds that out by itself.
        }
    }
}
