package io.tokengrid.storage.postgres;

import io.tokengrid.journal.PriceBookCodec;
import io.tokengrid.journal.Publisher;
import io.tokengrid.rating.Backdating;
import io.tokengrid.rating.PriceBook;
import io.tokengrid.units.BinaryReader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A book of prices with its publication.
///
/// @param by null if it was published by a version that did not record it
/// @param book null if it was folded by a version that did not keep it
public record PublishedBook(
        long version, Instant at, @Nullable Publisher by, @Nullable PriceBook book) {
    /// The book of a version; null if it is not there, or was not kept.
    static @Nullable PriceBook book(int node, long version, Connection connection)
            throws SQLException {
        List<PublishedBook> books = read(node, version, 1, connection);
        return books.isEmpty() || books.getFirst().version() != version
                ? null
                : books.getFirst().book();
    }

    /// What a book changes about calls before it.
    ///
    /// @param before the book before it, if there is one; one that was not kept is taken for empty,
    ///   so that nothing is left out
    static Backdating backdating(PriceBook book, Instant at, List<PublishedBook> before) {
        PriceBook last = before.isEmpty() ? null : before.getFirst().book();
        return new Backdating(last == null ? PriceBook.EMPTY : last, book, at);
    }

    /// The books of a node from a version on down.
    static List<PublishedBook> read(int node, long newest, int limit, Connection connection)
            throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement(
                        """
                        SELECT version, published_at, published_by, image FROM price_books
                        WHERE node = ? AND version <= ? ORDER BY version DESC LIMIT ?
                        """)) {
            select.setInt(1, node);
            select.setLong(2, newest);
            select.setInt(3, limit);
            var books = new ArrayList<PublishedBook>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    String by = rows.getString(3);
                    byte[] image = rows.getBytes(4);
                    books.add(
                            new PublishedBook(
                                    rows.getLong(1),
                                    rows.getObject(2, OffsetDateTime.class).toInstant(),
                                    by == null ? null : Publisher.of(by),
                                    image == null
                                            ? null
                                            : PriceBookCodec.read(
                                                    new BinaryReader(image, 0, image.length))));
                }
            }
            return books;
        }
    }
}
