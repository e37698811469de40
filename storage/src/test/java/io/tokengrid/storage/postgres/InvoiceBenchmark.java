package io.tokengrid.storage.postgres;

import io.tokengrid.rating.invoice.Billable;
import io.tokengrid.rating.invoice.BillingProfile;
import io.tokengrid.rating.invoice.Document;
import io.tokengrid.rating.invoice.DocumentImage;
import io.tokengrid.rating.invoice.DocumentKind;
import io.tokengrid.rating.invoice.Language;
import io.tokengrid.rating.invoice.Party;
import io.tokengrid.rating.invoice.Seller;
import io.tokengrid.rating.invoice.TaxTerms;
import io.tokengrid.rating.plan.Tax;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Money;
import io.tokengrid.units.OrganizationId;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.ZoneId;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;

/// How long the documents of a month take that is made of many rolled-up charges: rows of
/// `charge_hours`, of an organization, an hour, a model, an item and a price each.
///
/// Run `main` with the test class path: rows, organizations, and how many are invoiced at a time.
final class InvoiceBenchmark {
    private static final Instant FROM = Instant.parse("2026-10-01T00:00:00Z");
    private static final Instant TO = Instant.parse("2026-11-01T00:00:00Z");
    private static final Instant CUT = Instant.parse("2026-11-01T01:00:00Z");
    private static final int HOURS = 744;
    private static final Seller SELLER =
            new Seller(
                    new Party("Guian Compute Co., Ltd.", "", "", "", "", ""),
                    "",
                    new Seller.Series("INV-", "CB-", "CN-"),
                    new TaxTerms(new BigDecimal("0.06"), false, Tax.Basis.LINE, ""),
                    Language.EN,
                    30,
                    new Seller.ItemCode("", ""));

    private InvoiceBenchmark() {}

    public static void main(String[] arguments)
            throws IOException, SQLException, InterruptedException, ExecutionException {
        long rows = Long.parseLong(arguments[0]);
        long organizations = Long.parseLong(arguments[1]);
        int atOnce = Integer.parseInt(arguments[2]);
        Path folder = Files.createTempDirectory("invoice-benchmark");
        TestFolders.letOthersPass(folder);
        try (EmbeddedPostgres server = EmbeddedPostgres.start(folder.resolve("postgres"));
                Database database = Database.open(server.address())) {
            long began = System.nanoTime();
            fill(database, rows, organizations);
            System.out.printf("filled with %,d rows in %.0f s%n", rows, seconds(began));
            for (int round = 1; round <= 3; round++) {
                invoice(database, organizations, atOnce);
            }
        }
    }

    /// Each organization has `rows / organizations` of them: hour by hour some models with three
    /// items each.
    private static void fill(Database database, long rows, long organizations) throws SQLException {
        long each = rows / organizations;
        try (Connection connection = database.connection();
                Statement statement = connection.createStatement()) {
            statement.execute("ALTER TABLE charge_hours DROP CONSTRAINT charge_hours_pkey");
            statement.execute("SET maintenance_work_mem = '1GB'");
            statement.execute(
                    """
                    INSERT INTO charge_hours (organization, hour, recorded, currency, model, item,
                      price, quantity, amount)
                    SELECT o, hour, hour, 'CNY', 'model-' || n / %1$d / 3,
                      (ARRAY['input', 'cached-input', 'output'])[1 + n / %1$d %% 3],
                      0.8, 1000 + n * 7, 0.0000008 * (1000 + n * 7)
                    FROM generate_series(1, %2$d) AS o, generate_series(0, %3$d) AS n,
                      LATERAL (SELECT timestamptz '2026-10-01T00:00Z'
                        + interval '1 hour' * (n %% %1$d)) AS at (hour)
                    """
                            .formatted(HOURS, organizations, each - 1));
            statement.execute(
                    """
                    ALTER TABLE charge_hours ADD PRIMARY KEY
                      (organization, hour, recorded, currency, model, item, price)
                    """);
            statement.execute("VACUUM ANALYZE charge_hours");
        }
    }

    private static void invoice(Database database, long organizations, int atOnce)
            throws InterruptedException, ExecutionException {
        long began = System.nanoTime();
        var lines = new AtomicLong();
        var bytes = new AtomicLong();
        try (var threads = Executors.newFixedThreadPool(atOnce)) {
            var runs =
                    LongStream.rangeClosed(1, organizations)
                            .<Future<?>>mapToObj(id ->
                                    threads.submit(() -> {
                                        DocumentImage image = document(database, id);
                                        lines.addAndGet(image.document().lines().size());
                                        bytes.addAndGet(image.size());
                                        return image.digest();
                                    }))
                            .toList();
            for (Future<?> run : runs) {
                run.get();
            }
        }
        System.out.printf(
                "%,d documents with %,d lines and %,d bytes in %.1f s%n",
                organizations, lines.get(), bytes.get(), seconds(began));
    }

    private static DocumentImage document(Database database, long id) throws SQLException {
        var query = new InvoiceQuery(new OrganizationId(id), FROM, TO, CUT, ZoneId.of("UTC"), null);
        try (Connection connection = database.connection()) {
            var reader = new DocumentReader(connection);
            DocumentReader.Found found = reader.billable(query, false);
            BillingProfile profile = reader.profile(query.organization());
            Document document =
                    new Billable(
                                    DocumentKind.INVOICE,
                                    query.organization(),
                                    "Organization " + id,
                                    new CurrencyCode("CNY"),
                                    query.zone(),
                                    FROM,
                                    TO,
                                    CUT,
                                    found.charges(),
                                    found.adjustments(),
                                    found.fees(),
                                    found.centres())
                            .document(SELLER, profile)
                            .orElseThrow();
            if (document.exact().equals(Money.ZERO)) {
                throw new IllegalStateException("nothing was charged");
            }
            return DocumentImage.of(document);
        }
    }

    private static double seconds(long began) {
        return (System.nanoTime() - began) / 1e9;
    }
}
