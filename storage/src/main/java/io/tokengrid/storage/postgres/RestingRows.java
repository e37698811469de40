package io.tokengrid.storage.postgres;

import io.tokengrid.ledger.AccountImage;
import io.tokengrid.storage.RestUnavailable;
import io.tokengrid.storage.RestingAccounts;
import io.tokengrid.storage.WakeBy;
import io.tokengrid.units.KeyId;
import io.tokengrid.units.OrganizationId;
import io.tokengrid.units.Sha256;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;

/// The rows of `resting`, which the fold writes in the transaction of its position: so what is read
/// with a position is what the organization had when it went to rest, if it went before that.
///
/// Thread-safe and blocking.
public final class RestingRows implements RestingAccounts {
    /// How long the database may take to answer.
    private static final int ANSWER_MILLIS = 5_000;

    private static final Executor HERE = Runnable::run;

    private final Connections connections;
    private final int node;

    /// @param node whose organizations rest there
    public RestingRows(Connections connections, int node) {
        this.connections = connections;
        this.node = node;
    }

    @Override
    public Found find(List<WakeBy> names) throws RestUnavailable {
        try (Connection connection = connections.connection()) {
            int before = connection.getNetworkTimeout();
            connection.setNetworkTimeout(HERE, ANSWER_MILLIS);
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            try {
                long folded = FoldPoint.read(node, connection).position().sequence();
                return found(folded, names, connection);
            } finally {
                connection.rollback();
                connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
                connection.setAutoCommit(true);
                connection.setNetworkTimeout(HERE, before);
            }
        } catch (SQLException | DatabaseUnavailable e) {
            throw new RestUnavailable("the database is away: " + e.getMessage(), e);
        }
    }

    private Found found(long folded, List<WakeBy> names, Connection connection)
            throws SQLException {
        Map<WakeBy, OrganizationId> owners = owners(names, connection);
        Map<OrganizationId, RestingRow> rows = read(owners.values(), connection);
        var images = new HashMap<WakeBy, AccountImage>();
        var damaged = new HashMap<WakeBy, String>();
        owners.forEach((name, owner) -> {
            switch (rows.get(owner)) {
                case RestingRow.Sound(AccountImage image) -> images.put(name, image);
                case RestingRow.Damaged row -> damaged.put(name, row.message());
                case null -> {}
            }
        });
        return new Found(folded, images, damaged);
    }

    private static Map<WakeBy, OrganizationId> owners(List<WakeBy> names, Connection connection)
            throws SQLException {
        var owners = new HashMap<WakeBy, OrganizationId>();
        var secrets = new ArrayList<byte[]>();
        var keys = new ArrayList<Long>();
        for (WakeBy name : names) {
            switch (name) {
                case WakeBy.Secret(Sha256 secret) -> secrets.add(secret.toBytes());
                case WakeBy.Key(KeyId key) -> keys.add(key.value());
                case WakeBy.Organization(OrganizationId id) -> owners.put(name, id);
            }
        }
        if (!secrets.isEmpty()) {
            try (PreparedStatement select =
                    connection.prepareStatement(
                            "SELECT secret_hash, organization FROM keys WHERE secret_hash = ANY (?)")) {
                select.setArray(
                        1, connection.createArrayOf("bytea", secrets.toArray(byte[][]::new)));
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        owners.put(
                                new WakeBy.Secret(Sha256.of(rows.getBytes(1))),
                                new OrganizationId(rows.getLong(2)));
                    }
                }
            }
        }
        if (!keys.isEmpty()) {
            try (PreparedStatement select =
                    connection.prepareStatement(
                            "SELECT id, organization FROM keys WHERE id = ANY (?)")) {
                select.setArray(1, connection.createArrayOf("bigint", keys.toArray()));
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        owners.put(
                                new WakeBy.Key(new KeyId(rows.getLong(1))),
                                new OrganizationId(rows.getLong(2)));
                    }
                }
            }
        }
        return owners;
    }

    private Map<OrganizationId, RestingRow> read(
            Collection<OrganizationId> organizations, Connection connection) throws SQLException {
        var found = new HashMap<OrganizationId, RestingRow>();
        if (organizations.isEmpty()) {
            return found;
        }
        Object[] ids = organizations.stream().map(OrganizationId::value).toArray();
        try (PreparedStatement select =
                connection.prepareStatement(
                        """
                        SELECT organization, position, hash, image FROM resting
                        WHERE node = ? AND organization = ANY (?)
                        """)) {
            select.setInt(1, node);
            select.setArray(2, connection.createArrayOf("bigint", ids));
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    found.put(new OrganizationId(rows.getLong(1)), RestingRow.of(rows));
                }
            }
        }
        return found;
    }
}
