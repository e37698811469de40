package io.tokengrid.storage.postgres;

import io.tokengrid.journal.CallRecord;
import io.tokengrid.ledger.AccountKind;
import io.tokengrid.rating.Backdating;
import io.tokengrid.rating.PriceBook;
import io.tokengrid.rating.bill.Expected;
import io.tokengrid.units.CallId;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Money;
import io.tokengrid.units.OrganizationId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What was folded from the journal: usage, calls, statements, balances. Every answer is of one
/// moment, its `asOf`, a fraction of a second behind the journal.
///
/// Thread-safe and blocking: for the control plane. All methods that read throw [ViewsUnavailable]
/// while the database is away.
public final class Views {
    private final Connections connections;
    private final Fold fold;
    private final int node;

    /// @param fold what writes the views
    /// @param node whose fold it is
    public Views(Connections connections, Fold fold, int node) {
        this.connections = connections;
        this.fold = fold;
        this.node = node;
    }

    /// The last fact of this node that the views include; 0 before the first.
    public long foldedSequence() {
        return fold.status().folded();
    }

    /// Waits until a fact of this node is folded; false if that does not happen within `patience`.
    public boolean awaitFolded(long sequence, Duration patience) throws InterruptedException {
        return fold.awaitFolded(sequence, patience);
    }

    public FoldStatus status() {
        return fold.status();
    }

    /// Sums of the usage of calls that have ended.
    public UsageReport usage(UsageQuery query) {
        return reading((connection, asOf) ->
                new UsageReport(new UsageReader(connection).rows(query), asOf));
    }

    /// The answers to several queries, all as of one position.
    public List<UsageReport> usage(List<UsageQuery> queries) {
        return reading((connection, asOf) -> {
            var reader = new UsageReader(connection);
            var reports = new ArrayList<UsageReport>();
            for (UsageQuery query : queries) {
                reports.add(new UsageReport(reader.rows(query), asOf));
            }
            return reports;
        });
    }

    /// What providers reported beside what was counted.
    public AuditReport audit(AuditQuery query) {
        return reading((connection, asOf) -> new AuditReader(connection).read(query, asOf));
    }

    /// Those of the events that were reported before, as they were recorded.
    Map<UsageEventRows.Owned, CallRecord> usageEvents(Collection<UsageEventRows.Owned> events) {
        return reading((connection, _) -> UsageEventRows.find(events, connection));
    }

    /// A page of calls.
    public CallPage calls(CallQuery query) {
        return reading((connection, asOf) -> new CallReader(connection).page(query, asOf));
    }

    /// A call, open or ended; null if it is not folded (yet). [CallFinder] knows calls that are
    /// not.
    public @Nullable CallRecord call(CallId id) {
        return known(id).call();
    }

    /// Organizations at rest, or only about to be, by the microsecond of their opening and then by
    /// id.
    ///
    /// @param after null for the first ones
    /// @param limit how many at most
    public RestingPage resting(@Nullable Opened after, int limit) {
        return reading((connection, asOf) ->
                new RestingPage(RestingPage.read(node, after, limit, connection), asOf.sequence()));
    }

    /// When an organization was opened, to the microsecond; null if it is not folded.
    public @Nullable Opened opened(OrganizationId organization) {
        return reading((connection, _) -> new Holder<>(Opened.read(organization, connection)))
                .value();
    }

    /// Whose fold it is.
    int node() {
        return node;
    }

    /// What the views know of a call.
    ///
    /// @param call null if it is not folded
    record Known(@Nullable CallRecord call, AsOf asOf) {}

    Known known(CallId id) {
        return reading((connection, asOf) -> new Known(new CallReader(connection).call(id), asOf));
    }

    /// A book of prices as it was published; null if it is not folded (yet), or was folded by a
    /// version that did not keep it.
    ///
    /// @param publisher the node whose book it is
    public @Nullable PriceBook priceBook(int publisher, long version) {
        return reading((connection, _) ->
                        new Holder<>(PublishedBook.book(publisher, version, connection)))
                .value();
    }

    /// This node's books of prices, the newest first.
    ///
    /// @param newest the version to begin with; its own may be missing
    /// @param limit how many at most
    public List<PublishedBook> priceBooks(long newest, int limit) {
        return reading((connection, _) -> PublishedBook.read(node, newest, limit, connection));
    }

    /// The re-ratings that backdated books of this node began, the newest first.
    ///
    /// @param after only those of later versions than this
    public List<ReRating> reRatings(long after) {
        return reading((connection, _) -> ReRating.read(node, after, connection));
    }

    /// What a book of this node changes about calls before it.
    Backdating backdating(ReRating of) {
        List<PublishedBook> books = priceBooks(of.book(), 2);
        PriceBook book = books.getFirst().book();
        if (book == null || books.getFirst().version() != of.book()) {
            throw new IllegalStateException("price book " + of.book() + " was not kept");
        }
        return PublishedBook.backdating(book, of.publishedAt(), books.subList(1, books.size()));
    }

