package io.tokengrid.storage.postgres;

import io.tokengrid.journal.CallFacts;
import io.tokengrid.journal.CallRecord;
import io.tokengrid.journal.Fact;
import io.tokengrid.journal.UsageEvent;
import io.tokengrid.units.OrganizationId;
import io.tokengrid.units.Position;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The names of usage that did not pass the gateway, by which it is known again.
final class UsageEventRows {
    private static final String COPY =
            """
            COPY usage_events (organization, source, id, node, sequence, admitted_at)
            FROM STDIN (FORMAT binary)
            """;
    private static final String FIND =
            """
            SELECT e.organization, e.source, e.id, c.facts
            FROM unnest(?, ?, ?) AS wanted (organization, source, id)
            JOIN usage_events e USING (organization, source, id)
            JOIN calls c
              ON c.node = e.node AND c.sequence = e.sequence AND c.admitted_at = e.admitted_at
            """;

    private UsageEventRows() {}

    /// Whose event, by what name.
    record Owned(OrganizationId organization, UsageEvent.Name name) {}

    static void write(List<Fact.Ingested> ingested, Connection connection) throws SQLException {
        var copy = new CopyRows();
        for (Fact.Ingested one : ingested) {
            Position at = one.change().call().admitted();
            UsageEvent event = one.event();
            copy.row(6).bigint(one.call().organization().value());
            copy.text(event.name().source()).text(event.name().id());
            copy.integer(at.node()).bigint(at.sequence()).timestamp(event.used());
        }
        copy.send(connection, COPY);
    }

    /// Those of the events that are known, as they were recorded.
    static Map<Owned, CallRecord> find(Collection<Owned> events, Connection connection)
            throws SQLException {
        var found = new HashMap<Owned, CallRecord>();
        try (PreparedStatement select = connection.prepareStatement(FIND)) {
            select.setArray(
                    1,
                    connection.createArrayOf(
                            "int8",
                            events.stream().map(one -> one.organization().value()).toArray()));
            select.setArray(
                    2,
                    connection.createArrayOf(
                            "text", events.stream().map(one -> one.name().source()).toArray()));
            select.setArray(
                    3,
                    connection.createArrayOf(
                            "text", events.stream().map(one -> one.name().id()).toArray()));
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    found.put(
                            new Owned(
                                    new OrganizationId(rows.getLong(1)),
                                    new UsageEvent.Name(rows.getString(2), rows.getString(3))),
                            CallFacts.read(rows.getBytes(4)));
                }
            }
        }
        return found;
    }
}
