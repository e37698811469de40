package io.tokengrid.console;

import static io.tokengrid.console.Route.get;

import io.tokengrid.documents.focus.FocusTable;
import io.tokengrid.documents.focus.FocusVersion;
import io.tokengrid.documents.table.TableFormat;
import io.tokengrid.documents.table.TableWriter;
import io.tokengrid.rating.invoice.Seller;
import io.tokengrid.storage.postgres.FocusCharges;
import io.tokengrid.storage.postgres.FocusQuery;
import io.tokengrid.units.OrganizationId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/// Charges as a file of FOCUS.
final class Focus {
    private static final Parameter<Instant> FROM =
            Parameter.required(
                    "from", Instant.class, "The first full hour (UTC) at which periods begin.");
    private static final Parameter<Instant> TO =
            Parameter.required("to", Instant.class, "The full hour (UTC) after the last.");
    private static final Parameter<FocusQuery.By> BY =
            Parameter.optional(
                    "by",
                    FocusQuery.By.class,
                    "Which periods these are: `charge` (if left out), when something was used; or"
                            + " `billing`, when it is billed, which finds whole invoices.");
    private static final Parameter<TableFormat> FORMAT =
            Parameter.optional("format", TableFormat.class, "`csv` (if left out) or `parquet`.");
    private static final Parameter<String> VERSION =
            Parameter.optional(
                    "version",
                    String.class,
                    "Of the specification: `1.4` (if left out), or `1.5-draft`, whose names of"
                            + " properties of tokens are not final.");

    /// Each has a connection to the database while its file is made.
    private static final int MOST_AT_ONCE = 4;

    /// Who serves, where the configuration does not say who issues invoices.
    private static final String UNNAMED = "TokenGrid";

    private final Organizations organizations;
    private final FocusCharges charges;
    private final Folded folded;
    private final Supplier<Seller> seller;
    private final Semaphore places = new Semaphore(MOST_AT_ONCE);

    Focus(
            Organizations organizations,
            FocusCharges charges,
            Folded folded,
            Supplier<Seller> seller) {
        this.organizations = organizations;
        this.charges = charges;
        this.folded = folded;
        this.seller = seller;
    }

    Route route() {
        return get("/api/v1/focus")
                .says("Exports charges as FOCUS has them, in CSV or Parquet.")
                .notes(
                        "The dataset Cost and Usage of the FinOps Open Cost and Usage Specification"
                                + " 1.4: a row for each hour, model, item and price; payments,"
                                + " grants, taxes and corrections beside them. The rows add up to"
                                + " statements and invoices, to the last digit:"
                                + " `docs/concepts/focus.md`.")
                .query(FROM, TO, Parameters.ORGANIZATION, BY, FORMAT, VERSION)
                .replies(List.of(FileDownload.class), this::export);
    }

    private Reply export(Request request) {
        OrganizationId organization = request.get(Parameters.ORGANIZATION);
        if (organization != null) {
            organizations.existing(organization, request.now());
        }
        Instant from = hour(request, FROM);
        Instant to = hour(request, TO);
        if (to.isBefore(from)) {
            throw ApiProblem.invalid(
                    "invalid_parameter", "'to' is before 'from'.", "Ranges are half-open.");
        }
        var query = new FocusQuery(organization, from, to, request.get(BY, FocusQuery.By.CHARGE));
        FocusVersion version = version(request);
        TableFormat format = request.get(FORMAT, TableFormat.CSV);
        folded.awaitAll();
        if (!places.tryAcquire()) {
            throw ApiProblem.unavailable(
                    "exports_busy",
                    "As many files are being made as can be at once.",
                    "Try again in a moment.");
        }
        try {
            return Reply.ok(
                    new FileDownload(
                            format.mediaType(),
                            "focus-" + from.toString().substring(0, 10) + "." + format.extension(),
                            file(query, version, format)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            places.release();
        }
    }

    private Path file(FocusQuery query, FocusVersion version, TableFormat format)
            throws IOException {
        String issuer = seller.get().issuer().name();
        Path file = Files.createTempFile("tokengrid-", "." + format.extension());
        boolean complete = false;
        try (var bytes = Files.newOutputStream(file);
                TableWriter out = format.open(FocusTable.COLUMNS, bytes)) {
            var table = new FocusTable(version, issuer.isEmpty() ? UNNAMED : issuer, out);
            charges.each(query, table::row);
            complete = true;
        } finally {
            if (!complete) {
                Files.deleteIfExists(file);
            }
        }
        return file;
    }

    private static FocusVersion version(Request request) {
        try {
            return FocusVersion.of(request.get(VERSION, FocusVersion.V1_4.key()));
        } catch (IllegalArgumentException e) {
            throw ApiProblem.invalid(
                    "invalid_parameter",
                    "'version': " + e.getMessage() + ".",
                    VERSION.description());
        }
    }

    private static Instant hour(Request request, Parameter<Instant> parameter) {
        Instant at = request.required(parameter);
        if (!at.equals(at.truncatedTo(ChronoUnit.HOURS))) {
            throw ApiProblem.invalid(
                    "invalid_parameter",
                    "'" + parameter.name() + "' is no full hour (UTC).",
                    "Charges are summed by the hour.");
        }
        return at;
    }
}
