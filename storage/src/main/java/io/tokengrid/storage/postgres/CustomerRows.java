package io.tokengrid.storage.postgres;

import io.tokengrid.journal.Fact;
import io.tokengrid.journal.PriceBookCodec;
import io.tokengrid.journal.Publisher;
import io.tokengrid.journal.RerateTally;
import io.tokengrid.ledger.AccountImage;
import io.tokengrid.ledger.Budget;
import io.tokengrid.ledger.BudgetScope;
import io.tokengrid.ledger.CostCentre;
import io.tokengrid.ledger.Grant;
import io.tokengrid.ledger.LedgerFact;
import io.tokengrid.ledger.LedgerFact.NumberedBudget;
import io.tokengrid.ledger.Terms;
import io.tokengrid.metering.TokenClass;
import io.tokengrid.metering.UsageUnit;
import io.tokengrid.rating.EffectivePrices;
import io.tokengrid.rating.PriceBook;
import io.tokengrid.rating.PriceRow;
import io.tokengrid.units.BinaryWriter;
import io.tokengrid.units.CallId;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.KeyId;
import io.tokengrid.units.Money;
import io.tokengrid.units.OrganizationId;
import io.tokengrid.units.Price;
import io.tokengrid.units.TokenCount;
import io.tokengrid.units.UnitPrice;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Writes what facts say about organizations, keys, budgets, money that came in, and prices.
final class CustomerRows {
    private final Connection connection;
    private final int node;

    /// @param node whose journal the facts are from
    CustomerRows(Connection connection, int node) {
        this.connection = connection;
        this.node = node;
    }

    /// Writes a fact.
    ///
    /// @param sequence where it stands
    void write(Fact fact, long sequence) throws SQLException {
        switch (fact) {
            case Fact.Accounted(LedgerFact change) -> write(change, sequence);
            case Fact.BookPublished published -> publish(published);
            case Fact.Rerated rerated -> end(rerated);
            case Fact.Issued issued -> new DocumentRows(connection, node).issue(issued, sequence);
            case Fact.ProfileSet set -> new DocumentRows(connection, node).profile(set);
            case Fact.Reconciled reconciled ->
                    new BillRows(connection, node).reconciled(reconciled, sequence);
            case Fact.Admitted _,
                    Fact.Ingested _,
                    Fact.Settled _,
                    Fact.Voided _,
                    Fact.Grown _,
                    Fact.Marked _,
                    Fact.Delivered _,
                    Fact.Counted _,
                    Fact.Corrected _ ->
                    throw new IllegalStateException("a fact about a call");
        }
    }

