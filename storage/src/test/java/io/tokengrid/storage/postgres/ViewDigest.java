package io.tokengrid.storage.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// What the views of a node hold, as numbers that two databases can be compared by: for each table
/// its rows and a sum of their hashes, which does not depend on their order. Numbers that a
/// database gives by itself, such as those of series, are left out.
///
/// @param tables rows and sum of hashes by table
record ViewDigest(SortedMap<String, String> tables) {
    private static final String SERIES =
            "s.organization, s.department, s.application, s.function, s.key, s.model, s.provider,"
                    + " s.site, s.currency";

    /// Every table of the views, as what is compared of it.
    private static final Map<String, String> CONTENTS = new LinkedHashMap<>();

    static {
        CONTENTS.put("organizations", "SELECT * FROM organizations");
        CONTENTS.put("keys", "SELECT * FROM keys");
        CONTENTS.put("budgets", "SELECT * FROM budgets");
        CONTENTS.put("funding", "SELECT * FROM funding");
        CONTENTS.put("grants", "SELECT * FROM grants");
        CONTENTS.put("grant_ends", "SELECT * FROM grant_ends");
        CONTENTS.put("price_books", "SELECT * FROM price_books");
        CONTENTS.put("effective_prices", "SELECT * FROM effective_prices");
        CONTENTS.put("reconciliations", "SELECT * FROM reconciliations");
        CONTENTS.put("cost_adjustments", "SELECT * FROM cost_adjustments");
        CONTENTS.put("accounts", "SELECT * FROM accounts");
        CONTENTS.put("open_calls", "SELECT * FROM open_calls");
        CONTENTS.put("audit_days", "SELECT * FROM audit_days");
        CONTENTS.put("audit_hidden_days", "SELECT * FROM audit_hidden_days");
        CONTENTS.put("audit_detectors", "SELECT * FROM audit_detectors");
        CONTENTS.put("audit_alerts", "SELECT * FROM audit_alerts");
        CONTENTS.put("audit_evidence", "SELECT * FROM audit_evidence");
        CONTENTS.put("charge_hours", "SELECT * FROM charge_hours");
        CONTENTS.put("usage_hours", content("usage_hours"));
        CONTENTS.put("calls", content("calls"));
    }

    private static String content(String table) {
        return "SELECT %s, to_jsonb(t) - 'series' FROM %s t JOIN series s ON s.id = t.series"
                .formatted(SERIES, table);
    }

    static ViewDigest of(Connection connection) throws SQLException {
        var tables = new TreeMap<String, String>();
        for (var content : CONTENTS.entrySet()) {
            String sql =
                    """
                    SELECT count(*) || ' rows, ' || coalesce(sum(hashtextextended(q::text, 0)), 0)
                    FROM (%s) q
                    """
                            .formatted(content.getValue());
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(sql)) {
                row.next();
                tables.put(content.getKey(), row.getString(1));
            }
        }
        return new ViewDigest(tables);
    }
}
