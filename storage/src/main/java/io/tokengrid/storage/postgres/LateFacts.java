package io.tokengrid.storage.postgres;

import io.tokengrid.journal.CallAudit;
import io.tokengrid.journal.CallFacts;
import io.tokengrid.journal.CallFold;
import io.tokengrid.journal.CallFold.Audited;
import io.tokengrid.journal.CallFold.Late;
import io.tokengrid.journal.CallRecord;
import io.tokengrid.journal.Fact;
import io.tokengrid.journal.UsageSums;
import io.tokengrid.metering.Usage;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Adds facts to calls that are in `calls` already. Not thread-safe.
final class LateFacts {
    private static final System.Logger LOG = System.getLogger(LateFacts.class.getName());

    static final String STAGE =
            """
            CREATE TEMP TABLE IF NOT EXISTS late_facts
              (sequence bigint, delivered boolean, counted boolean, facts bytea)
            ON COMMIT DELETE ROWS
            """;
    private static final String COPY =
            "COPY late_facts (sequence, delivered, counted, facts) FROM STDIN (FORMAT binary)";
    private static final String ADD =
            """
            UPDATE calls c
            SET facts = c.facts || l.facts, delivered = coalesce(l.delivered, c.delivered)
            FROM late_facts l
            WHERE c.node = ? AND c.sequence = l.sequence
            RETURNING c.sequence, c.series, CASE WHEN l.counted THEN c.facts END
            """;

    private final CopyRows copy = new CopyRows();

    /// Writes the facts, and adds our counts among them to the sums of their series and hour and to
    /// what is audited.
    void write(
            int node, List<Late> late, UsageRows usage, List<Audited> audits, Connection connection)
            throws SQLException {
        if (late.isEmpty()) {
            return;
        }
        Map<Long, Late> bySequence = new HashMap<>();
        for (Late call : late) {
            bySequence.put(call.call().admitted().sequence(), call);
            copy.row(4).bigint(call.call().admitted().sequence());
            Fact.Delivered delivered = call.delivered();
            if (delivered == null) {
                copy.nothing();
            } else {
                copy.bool(delivered.complete());
            }
            copy.bool(call.counted() != null);
            copy.bytea(call.facts().buffer(), call.facts().size());
        }
        copy.send(connection, COPY);
        try (PreparedStatement update = connection.prepareStatement(ADD)) {
            update.setInt(1, node);
            try (ResultSet rows = update.executeQuery()) {
                while (rows.next()) {
                    Late call = bySequence.remove(rows.getLong(1));
                    byte[] all = rows.getBytes(3);
                    if (call != null && all != null) {
                        audit(call, all, usage, rows.getInt(2), audits);
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

    /// Adds a late count to the sums, unless the call had one before.
    ///
    /// @param all the call's facts with the late ones
    private void audit(Late late, byte[] all, UsageRows usage, int series, List<Audited> audits) {
        Fact.Counted counted = late.counted();
        CallRecord before = CallFacts.read(Arrays.copyOf(all, all.length - late.facts().size()));
        Fact.Settled settled = before.settled();
        if (counted != null && settled != null && before.counted() == null) {
            Usage billed = settled.result().usage();
            usage.tally(series, CallFold.hour(before))
                    .add(UsageSums.Audit.of(billed.input(), billed.output(), counted.count()));
            CallAudit audit = CallAudit.of(before.with(counted));
            if (audit != null && !audit.impossible()) {
                audits.add(new Audited(late.countedAt(), audit));
            }
        }
    }
}
