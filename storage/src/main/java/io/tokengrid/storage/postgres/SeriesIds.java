package io.tokengrid.storage.postgres;

import io.tokengrid.journal.Series;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/// The numbers of series in table `series`, those used last kept in memory. Not thread-safe.
final class SeriesIds {
    private static final int KEPT = 50_000;
    private static final Comparator<Series> ORDER =
            Comparator.comparing(Series::organization)
                    .thenComparing(Series::key)
                    .thenComparing(Series::model)
                    .thenComparing(Series::provider)
                    .thenComparing(Series::site);
    private static final String COLUMNS =
            "organization, key, model, provider, site, department, application, function, currency";
    private static final String FIND =
            """
            SELECT id FROM series
            WHERE (%s) = (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """
                    .formatted(COLUMNS);
    private static final String MAKE =
            """
            INSERT INTO series (%s) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT DO NOTHING
            RETURNING id
            """
                    .formatted(COLUMNS);

    private final Map<Series, Integer> committed =
            new LinkedHashMap<>(1_024, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<Series, Integer> eldest) {
                    return size() > KEPT;
                }
            };

    /// The numbers of these series, new ones given within the transaction; once that has committed,
    /// [#committed] remembers them.
    Map<Series, Integer> of(Collection<Series> wanted, Connection connection) throws SQLException {
        Map<Series, Integer> ids = new HashMap<>();
        for (Series series : wanted.stream().distinct().sorted(ORDER).toList()) {
            Integer id = committed.get(series);
            ids.put(series, id != null ? id : find(series, connection));
        }
        return ids;
    }

    void committed(Map<Series, Integer> ids) {
        committed.putAll(ids);
    }

    private static int find(Series series, Connection connection) throws SQLException {
        while (true) {
            for (String sql : new String[] {FIND, MAKE}) {
                try (PreparedStatement statement = connection.prepareStatement(sql)) {
                    bind(series, statement);
                    try (ResultSet rows = statement.executeQuery()) {
                        if (rows.next()) {
                            return rows.getInt(1);
                        }
                    }
                }
            }
        }
    }

    private static void bind(Series series, PreparedStatement statement) throws SQLException {
        statement.setLong(1, series.organization().value());
        statement.setLong(2, series.key().value());
        statement.setString(3, series.model());
        statement.setString(4, series.provider());
        statement.setString(5, series.site());
        statement.setString(6, series.costCentre().department());
        statement.setString(7, series.costCentre().application());
        statement.setString(8, series.costCentre().function());
        statement.setString(9, series.currency().code());
    }
}
