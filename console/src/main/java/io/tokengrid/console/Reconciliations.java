package io.tokengrid.console;

import io.tokengrid.console.BillDocuments.BillMistake;
import io.tokengrid.console.BillDocuments.BillShape;
import io.tokengrid.console.BillDocuments.Days;
import io.tokengrid.journal.BillFile;
import io.tokengrid.journal.Fact;
import io.tokengrid.journal.FactCodec;
import io.tokengrid.journal.ReconciliationCodec;
import io.tokengrid.ledger.LedgerFact.CostEntry;
import io.tokengrid.ledger.ProviderBill;
import io.tokengrid.rating.bill.Bill;
import io.tokengrid.rating.bill.Bill.Attested;
import io.tokengrid.rating.bill.Finding;
import io.tokengrid.rating.bill.Matching;
import io.tokengrid.rating.bill.Reconciliation;
import io.tokengrid.storage.Node;
import io.tokengrid.storage.postgres.KeptReconciliation;
import io.tokengrid.storage.postgres.Views;
import io.tokengrid.units.BinaryWriter;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Money;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Providers' bills held against the books: read, explained, kept, and posted once they are
/// approved.
final class Reconciliations {
    static final Parameter<String> PROVIDER =
            Parameter.required(
                    "provider", String.class, "The provider's name in the configuration.");
    static final Parameter<String> PROFILE =
            Parameter.required(
                    "profile",
                    String.class,
                    "The shape of the file: a name of `GET /api/v1/bill-profiles`.");
    static final Parameter<String> PERIOD =
            Parameter.required(
                    "period",
                    String.class,
                    "The days of the bill: a month `2026-10`, a day `2026-10-05`, or"
                            + " `2026-10-01..2026-10-15`, the last included.");
    static final Parameter<CurrencyCode> CURRENCY =
            Parameter.optional(
                    "currency",
                    CurrencyCode.class,
                    "Of the amounts, where neither the file nor its profile says.");
    static final Parameter<String> FILE =
            Parameter.optional("file", String.class, "The file's name, for what is wrong in it.");
    static final Parameter<Finding.Kind> KIND =
            Parameter.optional("kind", Finding.Kind.class, "Only findings of this kind.");

    private final Node node;
    private final Views views;
    private final Changes changes;
    private final BillDocuments documents;

    Reconciliations(ConsoleParts parts, Changes changes) {
        node = parts.store().node();
        views = parts.views();
        documents = parts.operations().bills();
        this.changes = changes;
    }

    record BillShapes(List<BillShape> profiles) {}

    /// A bill beside what was booked.
    ///
    /// @param attested how well the shape of its file is known
    /// @param digest SHA-256 of the file, hexadecimal
    /// @param zone whose days it has
    /// @param from its first day
    /// @param to its last day
    /// @param rows of the bill
    /// @param skipped lines about other products or none
    /// @param shiftMinutes by how much its days begin later than `zone` says
    /// @param billed what the bill comes to
    /// @param booked what the ledger had as cost
    /// @param difference `billed` - `booked`
    /// @param estimated what the ledger had beside it for interrupted calls
    /// @param foreignCalls calls whose cost is booked in another currency; if there are any, the
    ///   bill can be looked at and not approved
    /// @param unexplained the part of `difference` that no rule explains
    /// @param approved the amount that was posted and stands; null if none does
    /// @param kinds the findings by kind
    record BillReconciliation(
            String id,
            Instant at,
            String provider,
            String profile,
            Attested attested,
            String digest,
            ZoneId zone,
            String from,
            String to,
            CurrencyCode currency,
            int rows,
            int skipped,
            int shiftMinutes,
            Money billed,
            Money booked,
            Money difference,
            Money estimated,
            long foreignCalls,
            Money unexplained,
            @Nullable Money approved,
            List<KindSum> kinds) {}

    /// @param amount what the findings come to
    record KindSum(Finding.Kind kind, int findings, Money amount) {}

    /// A day and model.
    ///
    /// @param day in the bill's zone; null in a bill of a whole period
    /// @param reportedTokens by the answers
    /// @param countedTokens as counted here, of `counted` calls
    record BillCell(
            @Nullable String day,
            String model,
            Money billed,
            Money booked,
            long billedTokens,
            long reportedTokens,
            long countedTokens,
            long counted,
            long calls) {}

