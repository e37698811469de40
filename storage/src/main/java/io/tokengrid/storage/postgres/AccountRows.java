package io.tokengrid.storage.postgres;

import io.tokengrid.journal.AccountSums;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/// Adds what moved to `accounts`, in the order of the accounts' names. Not thread-safe.
final class AccountRows {
    static final String STAGE =
            "CREATE TEMP TABLE IF NOT EXISTS account_delta (LIKE accounts) ON COMMIT DELETE ROWS";
    private static final String COPY =
            "COPY account_delta (kind, owner, currency, debits, credits) FROM STDIN (FORMAT binary)";
    private static final String ADD =
            """
            INSERT INTO accounts AS a (kind, owner, currency, debits, credits)
            SELECT kind, owner, currency, debits, credits FROM account_delta
            ON CONFLICT (kind, owner, currency)
            DO UPDATE SET debits = a.debits + excluded.debits, credits = a.credits + excluded.credits
            """;

    private final CopyRows copy = new CopyRows();

    void write(AccountSums accounts, Connection connection) throws SQLException {
        accounts.sums()
                .forEach((account, sums) ->
                        copy.row(5)
                                .text(account.kind().key())
                                .text(account.owner())
                                .text(account.currency().code())
                                .money(sums.debits())
                                .money(sums.credits()));
        if (!copy.isEmpty()) {
            copy.send(connection, COPY);
            try (Statement adding = connection.createStatement()) {
                adding.executeUpdate(ADD);
            }
        }
    }
}
