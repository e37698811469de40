package io.tokengrid.storage.postgres;

import io.tokengrid.ledger.AccountImage;
import io.tokengrid.units.OrganizationId;
import io.tokengrid.units.Sha256;
import java.sql.ResultSet;
import java.sql.SQLException;

/// A row of `resting`.
sealed interface RestingRow {
    record Sound(AccountImage image) implements RestingRow {}

    record Damaged(OrganizationId organization) implements RestingRow {
        String message() {
            return "the row of " + organization + " in table resting is damaged";
        }
    }

    /// Reads the columns `organization, position, hash, image`.
    static RestingRow of(ResultSet row) throws SQLException {
        var organization = new OrganizationId(row.getLong(1));
        try {
            AccountImage image = AccountImage.of(row.getBytes(4));
            boolean sound =
                    image.organization().equals(organization)
                            && image.hash(row.getLong(2)).equals(Sha256.of(row.getBytes(3)));
            return sound ? new Sound(image) : new Damaged(organization);
        } catch (IllegalArgumentException _) {
            return new Damaged(organization);
        }
    }
}
