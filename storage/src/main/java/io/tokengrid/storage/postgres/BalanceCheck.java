package io.tokengrid.storage.postgres;

import io.tokengrid.journal.AccountSums.Sums;
import io.tokengrid.journal.CallFold;
import io.tokengrid.ledger.AccountId;
import io.tokengrid.ledger.AccountKind;
import io.tokengrid.ledger.RestView;
import io.tokengrid.ledger.Terms;
import io.tokengrid.ledger.TrialBalance;
import io.tokengrid.storage.Node;
import io.tokengrid.storage.segment.JournalReader;
import io.tokengrid.units.BinaryWriter;
import io.tokengrid.units.CallId;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Money;
import io.tokengrid.units.OrganizationId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Compares the folded accounts with the ledger at one and the same fact, while calls go on: the
/// accounts are read as they were committed, the ledger as it stands after that, and what lies
/// between is folded in memory.
///
/// Thread-safe and blocking: for the control plane.
public final class BalanceCheck {
    /// So many facts are folded in memory at most.
    private static final long MOST_FACTS = 500_000;

    private static final long POLL_NANOS = 1_000_000;
    private static final int FETCHED = 5_000;
    private static final String ACCOUNTS =
            "SELECT kind, owner, currency, debits, credits FROM accounts";

    private final Node node;
    private final Views views;

    public BalanceCheck(Node node, Views views) {
        this.node = node;
        this.views = views;
    }

    /// How the two compare.
    public enum Outcome {
        EQUAL,
        DIFFERENT,
        /// That could not be found out now; the figure says why.
        UNKNOWN
    }

    /// What came out.
    ///
    /// @param figure a sentence with what was compared
    public record Finding(Outcome outcome, String figure) {}

    private record Standing(long sequence, TrialBalance balance, RestView resting) {
        /// The owners of the accounts that are in memory.
        Set<String> owners() {
            var owners = new HashSet<String>();
            for (TrialBalance.Line line : balance.lines()) {
                owners.add(line.account().owner());
            }
            return owners;
        }
    }

    /// Compares what is in memory.
    ///
    /// @param patience how long to wait at most until the last fact is durable
    /// @throws ViewsUnavailable if the database is away
    /// @throws UncheckedIOException if the journal cannot be read
    public Finding run(Duration patience) {
        return run(patience, false);
    }

    /// The same, and compares what rests: each organization with its own accounts, and all of them
    /// with what the ledger keeps of their sums.
    public Finding runFull(Duration patience) {
        return run(patience, true);
    }

    private Finding run(Duration patience, boolean full) {
        return views.reading((connection, _) -> {
            FoldPoint folded = FoldPoint.read(views.node(), connection);
            Standing ledger =
                    node.read(state ->
                            new Standing(
                                    node.journal().lastSequence(),
                                    state.ledger().trialBalance(),
                                    state.ledger().resting()));
            Set<String> owners = ledger.owners();
            boolean some = ledger.resting().organizations() > 0 && !full;
            Map<AccountId, Sums> accounts =
                    some ? accounts(owners, connection) : accounts(connection);
            long behind = ledger.sequence() - folded.position().sequence();
            if (behind > MOST_FACTS) {
                return unknown("the views are " + behind + " facts behind");
            }
            if (!durable(ledger.sequence(), patience)) {
                return unknown("fact " + ledger.sequence() + " is not durable");
            }
            bringForward(accounts, folded, ledger.sequence(), connection);
            if (some) {
                accounts.keySet().removeIf(account -> !owners.contains(account.owner()));
                return compare(accounts, ledger, true);
            }
            Finding books = compare(summed(accounts, owners), ledger, false);
            return books.outcome() != Outcome.EQUAL || ledger.resting().organizations() == 0
                    ? books
                    : new RestCheck(connection, views.node())
                            .run(ledger.resting(), folded, owners, books);
        });
    }

    private static Finding unknown(String why) {
        return new Finding(Outcome.UNKNOWN, why);
    }

    private boolean durable(long sequence, Duration patience) {
        long until = System.nanoTime() + patience.toNanos();
        while (!node.durable(sequence)) {
            if (System.nanoTime() - until > 0) {
                return false;
            }
            node.journal().wake();
            LockSupport.parkNanos(this, POLL_NANOS);
        }
        return true;
    }

