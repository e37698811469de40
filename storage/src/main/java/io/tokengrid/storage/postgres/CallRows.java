package io.tokengrid.storage.postgres;

import io.tokengrid.journal.Billed;
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
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
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

    /// The columns of what a settled call is charged for, in the order of [#billed].
    static final List<String> BILLED =
            List.of(
                    "input_tokens",
                    "cached_tokens",
                    "output_tokens",
                    "reasoning_tokens",
                    "charge",
                    "overrun",
                    "cost",
                    "flags");

    private final CopyRows open = new CopyRows();
    private final CopyRows ended = new CopyRows();

    // The series of the rows in `ended`, each once, and for each row where its number is to stand.
    private final Map<Series, Integer> series = new HashMap<>();
    private int[] seriesOf = new int[1_024];
    private int[] seriesAt = new int[1_024];
    private int seriesCount;

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

    /// Puts a call's row in its place, to be written with others.
    void put(CallRecord call, BinaryWriter facts) {
        if (call.state() == CallState.OPEN) {
            identify(call, open.row(7));
            open.bytea(facts.buffer(), facts.size());
        } else {
            identify(call, ended.row(20));
            numbered(Series.of(call));
            ended(call);
            ended.bytea(facts.buffer(), facts.size());
        }
    }

    /// Leaves room for the number of a series, which only the database knows.
    private void numbered(Series of) {
        if (seriesCount == seriesAt.length) {
            seriesAt = Arrays.copyOf(seriesAt, 2 * seriesAt.length);
            seriesOf = Arrays.copyOf(seriesOf, 2 * seriesOf.length);
        }
        seriesOf[seriesCount] = series.computeIfAbsent(of, _ -> series.size());
        seriesAt[seriesCount++] = ended.integerLater();
    }

    /// Writes the rows that were put there.
    ///
    /// @param numbers of all series of calls that have ended
    void write(Map<Series, Integer> numbers, Connection connection) throws SQLException {
        open.send(connection, COPY_OPEN);
        var byIndex = new int[series.size()];
        for (Map.Entry<Series, Integer> entry : series.entrySet()) {
            Integer number = numbers.get(entry.getKey());
            if (number == null) {
                throw new IllegalStateException(entry.getKey() + " has no number");
            }
            byIndex[entry.getValue()] = number;
        }
        for (int i = 0; i < seriesCount; i++) {
            ended.set(seriesAt[i], byIndex[seriesOf[i]]);
        }
        series.clear();
        seriesCount = 0;
        ended.send(connection, COPY_ENDED);
    }

    private static void identify(CallRecord call, CopyRows copy) {
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
        ended.text(state.key()).bool(call.admitted().call().streamed());
        Billed billed = call.billed();
        if (settled != null && billed != null) {
            ended.timestamp(settled.at());
            billed(billed, ended);
        } else if (voided != null) {
            ended.timestamp(voided.at()).bigint(0).bigint(0).bigint(0).bigint(0);
            ended.money(Money.ZERO).money(Money.ZERO).nothing().nothing();
        } else {
            throw new IllegalStateException(call.id() + " has not ended");
        }
        Fact.Delivered delivered = call.delivered();
        if (delivered == null) {
            ended.nothing();
        } else {
            ended.bool(delivered.complete());
        }
    }

    /// Adds what a call is charged for to a row.
    static void billed(Billed billed, CopyRows row) {
        Usage usage = billed.usage();
        row.bigint(usage.input().value());
        row.bigint(usage.count(TokenClass.CACHED_INPUT).value());
        row.bigint(usage.output().value());
        row.bigint(usage.count(TokenClass.REASONING).value());
        row.money(billed.totals().charge()).money(billed.totals().overrun());
        ProviderCost cost = billed.totals().cost();
        if (cost == null) {
            row.nothing();
        } else {
            row.money(cost.amount());
        }
        if (usage.flags().isEmpty()) {
            row.nothing();
        } else {
            row.texts(usage.flags().stream().map(CallRows::key).toList());
        }
    }

    private static String key(UsageFlag flag) {
        return flag.name().toLowerCase(java.util.Locale.ROOT);
    }
}
