package io.tokengrid.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokengrid.rating.focus.FocusRow;
import io.tokengrid.rating.focus.FocusRow.Category;
import io.tokengrid.rating.focus.FocusRow.OnInvoice;
import io.tokengrid.rating.focus.FocusRow.Sku;
import io.tokengrid.rating.invoice.Billable;
import io.tokengrid.rating.invoice.BillingProfile;
import io.tokengrid.rating.invoice.Document;
import io.tokengrid.rating.invoice.DocumentImage;
import io.tokengrid.rating.invoice.DocumentKind;
import io.tokengrid.rating.invoice.Issue;
import io.tokengrid.rating.invoice.Language;
import io.tokengrid.rating.invoice.Party;
import io.tokengrid.rating.invoice.Seller;
import io.tokengrid.rating.invoice.TaxTerms;
import io.tokengrid.rating.plan.Tax;
import io.tokengrid.testing.Draw;
import io.tokengrid.testing.Seeds;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Money;
import io.tokengrid.units.OrganizationId;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// `LinesAddUp`: what FOCUS bills on an invoice is what that asks for, and what it calls effective
/// is what was used, to the last digit.
final class FocusChargesTest {
    @RegisterExtension static final TestDatabase DATABASE = TestDatabase.empty();

    private static final OrganizationId ACME = new OrganizationId(7);
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant NEVER = Instant.parse("2100-01-01T00:00:00Z");
    private static final int DAYS = 100;
    private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
    private static final List<TaxTerms> TAXES =
            List.of(
                    TaxTerms.NONE,
                    new TaxTerms(new BigDecimal("0.06"), false, Tax.Basis.LINE, ""),
                    new TaxTerms(new BigDecimal("0.13"), false, Tax.Basis.INVOICE, ""),
                    new TaxTerms(new BigDecimal("0.06"), true, Tax.Basis.LINE, ""));

    @Test
    void rows_add_up_to_usage_and_to_invoices() throws SQLException {
        try (FreshSchema schema = FreshSchema.in(DATABASE);
                Connection connection = schema.database().connection()) {
            connection.setAutoCommit(false);
            Seeds.play(20, random -> play(connection, random));
        }
    }

    private static void play(Connection connection, RandomGenerator random) throws SQLException {
        DocumentKind kind =
                Draw.one(
                        random,
                        List.of(
                                DocumentKind.INVOICE,
                                DocumentKind.SETTLED_INVOICE,
                                DocumentKind.CHARGEBACK));
        fill(connection, kind, random);
        Map<String, BigDecimal> payable = invoices(connection, kind, random);

        List<FocusRow> all = rows(connection, Instant.EPOCH, NEVER, FocusQuery.By.CHARGE);

        all.forEach(FocusChargesTest::obeysFocus);
        assertThat(billed(all)).isEqualTo(payable);
        Instant from = BEGIN.plus(Duration.ofHours(random.nextInt(DAYS * 24)));
        Instant to = from.plus(Duration.ofHours(random.nextInt(DAYS * 24)));
        assertThat(used(rows(connection, from, to, FocusQuery.By.CHARGE)))
                .isEqualTo(charged(connection, from, to));
        var parted = new ArrayList<FocusRow>();
        for (FocusQuery.By by : FocusQuery.By.values()) {
            parted.clear();
            parted.addAll(rows(connection, Instant.EPOCH, from, by));
            parted.addAll(rows(connection, from, to, by));
            parted.addAll(rows(connection, to, NEVER, by));
            assertThat(parted).containsExactlyInAnyOrderElementsOf(all);
        }
        if (kind == DocumentKind.INVOICE) {
            wholeInvoices(connection, payable);
        }
    }

    /// The rows of an invoice are all in its billing period.
    private static void wholeInvoices(Connection connection, Map<String, BigDecimal> payable)
            throws SQLException {
        try (Statement statement = connection.createStatement();
                var found =
                        statement.executeQuery(
                                "SELECT name, period_from FROM documents ORDER BY name")) {
            while (found.next()) {
                Instant from = found.getObject(2, java.time.OffsetDateTime.class).toInstant();
                var rows = rows(connection, from, from.plusSeconds(1), FocusQuery.By.BILLING);
                assertThat(billed(rows))
                        .containsEntry(found.getString(1), payable.get(found.getString(1)));
            }
        }
    }

