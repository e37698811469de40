package io.tokengrid.storage.postgres;

import io.tokengrid.journal.Billed;
import io.tokengrid.journal.CallAudit;
import io.tokengrid.journal.CallFacts;
import io.tokengrid.journal.CallFold;
import io.tokengrid.journal.CallFold.Audited;
import io.tokengrid.journal.CallFold.ChargeCell;
import io.tokengrid.journal.CallFold.Late;
import io.tokengrid.journal.CallRecord;
import io.tokengrid.journal.Fact;
import io.tokengrid.journal.UsageSums;
import io.tokengrid.metering.Usage;
import io.tokengrid.rating.ChargeSum;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Adds facts to calls that are in `calls` already. Not thread-safe.
final class LateFacts {
    private static final System.Logger LOG = System.getLogger(LateFacts.class.getName());

    static final String STAGE =
            """
            CREATE TEMP TABLE IF NOT EXISTS late_facts
              (sequence bigint, delivered boolean, wanted boolean, facts bytea, corrected boolean,
               input_tokens bigint, cached_tokens bigint, output_tokens bigint,
               reasoning_tokens bigint, charge numeric(39,18), overrun numeric(39,18),
               cost numeric(39,18), flags text[])
            ON COMMIT DELETE ROWS
            """;
    private static final String COPY =
            """
            COPY late_facts (sequence, delivered, wanted, facts, corrected, %s)
            FROM STDIN (FORMAT binary)
            """
                    .formatted(String.join(", ", CallRows.BILLED));
    private static final String ADD =
            """
            UPDATE calls c
            SET facts = c.facts || l.facts, delivered = coalesce(l.delivered, c.delivered), %s
            FROM late_facts l
            WHERE c.node = ? AND c.sequence = l.sequence
            RETURNING c.sequence, c.series, CASE WHEN l.wanted THEN c.facts END
            """
                    .formatted(
                            CallRows.BILLED.stream()
                                    .map(
                                            "%1$s = CASE WHEN l.corrected THEN l.%1$s ELSE c.%1$s END"
                                                    ::formatted)
                                    .collect(Collectors.joining(", ")));

    private final CopyRows copy = new CopyRows();

    /// Writes the facts. Adds our counts among them to the sums of their series and hour and to
    /// what is audited, and corrections to these sums and to what charges are made of.
    void write(
            int node,
            List<Late> late,
            UsageRows usage,
            Map<ChargeCell, ChargeSum> charges,
            List<Audited> audits,
            Connection connection)
            throws SQLException {
        if (late.isEmpty()) {
            return;
        }
        Map<Long, Late> bySequence = new HashMap<>();
        for (Late call : late) {
            bySequence.put(call.call().admitted().sequence(), call);
            copy.row(5 + CallRows.BILLED.size()).bigint(call.call().admitted().sequence());
            Fact.Delivered delivered = call.delivered();
            if (delivered == null) {
                copy.nothing();
            } else {
                copy.bool(delivered.complete());
            }
            Fact.Corrected corrected = call.corrected();
            copy.bool(call.counted() != null || corrected != null);
            copy.bytea(call.facts().buffer(), call.facts().size());
            copy.bool(corrected != null);
            if (corrected == null) {
                CallRows.BILLED.forEach(_ -> copy.nothing());
            } else {
                CallRows.billed(corrected.billed(), copy);
            }
        }
        copy.send(connection, COPY);
        try (PreparedStatement update = connection.prepareStatement(ADD)) {
            update.setInt(1, node);
            try (ResultSet rows = update.executeQuery()) {
                while (rows.next()) {
                    Late call = bySequence.remove(rows.getLong(1));
                    byte[] all = rows.getBytes(3);
                    if (call != null && all != null) {
                        CallRecord before = before(call, all);
                        audit(call, before, usage, rows.getInt(2), audits);
                        correct(call, before, all, usage, rows.getInt(2), charges);
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
    private void audit(
            Late late, CallRecord before, UsageRows usage, int series, List<Audited> audits) {
        Fact.Counted counted = late.counted();
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

    /// The call before the late facts.
    ///
    /// @param all its facts with them
    private static CallRecord before(Late late, byte[] all) {
        return CallFacts.read(Arrays.copyOf(all, all.length - late.facts().size()));
    }

    private static void correct(
            Late late,
            CallRecord before,
            byte[] all,
            UsageRows usage,
            int series,
            Map<ChargeCell, ChargeSum> charges) {
        Billed stood = before.billed();
        if (late.corrected() != null && stood != null) {
            CallRecord after = CallFacts.read(all);
            List<Fact.Corrected> more =
                    after.corrections()
                            .subList(before.corrections().size(), after.corrections().size());
            usage.change(series, CallFold.hour(before)).correct(stood, more.getLast().billed());
            CallFold.corrections(before, stood, more, charges);
        }
    }
}