    private void bringForward(
            Map<AccountId, Sums> accounts, FoldPoint folded, long sequence, Connection connection)
            throws SQLException {
        var fold = new CallFold(new BinaryWriter(64 << 10));
        try (JournalReader reader = node.journal().read(folded.position())) {
            while (reader.sequence() < sequence && reader.next()) {
                fold.add(reader.sequence(), reader.bytes(), reader.from(), reader.length());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var calls = new CallReader(connection);
        for (CallId call : fold.unknown()) {
            byte[] open = calls.openFacts(call);
            if (open != null) {
                fold.resume(open);
            }
        }
        fold.fold((_, _) -> {});
        Map<OrganizationId, CurrencyCode> currencies = new HashMap<>();
        var customers = new CustomerRows(connection, views.node());
        for (OrganizationId organization : fold.funded()) {
            CurrencyCode currency = currency(organization);
            currencies.put(
                    organization, currency == null ? customers.currency(organization) : currency);
        }
        fold.accounts(currencies)
                .sums()
                .forEach((account, sums) -> accounts.merge(account, sums, Sums::plus));
    }

    /// Null if it rests: then it was folded before.
    private @Nullable CurrencyCode currency(OrganizationId organization) {
        return node.read(state -> {
            Terms terms = state.ledger().terms(organization);
            return terms == null ? null : terms.currency();
        });
    }

    private static Map<AccountId, Sums> accounts(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(ACCOUNTS)) {
            return read(select);
        }
    }

    static Map<AccountId, Sums> accounts(Collection<String> owners, Connection connection)
            throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement(ACCOUNTS + " WHERE owner = ANY (?)")) {
            select.setArray(1, connection.createArrayOf("text", owners.toArray()));
            return read(select);
        }
    }

    private static Map<AccountId, Sums> read(PreparedStatement select) throws SQLException {
        Map<AccountId, Sums> accounts = new TreeMap<>();
        select.setFetchSize(FETCHED);
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                var id =
                        new AccountId(
                                AccountKind.ofKey(rows.getString(1)),
                                rows.getString(2),
                                new CurrencyCode(rows.getString(3)));
                accounts.put(
                        id,
                        new Sums(Money.of(rows.getBigDecimal(4)), Money.of(rows.getBigDecimal(5))));
            }
        }
        return accounts;
    }

    /// The accounts of owners who are not in memory, as the ledger has them: in sums.
    private static Map<AccountId, Sums> summed(Map<AccountId, Sums> accounts, Set<String> owners) {
        Map<AccountId, Sums> summed = new TreeMap<>();
        accounts.forEach((account, sums) -> {
            boolean rests = account.kind().isOrganizations() && !owners.contains(account.owner());
            AccountId id =
                    rests
                            ? new AccountId(account.kind(), AccountId.RESTING, account.currency())
                            : account;
            summed.merge(id, sums, Sums::plus);
        });
        return summed;
    }

    /// Accounts that nothing ever moved stand in the ledger alone.
    ///
    /// @param some whether `accounts` are only those in memory
    private static Finding compare(Map<AccountId, Sums> accounts, Standing ledger, boolean some) {
        Map<AccountId, Sums> rest = new TreeMap<>(accounts);
        int equal = 0;
        for (TrialBalance.Line line : ledger.balance().lines()) {
            if (some && line.account().owner().equals(AccountId.RESTING)) {
                continue;
            }
            Sums folded = rest.remove(line.account());
            var own = new Sums(line.debits(), line.credits());
            if (!own.equals(folded == null ? Sums.NONE : folded)) {
                return new Finding(
                        Outcome.DIFFERENT,
                        "%s after fact %d: the ledger has %s, the views %s"
                                .formatted(line.account(), ledger.sequence(), own, folded));
            }
            equal++;
        }
        return new Finding(
                rest.isEmpty() ? Outcome.EQUAL : Outcome.DIFFERENT,
                "%d accounts after fact %d%s"
                        .formatted(
                                equal,
                                ledger.sequence(),
                                rest.isEmpty() ? "" : "; only in the views: " + rest.keySet()));
    }
}