    /// Settled calls of this node, by admission.
    ///
    /// @param after where the page before ended; null for the first
    List<CallRecord> settled(TouchedCalls touched, @Nullable CallRecord after, int limit) {
        return reading((connection, _) -> touched.read(node, after, limit, connection));
    }

    /// How many there are.
    long count(TouchedCalls touched) {
        return reading((connection, _) -> touched.count(node, connection));
    }

    /// Passes all calls of an organization, or of all, that have ended and were admitted in a
    /// range, in no order.
    ///
    /// @param organization null for all
    public void each(
            @Nullable OrganizationId organization,
            Instant from,
            Instant to,
            Consumer<CallRecord> each) {
        reading((connection, _) -> {
            HourSplit.Range range = HourSplit.within(from, to);
            new CallReader(connection).each(organization, null, range, each);
            return range;
        });
    }

    /// The statement of an organization; null if the organization is not folded (yet).
    ///
    /// @param from inclusive
    /// @param to exclusive
    public @Nullable Statement statement(OrganizationId organization, Instant from, Instant to) {
        return reading((connection, asOf) ->
                        new Holder<>(
                                new StatementReader(connection, organization).read(from, to, asOf)))
                .value();
    }

    /// What a provider is expected to bill for days in any zone, with two more on either side.
    /// Takes as long as reading every call of that time takes.
    public Expected expected(String provider, CurrencyCode currency, LocalDate from, LocalDate to) {
        return reading((connection, _) ->
                new BillReader(connection).expected(provider, currency, from, to));
    }

    /// A reconciliation; null if none of this name is folded (yet).
    public @Nullable KeptReconciliation reconciliation(String name) {
        return reading((connection, _) -> new Holder<>(new BillReader(connection).find(name)))
                .value();
    }

    /// Reconciliations, the newest first.
    ///
    /// @param after the name of the one before; null for the first ones
    /// @param limit how many at most
    public List<KeptReconciliation> reconciliations(@Nullable String after, int limit) {
        return reading((connection, _) -> new BillReader(connection).newest(after, limit));
    }

    /// What approved bills add to the cost of calls, by provider, day and model.
    ///
    /// @param from the first day
    /// @param to the day after the last
    public List<CostAdjustment> costAdjustments(LocalDate from, LocalDate to) {
        return reading((connection, _) -> new BillReader(connection).adjustments(from, to));
    }

    /// The balance of an organization; null if nothing was moved for it (yet).
    public @Nullable FoldedBalance balance(OrganizationId organization) {
        return reading((connection, asOf) -> new Holder<>(balance(organization, connection, asOf)))
                .value();
    }

    private record Holder<T>(@Nullable T value) {}

    private static @Nullable FoldedBalance balance(
            OrganizationId organization, Connection connection, AsOf asOf) throws SQLException {
        Map<AccountKind, Money> balances = new EnumMap<>(AccountKind.class);
        String currency = null;
        try (PreparedStatement select =
                connection.prepareStatement(
                        "SELECT kind, currency, credits - debits FROM accounts WHERE owner = ?")) {
            select.setString(1, organization.toString());
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    if (new CurrencyCode(rows.getString(2)).isOfPlan()) {
                        continue;
                    }
                    currency = rows.getString(2);
                    balances.put(
                            AccountKind.ofKey(rows.getString(1)), Money.of(rows.getBigDecimal(3)));
                }
            }
        }
        if (currency == null) {
            return null;
        }
        return new FoldedBalance(
                organization,
                new CurrencyCode(currency),
                of(balances, AccountKind.WALLET)
                        .plus(of(balances, AccountKind.PREPAID_GRANTS))
                        .plus(of(balances, AccountKind.PROMOTIONAL_GRANTS)),
                of(balances, AccountKind.HELD),
                of(balances, AccountKind.REVENUE)
                        .plus(of(balances, AccountKind.OVERRUN))
                        .plus(of(balances, AccountKind.FEES)),
                of(balances, AccountKind.RECEIVABLE).negated(),
                asOf);
    }

    private static Money of(Map<AccountKind, Money> balances, AccountKind kind) {
        return balances.getOrDefault(kind, Money.ZERO);
    }

    @FunctionalInterface
    interface Reading<T> {
        T read(Connection connection, AsOf asOf) throws SQLException;
    }

    /// Reads at one moment.
    <T> T reading(Reading<T> reading) {
        try (Connection connection = connections.connection()) {
            connection.setAutoCommit(false);
            connection.setReadOnly(true);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            try {
                return reading.read(connection, FoldPoint.read(node, connection).asOf());
            } finally {
                connection.rollback();
                connection.setReadOnly(false);
                connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
                connection.setAutoCommit(true);
            }
        } catch (SQLException | DatabaseUnavailable e) {
            throw new ViewsUnavailable(e);
        }
    }
}