    /// One difference, explained.
    ///
    /// @param day in the bill's zone; null in a bill of a whole period
    /// @param meter a class of tokens or another unit; null where it is about several
    /// @param quantity tokens or pieces; null where it is about money alone
    /// @param amount by how much the bill is above what was booked because of it
    /// @param billedAs how the bill has it, such as a price or a class
    /// @param expectedAs how we have it
    /// @param line of the file; 0 if the bill has none about it
    record BillFinding(
            int number,
            Finding.Kind kind,
            @Nullable String day,
            String model,
            @Nullable String meter,
            @Nullable Long quantity,
            Money amount,
            String billedAs,
            String expectedAs,
            int line) {}

    /// @param cells by day and model
    /// @param findings a page of them
    /// @param next what `after` is for the page behind it; null on the last one
    record ExplainedBill(
            BillReconciliation reconciliation,
            List<BillCell> cells,
            List<BillFinding> findings,
            @Nullable String next) {}

    /// @param kinds only findings of these are posted; all if left out
    record Approval(@Nullable List<Finding.Kind> kinds) {}

    BillShapes shapes(Request request) {
        return new BillShapes(documents.shapes());
    }

    BillReconciliation make(Request request, Upload upload) {
        String provider = request.required(PROVIDER);
        Days period = days(request.required(PERIOD));
        Bill bill =
                switch (documents.read(
                        upload.bytes(), request.required(PROFILE), period, request.get(CURRENCY))) {
                    case BillDocuments.Reading.Right right -> right.bill();
                    case BillDocuments.Reading.Wrong wrong ->
                            throw wrong(request.get(FILE, "bill"), wrong.mistakes());
                };
        awaitFolded(node.read(_ -> node.journal().lastSequence()));
        Reconciliation made =
                Matching.of(
                        provider,
                        bill,
                        views.expected(provider, bill.currency(), bill.from(), bill.to()));
        String name = ReconciliationCodec.name(made);
        KeptReconciliation kept = views.reconciliation(name);
        if (kept == null) {
            keep(new Fact.Reconciled(made, BillFile.of(upload.bytes()), request.now()));
            kept = new KeptReconciliation(name, request.now(), made);
        }
        return view(kept);
    }

    private void keep(Fact.Reconciled fact) {
        var size = new BinaryWriter(4_096);
        FactCodec.write(fact, size);
        if (size.size() > node.journal().maxFactBytes()) {
            throw ApiProblem.bodyTooLarge(node.journal().maxFactBytes());
        }
        changes.conclude(_ -> fact, fact.at());
        awaitFolded(node.read(_ -> node.journal().lastSequence()));
    }