    /// Requirements of FOCUS 1.4 on what columns say together.
    private static void obeysFocus(FocusRow row) {
        Sku sku = row.sku();
        boolean priced = row.category() == Category.USAGE || row.category() == Category.PURCHASE;
        assertThat(sku != null).isEqualTo(priced);
        if (sku != null) {
            assertThat(sku.listPrice().multiply(sku.quantity()))
                    .isEqualByComparingTo(row.costs().list().toBigDecimal());
            assertThat(sku.contractedPrice().multiply(sku.quantity()))
                    .isEqualByComparingTo(row.costs().contracted().toBigDecimal());
            assertThat(sku.consumed() != null).isEqualTo(row.category() == Category.USAGE);
        }
        switch (row.category()) {
            case PURCHASE -> assertThat(row.costs().effective()).isEqualTo(Money.ZERO);
            case CREDIT, ADJUSTMENT -> {
                assertThat(row.costs().list()).isEqualTo(row.costs().billed());
                assertThat(row.costs().contracted()).isEqualTo(row.costs().billed());
            }
            case USAGE, TAX -> {}
        }
        assertThat(row.charge().start()).isBefore(row.charge().end());
        assertThat(row.billing().start()).isBefore(row.billing().end());
    }

    /// Charges that are recorded up to a week after their calls, taken back again at times,
    /// deductions, adjustments and payments.
    private static void fill(Connection connection, DocumentKind kind, RandomGenerator random)
            throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("TRUNCATE charge_hours, funding, documents, organizations CASCADE");
            statement.execute(
                    """
                    INSERT INTO organizations (id, name, currency, billing, credit_limit, unlimited,
                      zone, opened_at)
                    VALUES (7, 'Acme', 'CNY', '%s', 0, false, '%s', '2026-01-01T00:00Z')
                    """
                            .formatted(
                                    switch (kind) {
                                        case INVOICE, CREDIT_NOTE -> "postpaid";
                                        case SETTLED_INVOICE -> "prepaid";
                                        case CHARGEBACK -> "internal";
                                    },
                                    ZONE));
            for (int i = 0; i < 80; i++) {
                int hour = random.nextInt(DAYS * 24);
                int late = Draw.once(random, 2) ? 0 : random.nextInt(7 * 24);
                long tokens = random.nextInt(3_000_000) - (Draw.once(random, 4) ? 3_000_000 : 0);
                boolean deduction = Draw.once(random, 8);
                String price = Draw.one(random, List.of("0.8", "3", "0.000000000001"));
                statement.execute(
                        """
                        INSERT INTO charge_hours (organization, hour, recorded, currency, model,
                          item, price, quantity, amount)
                        VALUES (7, '%s', '%s', 'CNY', 'm%d', '%s', %s, %d, %s)
                        ON CONFLICT DO NOTHING
                        """
                                .formatted(
                                        BEGIN.plus(Duration.ofHours(hour)),
                                        BEGIN.plus(Duration.ofHours(hour + late)),
                                        random.nextInt(3),
                                        deduction
                                                ? "waived"
                                                : Draw.one(random, List.of("input", "output")),
                                        deduction ? "0" : price,
                                        deduction ? 1 : tokens,
                                        deduction
                                                ? "-0.000000123"
                                                : price + " * " + tokens + " / 1000000::numeric"));
            }
            for (int i = 0; i < 12; i++) {
                boolean adjusted = random.nextBoolean();
                statement.execute(
                        """
                        INSERT INTO funding (organization, reference, kind, amount, owed, reason,
                          at, node, sequence)
                        VALUES (7, 'r%d', '%s', %d, 0, %s, '%s', 1, %d)
                        """
                                .formatted(
                                        i,
                                        adjusted ? "adjustment" : "top-up",
                                        1 + random.nextInt(9),
                                        adjusted ? "'why'" : "null",
                                        BEGIN.plusSeconds(random.nextInt(DAYS * 86_400)),
                                        i + 1));
            }
        }
    }

    /// Invoices some periods one after the other, and answers what there is to pay for each.
    private static Map<String, BigDecimal> invoices(
            Connection connection, DocumentKind kind, RandomGenerator random) throws SQLException {
        Map<String, BigDecimal> payable = new HashMap<>();
        TaxTerms tax = Draw.one(random, TAXES);
        InvoiceQuery.Covered previous = null;
        Instant from = BEGIN;
        Instant cut = BEGIN;
        for (int i = 1; from.isBefore(BEGIN.plus(Duration.ofDays(DAYS - 20L))); i++) {
            Instant to = from.plus(Duration.ofMinutes(30L * (1 + random.nextInt(30 * 48))));
            Instant earliest = InvoiceQuery.hour(to.isAfter(cut) ? to : cut);
            cut = earliest.plus(Duration.ofHours(Draw.once(random, 2) ? 1 : random.nextInt(200)));
            var query = new InvoiceQuery(ACME, from, to, cut, ZONE, previous);
            var found = new DocumentReader(connection).billable(query, false);
            Document document =
                    new Billable(
                                    kind,
                                    ACME,
                                    "Acme",
                                    new CurrencyCode("CNY"),
                                    ZONE,
                                    from,
                                    to,
                                    cut,
                                    found.charges(),
                                    found.adjustments(),
                                    found.fees(),
                                    List.of())
                            .document(seller(tax), BillingProfile.UNKNOWN)
                            .orElse(null);
            if (document != null) {
                String name = "INV-" + i;
                Money owed =
                        kind == DocumentKind.SETTLED_INVOICE && random.nextBoolean()
                                ? Money.parse("0.25")
                                : Money.ZERO;
                insert(connection, name, i, document, owed);
                payable.put(
                        name, new Issue(name, cut, owed).payable(document).stripTrailingZeros());
                previous = new InvoiceQuery.Covered(name, to, cut);
                from = Draw.once(random, 4) ? to.plus(Duration.ofDays(1)) : to;
            } else {
                from = to;
            }
        }
        return payable;
    }

    private static Seller seller(TaxTerms tax) {
        return new Seller(
                new Party("Guian Compute", "", "", "", "", ""),
                "",
                new Seller.Series("INV-", "CB-", "CN-"),
                tax,
                Language.EN,
                30,
                new Seller.ItemCode("", ""));
    }

    private static void insert(
            Connection connection, String name, int number, Document document, Money owed)
            throws SQLException {
        DocumentImage image = DocumentImage.of(document);
        try (PreparedStatement insert =
                connection.prepareStatement(
                        """
                        INSERT INTO documents (name, series, number, organization, kind, currency,
                          period_from, period_to, cut, net, tax, total, owed, issued_at, digest,
                          document, node, sequence)
                        VALUES (?, 'INV-', ?, 7, ?, 'CNY', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?)
                        """)) {
            insert.setString(1, name);
            insert.setInt(2, number);
            insert.setString(3, document.kind().key());
            insert.setObject(4, document.from().atOffset(ZoneOffset.UTC));
            insert.setObject(5, document.to().atOffset(ZoneOffset.UTC));
            insert.setObject(6, document.cut().atOffset(ZoneOffset.UTC));
            insert.setBigDecimal(7, document.net());
            insert.setBigDecimal(8, document.taxSum());
            insert.setBigDecimal(9, document.total());
            insert.setBigDecimal(10, owed.toBigDecimal());
            insert.setObject(11, document.cut().atOffset(ZoneOffset.UTC));
            insert.setBytes(12, image.digest().toBytes());
            insert.setBytes(13, image.bytes());
            insert.setInt(14, number);
            insert.execute();
        }
    }

    private static List<FocusRow> rows(
            Connection connection, Instant from, Instant to, FocusQuery.By by) throws SQLException {
        var rows = new ArrayList<FocusRow>();
        new FocusReader(connection, new FocusQuery(null, from, to, by), rows::add).read();
        return rows;
    }

    private static Map<String, BigDecimal> billed(List<FocusRow> rows) {
        Map<String, BigDecimal> billed = new HashMap<>();
        for (FocusRow row : rows) {
            OnInvoice invoice = row.invoice();
            if (invoice != null) {
                billed.merge(
                        invoice.number(), row.costs().billed().toBigDecimal(), BigDecimal::add);
            }
        }
        billed.replaceAll((_, amount) -> amount.stripTrailingZeros());
        return billed;
    }

    private static Money used(List<FocusRow> rows) {
        return rows.stream()
                .filter(row ->
                        row.category() == Category.USAGE || row.category() == Category.CREDIT)
                .map(row -> row.costs().effective())
                .reduce(Money.ZERO, Money::plus);
    }

    private static Money charged(Connection connection, Instant from, Instant to)
            throws SQLException {
        try (Statement statement = connection.createStatement();
                var rows =
                        statement.executeQuery(
                                """
                                SELECT coalesce(sum(amount), 0) FROM charge_hours
                                WHERE hour >= '%s' AND hour < '%s'
                                """
                                        .formatted(from, to))) {
            rows.next();
            return Money.of(rows.getBigDecimal(1));
        }
    }
}
