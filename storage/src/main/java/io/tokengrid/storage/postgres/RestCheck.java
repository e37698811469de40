package io.tokengrid.storage.postgres;

import io.tokengrid.journal.AccountSums.Sums;
import io.tokengrid.ledger.AccountId;
import io.tokengrid.ledger.AccountImage;
import io.tokengrid.ledger.Ledger;
import io.tokengrid.ledger.LedgerInvariants;
import io.tokengrid.ledger.RestView;
import io.tokengrid.ledger.TrialBalance;
import io.tokengrid.storage.postgres.BalanceCheck.Finding;
import io.tokengrid.storage.postgres.BalanceCheck.Outcome;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads every organization at rest and compares its state with the accounts that were folded for
/// it. Within one transaction; in batches.
final class RestCheck {
    private static final int BATCH = 500;

    private final Connection connection;
    private final int node;
    private long rests;
    private long keys;

    RestCheck(Connection connection, int node) {
        this.connection = connection;
        this.node = node;
    }

    /// @param resting what the ledger says rests
    /// @param here the owners of accounts that are in memory
    /// @param books what the comparison of sums came to
    Finding run(RestView resting, FoldPoint folded, Set<String> here, Finding books)
            throws SQLException {
        if (folded.position().sequence() < resting.horizon()) {
            return new Finding(
                    Outcome.UNKNOWN,
                    "the views are folded up to fact %d, below the rest horizon, fact %d"
                            .formatted(folded.position().sequence(), resting.horizon()));
        }
        String wrong = wrong(here);
        if (wrong == null && (rests != resting.organizations() || keys != resting.keys())) {
            wrong =
                    "%d organizations with %d keys rest, the ledger says %d with %d"
                            .formatted(rests, keys, resting.organizations(), resting.keys());
        }
        return wrong != null
                ? new Finding(Outcome.DIFFERENT, wrong)
                : new Finding(
                        Outcome.EQUAL,
                        books.figure() + "; " + rests + " organizations at rest, each compared");
    }

    private @Nullable String wrong(Set<String> here) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement(
                        """
                        SELECT organization, position, hash, image FROM resting WHERE node = ?
                        """)) {
            select.setInt(1, node);
            select.setFetchSize(BATCH);
            var batch = new ArrayList<AccountImage>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    switch (RestingRow.of(rows)) {
                        case RestingRow.Damaged row -> {
                            return row.message();
                        }
                        case RestingRow.Sound(AccountImage image) -> {
                            // Also those are kept who are only about to rest.
                            if (!here.contains(image.organization().toString())) {
                                batch.add(image);
                            }
                        }
                    }
                    if (batch.size() >= BATCH) {
                        String wrong = wrong(batch);
                        if (wrong != null) {
                            return wrong;
                        }
                        batch.clear();
                    }
                }
            }
            return wrong(batch);
        }
    }

    private @Nullable String wrong(List<AccountImage> batch) throws SQLException {
        List<String> owners = batch.stream().map(image -> image.organization().toString()).toList();
        Map<AccountId, Sums> folded = BalanceCheck.accounts(owners, connection);
        for (AccountImage image : batch) {
            Ledger ledger = image.ledger();
            rests++;
            keys += ledger.keys(image.organization()).size();
            var violations =
                    LedgerInvariants.check(ledger).stream()
                            // One organization's books balance only with the platform's.
                            .filter(one -> !one.invariant().equals("DebitsEqualCredits"))
                            .toList();
            if (!violations.isEmpty()) {
                return image.organization() + " at rest: " + violations;
            }
            for (TrialBalance.Line line : ledger.trialBalance().lines()) {
                Sums own = new Sums(line.debits(), line.credits());
                Sums views = folded.getOrDefault(line.account(), Sums.NONE);
                if (!own.equals(views)) {
                    return "%s at rest has %s, the views %s".formatted(line.account(), own, views);
                }
            }
        }
        return null;
    }
}