    /// The currency of an organization that was written before.
    CurrencyCode currency(OrganizationId organization) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement("SELECT currency FROM organizations WHERE id = ?")) {
            query.setLong(1, organization.value());
            try (ResultSet rows = query.executeQuery()) {
                if (!rows.next()) {
                    throw new IllegalStateException(organization + " was never opened");
                }
                return new CurrencyCode(rows.getString(1));
            }
        }
    }

    private void write(LedgerFact change, long sequence) throws SQLException {
        switch (change) {
            case LedgerFact.OrganizationOpened opened -> open(opened);
            case LedgerFact.TermsChanged changed -> {
                Terms terms = changed.terms();
                execute(
                        """
                        UPDATE organizations
                        SET billing = ?, credit_limit = ?, unlimited = ?, zone = ?,
                          price_groups = ?
                        WHERE id = ?
                        """,
                        terms.billing().key(),
                        terms.creditLimit().toBigDecimal(),
                        terms.unlimited(),
                        terms.zone().getId(),
                        terms.priceGroups().toArray(String[]::new),
                        changed.organization().value());
            }
            case LedgerFact.KeyIssued issued -> issue(issued);
            case LedgerFact.KeyChanged changed ->
                    execute(
                            "UPDATE keys SET expires_at = ?, models = ? WHERE id = ?",
                            time(changed.limits().expires()),
                            changed.limits().models().toArray(String[]::new),
                            changed.key().value());
            case LedgerFact.KeyRevoked revoked ->
                    execute(
                            "UPDATE keys SET revoked_at = ? WHERE id = ?",
                            time(revoked.at()),
                            revoked.key().value());
            case LedgerFact.BudgetsSet set -> setBudgets(set);
            case LedgerFact.ToppedUp up ->
                    fund(
                            up.organization(),
                            up.reference(),
                            "top-up",
                            up.amount().toBigDecimal(),
                            up.repaid().negated().toBigDecimal(),
                            null,
                            up.at(),
                            sequence);
            case LedgerFact.Adjusted adjusted ->
                    fund(
                            adjusted.organization(),
                            adjusted.reference(),
                            "adjustment",
                            adjusted.amount().toBigDecimal(),
                            adjusted.owed().toBigDecimal(),
                            adjusted.reason(),
                            adjusted.at(),
                            sequence);
            case LedgerFact.Granted granted -> grant(granted, sequence);
            case LedgerFact.GrantWithdrawn withdrawn ->
                    end(
                            withdrawn.organization(),
                            withdrawn.number(),
                            true,
                            withdrawn.amount(),
                            withdrawn.reason(),
                            withdrawn.at(),
                            sequence);
            case LedgerFact.GrantsLapsed lapsed when lapsed.unit() != null -> {}
            case LedgerFact.GrantsLapsed lapsed -> {
                for (LedgerFact.Lapse lapse : lapsed.lapses()) {
                    end(
                            lapsed.organization(),
                            lapse.grant(),
                            lapse.withdrawn(),
                            lapse.amount(),
                            null,
                            lapsed.at(),
                            sequence);
                }
            }
            case LedgerFact.Subscribed subscribed ->
                    new PlanRows(connection, node).subscribed(subscribed);
            case LedgerFact.PeriodOpened opened ->
                    new PlanRows(connection, node).opened(opened, sequence);
            case LedgerFact.SubscriptionEnded ended -> new PlanRows(connection, node).ended(ended);
            case LedgerFact.CostAdjusted adjusted ->
                    new BillRows(connection, node).adjusted(adjusted, sequence);
            case LedgerFact.RestPrepared prepared -> keep(prepared);
            case LedgerFact.Rested _ -> {}
            case LedgerFact.Woken woken ->
                    execute(
                            "DELETE FROM resting WHERE node = ? AND organization = ?",
                            node,
                            woken.account().organization().value());
            case LedgerFact.HoldPlaced _,
                    LedgerFact.HoldGrown _,
                    LedgerFact.HoldPosted _,
                    LedgerFact.HoldReleased _,
                    LedgerFact.DocumentIssued _,
                    LedgerFact.UsageCharged _,
                    LedgerFact.ChargeCorrected _ ->
                    throw new IllegalStateException("a part of another fact");
        }
    }

    private void open(LedgerFact.OrganizationOpened opened) throws SQLException {
        Terms terms = opened.terms();
        execute(
                """
                INSERT INTO organizations
                  (id, name, currency, billing, credit_limit, unlimited, zone, price_groups,
                   opened_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                opened.organization().value(),
                opened.name(),
                terms.currency().code(),
                terms.billing().key(),
                terms.creditLimit().toBigDecimal(),
                terms.unlimited(),
                terms.zone().getId(),
                terms.priceGroups().toArray(String[]::new),
                time(opened.at()));
    }

    private void issue(LedgerFact.KeyIssued issued) throws SQLException {
        CostCentre centre = issued.costCentre();
        execute(
                """
                INSERT INTO keys (id, organization, department, application, function,
                  secret_hash, expires_at, models, issued_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                issued.key().value(),
                issued.organization().value(),
                centre.department(),
                centre.application(),
                centre.function(),
                issued.secret().toBytes(),
                time(issued.limits().expires()),
                issued.limits().models().toArray(String[]::new),
                time(issued.at()));
    }

    private void setBudgets(LedgerFact.BudgetsSet set) throws SQLException {
        BudgetScope scope = set.scope();
        KeyId key = scope.key();
        @Nullable Long keyId = key == null ? null : (Long) key.value();
        execute(
                """
                DELETE FROM budgets
                WHERE node = ? AND organization = ? AND department IS NOT DISTINCT FROM ?
                  AND application IS NOT DISTINCT FROM ? AND function IS NOT DISTINCT FROM ?
                  AND key IS NOT DISTINCT FROM ?
                """,
                node,
                scope.organization().value(),
                scope.department(),
                scope.application(),
                scope.function(),
                keyId);
        for (NumberedBudget numbered : set.budgets()) {
            Budget budget = numbered.budget();
            TokenCount tokens = budget.tokens();
            execute(
                    """
                    INSERT INTO budgets (node, number, organization, department, application,
                      function, key, amount, tokens, per, hard, set_at)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                    node,
                    numbered.number(),
                    scope.organization().value(),
                    scope.department(),
                    scope.application(),
                    scope.function(),
                    keyId,
                    budget.amount() == null ? null : budget.amount().toBigDecimal(),
                    tokens == null ? null : (Long) tokens.value(),
                    budget.per().key(),
                    budget.hard(),
                    time(set.at()));
        }
    }

    private void fund(
            OrganizationId organization,
            String reference,
            String kind,
            BigDecimal amount,
            BigDecimal owed,
            @Nullable String reason,
            Instant at,
            long sequence)
            throws SQLException {
        execute(
                """
                INSERT INTO funding
                  (organization, reference, kind, amount, owed, reason, at, node, sequence)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                organization.value(),
                reference,
                kind,
                amount,
                owed,
                reason,
                time(at),
                node,
                sequence);
    }

    private void grant(LedgerFact.Granted granted, long sequence) throws SQLException {
        Grant grant = granted.grant();
        execute(
                """
                INSERT INTO grants (organization, number, reference, kind, amount, paid, priority,
                  starts_at, expires_at, models, granted_at, node, sequence)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                granted.organization().value(),
                granted.number(),
                grant.reference(),
                grant.kind().key(),
                grant.amount().toBigDecimal(),
                grant.paid().toBigDecimal(),
                grant.priority(),
                time(grant.life().starts()),
                time(grant.life().expires().orElse(null)),
                grant.models().toArray(String[]::new),
                time(granted.at()),
                node,
                sequence);
    }

    private void end(
            OrganizationId organization,
            long grant,
            boolean withdrawn,
            Money amount,
            @Nullable String reason,
            Instant at,
            long sequence)
            throws SQLException {
        execute(
                """
                INSERT INTO grant_ends
                  (organization, number, withdrawn, amount, reason, at, node, sequence)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """,
                organization.value(),
                grant,
                withdrawn,
                amount.toBigDecimal(),
                reason,
                time(at),
                node,
                sequence);
    }

    private void keep(LedgerFact.RestPrepared prepared) throws SQLException {
        AccountImage image = prepared.account();
        execute(
                """
                INSERT INTO resting (node, organization, position, opened_at, hash, image)
                SELECT ?, id, ?, opened_at, ?, ? FROM organizations WHERE id = ?
                ON CONFLICT (node, organization) DO UPDATE
                SET position = excluded.position, hash = excluded.hash, image = excluded.image
                """,
                node,
                prepared.position(),
                image.hash(prepared.position()).toBytes(),
                image.bytes(),
                image.organization().value());
    }

    private void publish(Fact.BookPublished published) throws SQLException {
        PriceBook book = published.book();
        Publisher by = published.by();
        var image = new BinaryWriter(1_024);
        PriceBookCodec.write(book, image);
        execute(
                """
                INSERT INTO price_books
                  (node, version, published_at, published_by, backdated, image)
                VALUES (?, ?, ?, ?, ?, ?)
                """,
                node,
                book.version(),
                time(published.at()),
                by == null ? null : by.key(),
                ratesAgain(published),
                image.toByteArray());
        try (PreparedStatement insert =
                connection.prepareStatement(
                        """
                        INSERT INTO effective_prices (node, version, number, side, model, provider,
                          currency, effective, until, rules, price_of, per_million, per_unit)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                        """)) {
            for (EffectivePrices prices : book.effective()) {
                addPrices(book.version(), prices, insert);
            }
            insert.executeBatch();
        }
    }

    private boolean ratesAgain(Fact.BookPublished published) throws SQLException {
        PriceBook book = published.book();
        if (book.rows().stream().noneMatch(PriceRow::backdate)) {
            return false;
        }
        List<PublishedBook> before = PublishedBook.read(node, book.version() - 1, 1, connection);
        return !PublishedBook.backdating(book, published.at(), before).isEmpty();
    }

    private void end(Fact.Rerated rerated) throws SQLException {
        RerateTally tally = rerated.tally();
        List<Map.Entry<CurrencyCode, RerateTally.Difference>> sums =
                List.copyOf(new TreeMap<>(tally.differences()).entrySet());
        execute(
                """
                UPDATE price_books SET rerated_at = ?, rerated = ?, corrected = ?, kept = ?,
                  unpriced = ?, difference_currencies = ?, more = ?, owed = ?, kept_calls = ?
                WHERE node = ? AND version = ?
                """,
                time(rerated.at()),
                tally.calls(),
                tally.corrected(),
                tally.kept(),
                tally.unpriced(),
                sums.stream().map(sum -> sum.getKey().code()).toArray(String[]::new),
                amounts(sums, RerateTally.Difference::more),
                amounts(sums, RerateTally.Difference::owed),
                tally.keptCalls().stream().map(CallId::toString).toArray(String[]::new),
                node,
                rerated.book());
    }

    private static BigDecimal[] amounts(
            List<Map.Entry<CurrencyCode, RerateTally.Difference>> sums,
            Function<RerateTally.Difference, Money> amount) {
        return sums.stream()
                .map(sum -> amount.apply(sum.getValue()).toBigDecimal())
                .toArray(BigDecimal[]::new);
    }

    private void addPrices(long version, EffectivePrices prices, PreparedStatement insert)
            throws SQLException {
        for (Map.Entry<TokenClass, Price> price : prices.prices().published().entrySet()) {
            BigDecimal perMillion =
                    BigDecimal.valueOf(price.getValue().attosPerToken(), Price.SCALE);
            addPrice(version, prices, price.getKey().key(), perMillion, null, insert);
        }
        for (Map.Entry<UsageUnit, UnitPrice> price : prices.prices().publishedUnits().entrySet()) {
            var perUnit = new BigDecimal(price.getValue().toString());
            addPrice(version, prices, price.getKey().key(), null, perUnit, insert);
        }
    }

    private void addPrice(
            long version,
            EffectivePrices prices,
            String priceOf,
            @Nullable BigDecimal perMillion,
            @Nullable BigDecimal perUnit,
            PreparedStatement insert)
            throws SQLException {
        PriceRow row = prices.row();
        bind(
                insert,
                node,
                version,
                prices.number(),
                prices.side().key(),
                row.model(),
                row.provider(),
                prices.currency().code(),
                time(row.effective()),
                time(row.until()),
                prices.reasons().stream()
                        .map(reason -> reason.kind() + " " + reason.rule())
                        .toArray(String[]::new),
                priceOf,
                perMillion,
                perUnit);
        insert.addBatch();
    }

    private void execute(String sql, @Nullable Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, values);
            statement.executeUpdate();
        }
    }

    private static void bind(PreparedStatement statement, @Nullable Object... values)
            throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
    }

    private static @Nullable OffsetDateTime time(@Nullable Instant at) {
        return at == null ? null : Micros.instant(Micros.of(at)).atOffset(ZoneOffset.UTC);
    }
}
