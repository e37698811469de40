package io.tokengrid.storage.postgres;

import java.sql.Connection;
import java.sql.SQLException;

/// Where connections to the database come from; [Database#connection] is one. Thread-safe.
@FunctionalInterface
public interface Connections {
    /// A connection in autocommit; closing it gives it back.
    ///
    /// @throws SQLException if there is none now
    Connection connection() throws SQLException;
}
