package io.tokengrid.storage.postgres;

import io.tokengrid.journal.CallFacts;
import io.tokengrid.journal.CallFold;
import io.tokengrid.journal.CallRecord;
import io.tokengrid.journal.CallState;
import io.tokengrid.journal.Fact;
import io.tokengrid.journal.Series;
import io.tokengrid.ledger.LedgerFact.ProviderCost;
import io.tokengrid.metering.TokenClass;
import io.tokengrid.metering.Usage;
import io.tokengrid.metering.UsageFlag;
import io.tokengrid.units.BinaryWriter;
import io.tokengrid.units.CallId;
import io.tokengrid.units.Money;
import io.tokengrid.units.Position;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/// Writes calls: the open ones to `open_calls`, from where they move to `calls` when they end. Not
/// thread-safe; buffers are kept from one transaction to the next.
final class CallRows {
    private static final String COPY_OPEN =
            """
            COPY open_calls (node, epoch, sequence, admitted_at, organization, key, facts)
            FROM STDIN (FORMAT binary)
            """;
    private static final String COPY_ENDED =
            """
            COPY calls (node, epoch, sequence, admitted_at, organization, key, series, state,
              streamed, ended_at, input_tokens, cached_tokens, output_tokens, reasoning_tokens,
              charge, overrun, cost, flags, delivered, facts)
            FROM STDIN (FORMAT binary)
            """;
    private static final String TAKE_OPEN =
            "DELETE FROM open_calls WHERE node = ? AND sequence = ANY (?) RETURNING facts";

    private final CopyRows copy = new CopyRows();
    private final BinaryWriter facts = new BinaryWriter(1_024);

    /// Takes calls out of `open_calls` as far as they are there; answers their facts.
    List<byte[]> takeOpen(int node, Collection<CallId> calls, Connection connection)
            throws SQLException {
        if (calls.isEmpty()) {
            return List.of();
        }
        var taken = new ArrayList<byte[]>();
        try (PreparedStatement delete = connection.prepareStatement(TAKE_OPEN)) {
            delete.setInt(1, node);
            Object[] sequences =
                    calls.stream().map(call -> call.admitted().sequence()).sorted().toArray();
            delete.setArray(2, connection.createArrayOf("int8", sequences));
            try (ResultSet rows = delete.executeQuery()) {
                while (rows.next()) {
                    taken.add(rows.getBytes(1));
                }
            }
        }
        return taken;
    }

    void writeOpen(List<CallFold.Folded> calls, Connection connection) throws SQLException {
        for (CallFold.Folded call : calls) {
            copy.row(7);
            identify(call.record());
            facts(call);
        }
        copy.send(connection, COPY_OPEN);
    }

    void writeEnded(List<CallFold.Folded> calls, Map<Series, Integer> series, Connection connection)
            throws SQLException {
        for (CallFold.Folded call : calls) {
            CallRecord record = call.record();
            Integer id = series.get(Series.of(record));
            if (id == null) {
                throw new IllegalStateException("the series of " + record.id() + " has no number");
            }
            copy.row(20);
            identify(record);
            copy.integer(id);
            ended(record);
            facts(call);
        }
        copy.send(connection, COPY_ENDED);
    }

    private void identify(CallRecord call) {
        Position at = call.id().admitted();
        copy.integer(at.node()).integer(at.epoch()).bigint(at.sequence());
        copy.timestamp(call.admitted().at());
        copy.bigint(call.admitted().call().organization().value());
        copy.bigint(call.admitted().change().key().value());
    }

    private void ended(CallRecord call) {
        Fact.Settled settled = call.settled();
        Fact.Voided voided = call.voided();
        CallState state = call.state();
        copy.text(state.key()).bool(call.admitted().call().streamed());
        if (settled != null) {
            copy.timestamp(settled.at());
            settled(settled);
        } else if (voided != null) {
            copy.timestamp(voided.at()).bigint(0).bigint(0).bigint(0).bigint(0);
            copy.money(Money.ZERO).money(Money.ZERO).nothing().nothing();
        } else {
            throw new IllegalStateException(call.id() + " has not ended");
        }
        Fact.Delivered delivered = call.delivered();
        if (delivered == null) {
            copy.nothing();
        } else {
            copy.bool(delivered.complete());
        }
    }

    private void settled(Fact.Settled settled) {
        Usage usage = settled.result().usage();
        copy.bigint(usage.input().value());
        copy.bigint(usage.count(TokenClass.CACHED_INPUT).value());
        copy.bigint(usage.output().value());
        copy.bigint(usage.count(TokenClass.REASONING).value());
        copy.money(settled.change().charge()).money(settled.change().overrun());
        ProviderCost cost = settled.change().cost();
        if (cost == null) {
            copy.nothing();
        } else {
            copy.money(cost.amount());
        }
        if (usage.flags().isEmpty()) {
            copy.nothing();
        } else {
            copy.texts(usage.flags().stream().map(CallRows::key).toList());
        }
    }

    private void facts(CallFold.Folded call) {
        facts.reset();
        CallFacts.join(call.facts(), facts);
        copy.bytea(facts.buffer(), facts.size());
    }

    private static String key(UsageFlag flag) {
        return flag.name().toLowerCase(java.util.Locale.ROOT);
    }
}
