package io.tokengrid.storage.postgres;

import io.tokengrid.journal.CallFacts;
import io.tokengrid.journal.CallFold.Late;
import io.tokengrid.journal.Fact;
import io.tokengrid.journal.UsageSums;
import io.tokengrid.units.BinaryWriter;
import io.tokengrid.units.TokenCount;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Adds facts to calls that are in `calls` already. Not thread-safe.
final class LateFacts {
    private static final System.Logger LOG = System.getLogger(LateFacts.class.getName());

    static final String STAGE =
            """
            CREATE TEMP TABLE IF NOT EXISTS late_facts
              (sequence bigint, delivered boolean, facts bytea) ON COMMIT DELETE ROWS
            """;
    private static final String COPY =
            "COPY late_facts (sequence, delivered, facts) FROM STDIN (FORMAT binary)";
    private static final String ADD =
            """
            UPDATE calls c
            SET facts = c.facts || l.facts, delivered = coalesce(l.delivered, c.delivered)
            FROM late_facts l
            WHERE c.node = ? AND c.sequence = l.sequence
            RETURNING c.sequence, c.series, c.admitted_at, c.state = 'settled', c.input_tokens,
              c.output_tokens
            """;

    private final CopyRows copy = new CopyRows();
    private final BinaryWriter facts = new BinaryWriter(256);

    /// Writes the facts, and adds our counts among them to the sums of their series and hour.
    void write(int node, List<Late> late, UsageRows usage, Connection connection)
            throws SQLException {
        if (late.isEmpty()) {
            return;
        }
        Map<Long, Late> bySequence = new HashMap<>();
        for (Late call : late) {
            bySequence.put(call.call().admitted().sequence(), call);
            copy.row(3).bigint(call.call().admitted().sequence());
            Fact.Delivered delivered = call.delivered();
            if (delivered == null) {
                copy.nothing();
            } else {
                copy.bool(delivered.complete());
            }
            CallFacts.join(call.facts(), facts.reset());
            copy.bytea(facts.buffer(), facts.size());
        }
        copy.send(connection, COPY);
        try (PreparedStatement update = connection.prepareStatement(ADD)) {
            update.setInt(1, node);
            try (ResultSet rows = update.executeQuery()) {
                while (rows.next()) {
                    Late call = bySequence.remove(rows.getLong(1));
                    if (call != null && call.counted() != null && rows.getBoolean(4)) {
                        audit(call.counted(), rows, usage);
                    }
                }
            }
        }
        bySequence
                .values()
                .forEach(call ->
                        LOG.log(
                                Level.WARNING,
                                "facts of a call that is not there call={0}",
                                call.call()));
    }

    private static void audit(Fact.Counted counted, ResultSet rows, UsageRows usage)
            throws SQLException {
        long hour = Math.floorDiv(rows.getTimestamp(3).toInstant().getEpochSecond(), 3_600L);
        usage.tally(rows.getInt(2), hour)
                .add(
                        UsageSums.Audit.of(
                                new TokenCount(rows.getLong(5)),
                                new TokenCount(rows.getLong(6)),
                                counted));
    }
}