    private void awaitFolded(long sequence) {
        try {
            if (!views.awaitFolded(sequence, Folded.PATIENCE)) {
                throw ApiProblem.unavailable(
                        "views_behind",
                        "The views lack calls that have ended already.",
                        "Try again; GET /api/v1/status says how far they are.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ApiProblem.unavailable(
                    "interrupted", "The server is shutting down.", "Try again.");
        }
    }

    Page<BillReconciliation> list(Request request) {
        int limit = Parameters.limit(request);
        List<KeptReconciliation> kept =
                views.reconciliations(request.get(Parameters.AFTER), limit + 1);
        List<BillReconciliation> page = kept.stream().limit(limit).map(this::view).toList();
        return new Page<>(page, kept.size() > limit ? page.getLast().id() : null);
    }

    ExplainedBill read(Request request) {
        KeptReconciliation kept = existing(request);
        Reconciliation of = kept.reconciliation();
        Finding.Kind kind = request.get(KIND);
        Page<Finding> page =
                Parameters.page(
                        request,
                        of.findings().stream()
                                .filter(finding -> kind == null || finding.kind() == kind)
                                .toList(),
                        finding -> String.valueOf(finding.number()));
        return new ExplainedBill(
                view(kept),
                of.cells().stream().map(Reconciliations::view).toList(),
                page.items().stream().map(Reconciliations::view).toList(),
                page.next());
    }

    BillReconciliation approve(Request request, Approval approval) {
        KeptReconciliation kept = existing(request);
        Reconciliation of = kept.reconciliation();
        if (of.foreign() > 0) {
            throw ApiProblem.conflict(
                    "booked_in_other_currency",
                    "The cost of "
                            + of.foreign()
                            + " calls of the period is booked in another currency than "
                            + of.currency()
                            + ".",
                    "Posting the bill would count their cost twice: correct it by hand.");
        }
        List<Finding.Kind> kinds = approval.kinds();
        var entries = new ArrayList<CostEntry>();
        Money cost = Money.ZERO;
        for (Finding finding : of.findings()) {
            boolean wanted = kinds == null || kinds.contains(finding.kind());
            if (wanted && !finding.amount().isZero()) {
                cost = cost.plus(finding.amount());
                entries.add(
                        new CostEntry(
                                finding.number(),
                                finding.line(),
                                finding.day(),
                                finding.model(),
                                finding.amount()));
            }
        }
        var bill =
                new ProviderBill(
                        of.provider(),
                        of.currency(),
                        kept.name(),
                        of.from(),
                        of.to(),
                        of.digest(),
                        cost,
                        of.estimated());
        changes.make(
                state -> state.ledger().decideCost(bill, entries, request.now()), request.now());
        return view(kept);
    }

    BillReconciliation reverse(Request request) {
        KeptReconciliation kept = existing(request);
        changes.make(
                state -> state.ledger().decideCostReversal(kept.name(), request.now()),
                request.now());
        return view(kept);
    }

    private KeptReconciliation existing(Request request) {
        String id = request.id(String.class);
        KeptReconciliation kept = views.reconciliation(id);
        if (kept == null) {
            throw ApiProblem.notFound(
                    "There is no reconciliation " + Quoted.of(id) + ".",
                    "GET /api/v1/reconciliations lists them.");
        }
        return kept;
    }

    private static ApiProblem wrong(String file, List<BillMistake> mistakes) {
        return ApiProblem.invalid(
                "invalid_bill",
                mistakes.stream()
                                .map(mistake ->
                                        file
                                                + (mistake.line() > 0 ? ":" + mistake.line() : "")
                                                + ": "
                                                + mistake.reason())
                                .collect(Collectors.joining("; "))
                        + ". Nothing was taken.",
                mistakes.getFirst().hint() + ".");
    }

    private static Days days(String text) {
        String[] ends = text.split("\\.\\.", -1);
        try {
            if (ends.length == 2) {
                var days = new Days(LocalDate.parse(ends[0]), LocalDate.parse(ends[1]).plusDays(1));
                if (days.from().isBefore(days.to())
                        && !days.to().isAfter(days.from().plusDays(366))) {
                    return days;
                }
            } else if (text.length() == 7) {
                YearMonth month = YearMonth.parse(text);
                return new Days(month.atDay(1), month.plusMonths(1).atDay(1));
            } else {
                LocalDate day = LocalDate.parse(text);
                return new Days(day, day.plusDays(1));
            }
        } catch (DateTimeException _) {
            // The one message below says it for every kind of wrong text.
        }
        throw ApiProblem.invalid(
                "invalid_parameter",
                "'period': " + Quoted.of(text) + " is no period of at most 366 days.",
                PERIOD.description());
    }

    private BillReconciliation view(KeptReconciliation kept) {
        Reconciliation of = kept.reconciliation();
        Map<Finding.Kind, KindSum> kinds = new EnumMap<>(Finding.Kind.class);
        for (Finding finding : of.findings()) {
            kinds.merge(
                    finding.kind(),
                    new KindSum(finding.kind(), 1, finding.amount()),
                    (one, two) ->
                            new KindSum(
                                    one.kind(),
                                    one.findings() + two.findings(),
                                    one.amount().plus(two.amount())));
        }
        KindSum unexplained = kinds.get(Finding.Kind.UNEXPLAINED);
        ProviderBill standing = node.read(state -> state.ledger().bill(kept.name()));
        return new BillReconciliation(
                kept.name(),
                kept.at(),
                of.provider(),
                of.profile(),
                of.attested(),
                of.digest().toString(),
                of.zone(),
                of.from().toString(),
                of.to().minusDays(1).toString(),
                of.currency(),
                of.rows(),
                of.skipped(),
                of.shift(),
                of.billed(),
                of.booked(),
                of.billed().minus(of.booked()),
                of.estimated(),
                of.foreign(),
                unexplained == null ? Money.ZERO : unexplained.amount(),
                standing == null ? null : standing.cost(),
                List.copyOf(kinds.values()));
    }

    private static BillCell view(Reconciliation.Cell cell) {
        return new BillCell(
                text(cell.day()),
                cell.model(),
                cell.billed(),
                cell.booked(),
                cell.billedTokens(),
                cell.reportedTokens(),
                cell.countedTokens(),
                cell.counted(),
                cell.calls());
    }

    private static BillFinding view(Finding finding) {
        return new BillFinding(
                finding.number(),
                finding.kind(),
                text(finding.day()),
                finding.model(),
                finding.meter() == null ? null : finding.meter().key(),
                finding.quantity(),
                finding.amount(),
                finding.billedAs(),
                finding.expectedAs(),
                finding.line());
    }

    private static @Nullable String text(@Nullable LocalDate day) {
        return day == null ? null : day.toString();
    }
}
