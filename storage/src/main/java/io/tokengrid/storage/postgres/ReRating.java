package io.tokengrid.storage.postgres;

import io.tokengrid.journal.RerateTally;
import io.tokengrid.units.CallId;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Money;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Settled calls that are rated again because a book of prices has backdated rows.
///
/// @param book its version
/// @param total calls to be looked at, as far as that is known by now
/// @param open how many of them have not ended yet
/// @param tally of those that were looked at
/// @param publishedAt when the book was
/// @param endedAt null until all are looked at
public record ReRating(
        long book,
        long total,
        long open,
        RerateTally tally,
        Instant publishedAt,
        @Nullable Instant endedAt) {
    /// Those of books after a version, the newest first.
    static List<ReRating> read(int node, long after, Connection connection) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement(
                        """
                        SELECT version, published_at, rerated_at, rerated, corrected, kept, unpriced,
                          difference_currencies, more, owed, kept_calls
                        FROM price_books WHERE node = ? AND version > ? AND backdated
                        ORDER BY version DESC
                        """)) {
            select.setInt(1, node);
            select.setLong(2, after);
            var all = new ArrayList<ReRating>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    OffsetDateTime ended = rows.getObject(3, OffsetDateTime.class);
                    RerateTally tally = ended == null ? RerateTally.NONE : tally(rows);
                    all.add(
                            new ReRating(
                                    rows.getLong(1),
                                    tally.calls(),
                                    0,
                                    tally,
                                    rows.getObject(2, OffsetDateTime.class).toInstant(),
                                    ended == null ? null : ended.toInstant()));
                }
            }
            return all;
        }
    }

    private static RerateTally tally(ResultSet row) throws SQLException {
        String[] currencies = (String[]) array(row, 8);
        var more = (BigDecimal[]) array(row, 9);
        var owed = (BigDecimal[]) array(row, 10);
        Map<CurrencyCode, RerateTally.Difference> differences = new TreeMap<>();
        for (int i = 0; i < currencies.length; i++) {
            differences.put(
                    new CurrencyCode(currencies[i]),
                    new RerateTally.Difference(Money.of(more[i]), Money.of(owed[i])));
        }
        return new RerateTally(
                row.getLong(4),
                row.getLong(5),
                row.getLong(6),
                row.getLong(7),
                differences,
                Arrays.stream((String[]) array(row, 11)).map(CallId::parse).toList());
    }

    private static Object array(ResultSet row, int column) throws SQLException {
        Array array = row.getArray(column);
        return array.getArray();
    }
}
