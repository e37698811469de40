package io.tokengrid.console;

import io.tokengrid.journal.Fact;
import io.tokengrid.ledger.DocumentName;
import io.tokengrid.ledger.LedgerFact;
import io.tokengrid.ledger.OrganizationView;
import io.tokengrid.rating.invoice.Document;
import io.tokengrid.rating.invoice.DocumentImage;
import io.tokengrid.rating.invoice.DocumentKind;
import io.tokengrid.rating.invoice.Issue;
import io.tokengrid.rating.invoice.Seller;
import io.tokengrid.storage.postgres.Documents;
import io.tokengrid.storage.postgres.InvoiceQuery;
import io.tokengrid.storage.postgres.StoredDocument;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Money;
import io.tokengrid.units.OrganizationId;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Invoices: drafts that anybody can look at again, and what became of them.
final class Invoices {
    static final Parameter<String> MONTH =
            Parameter.optional(
                    "month", String.class, "The period: a month in the organization's zone.");
    static final Parameter<Instant> FROM =
            Parameter.optional("from", Instant.class, "Where the period begins, if no month.");
    static final Parameter<Instant> TO =
            Parameter.optional("to", Instant.class, "Where the period ends, if no month.");
    static final Parameter<Instant> CUT =
            Parameter.optional(
                    "cut",
                    Instant.class,
                    "A full hour (UTC): what was recorded before it is in the document. An hour"
                            + " after the period's end if left out.");

    /// A longer one does not fit into a group of the journal.
    private static final int MOST_BYTES = 1 << 20;

    private final Organizations organizations;
    private final Documents documents;
    private final Folded folded;
    private final Changes changes;
    private final Supplier<Seller> seller;
    private final InvoiceForms forms;

    Invoices(
            Organizations organizations,
            Documents documents,
            Folded folded,
            Changes changes,
            Supplier<Seller> seller) {
        this.organizations = organizations;
        this.documents = documents;
        this.folded = folded;
        this.changes = changes;
        this.seller = seller;
        forms = new InvoiceForms();
    }

    /// @param month such as `2026-10`, in the organization's zone; or else `from` and `to`
    /// @param cut a full hour (UTC): what was recorded before it is in the document. An hour after
    ///   the period's end if left out
    /// @param issue whether it becomes final; else this is a draft, and nothing changes
    /// @param digest of the draft that was looked at: another one does not become final
    record WantedInvoice(
            @Nullable String month,
            @Nullable Instant from,
            @Nullable Instant to,
            @Nullable Instant cut,
            @Nullable Boolean issue,
            @Nullable String digest) {}

    /// A document that became final.
    record InvoiceSummary(
            String number,
            DocumentKind kind,
            Instant from,
            Instant to,
            Instant issuedAt,
            CurrencyCode currency,
            Money total,
            Money payable,
            @Nullable String credits) {}

    /// A draft and what it goes on from.
    private record Draft(
            OrganizationView view,
            InvoicePeriod period,
            InvoiceQuery.@Nullable Covered previous,
            DocumentImage image) {}

    InvoiceView make(Request request, WantedInvoice wanted) {
        OrganizationView view = organizations.existing(request.organization(), request.now());
        InvoicePeriod period =
                InvoicePeriod.of(
                        view.terms().zone(),
                        wanted.month(),
                        wanted.from(),
                        wanted.to(),
                        wanted.cut());
        folded.awaitAll();
        InvoiceQuery.Covered previous = documents.last(view.id());
        boolean issue = wanted.issue() != null && wanted.issue();
        if (issue && previous != null) {
            StoredDocument same = same(previous, period);
            if (same != null) {
                return view(same);
            }
        }
        Draft draft = draft(view, period, previous);
        return issue
                ? view(issue(draft, wanted.digest(), request.now()))
                : InvoiceView.of(draft.image, null, period.complete(request.now()));
    }

    /// The draft as a page or a file.
    Reply draft(Request request) {
        OrganizationView view = organizations.existing(request.organization(), request.now());
        InvoicePeriod period =
                InvoicePeriod.of(
                        view.terms().zone(),
                        request.get(MONTH),
                        request.get(FROM),
                        request.get(TO),
                        request.get(CUT));
        folded.awaitAll();
        Draft draft = draft(view, period, documents.last(view.id()));
        return forms.reply(request, draft.image, null, period.complete(request.now()), "draft");
    }

    Page<InvoiceSummary> list(Request request) {
        OrganizationId id = organizations.existing(request.organization(), request.now()).id();
        folded.await(request);
        int limit = Parameters.limit(request);
        List<StoredDocument> found = documents.list(id, request.get(Parameters.AFTER), limit + 1);
        List<StoredDocument> page = found.subList(0, Math.min(limit, found.size()));
        return new Page<>(
                page.stream().map(Invoices::summary).toList(),
                found.size() > limit ? page.getLast().name() : null);
    }

    Reply read(Request request) {
        StoredDocument stored = existing(request);
        return forms.reply(request, stored.image(), issue(stored), true, stored.name());
    }

    /// A document by the number in the path; 404 if there is none.
    StoredDocument existing(Request request) {
        String number = request.path().getOrDefault("id", "");
        StoredDocument stored = documents.document(number);
        if (stored == null) {
            folded.awaitAll();
            stored = documents.document(number);
        }
        if (stored == null) {
            throw ApiProblem.notFound(
                    "There is no document " + Quoted.of(number) + ".",
                    "GET /api/v1/organizations/{id}/invoices lists those of an organization.");
        }
        return stored;
    }

    private Draft draft(
            OrganizationView view, InvoicePeriod period, InvoiceQuery.@Nullable Covered previous) {
        if (previous != null
                && (period.from().isBefore(previous.to())
                        || period.cut().isBefore(previous.cut()))) {
            throw ApiProblem.conflict(
                    "period_invoiced",
                    "The period up to "
                            + previous.to()
                            + " is invoiced as "
                            + previous.name()
                            + " with the cut "
                            + previous.cut()
                            + ".",
                    "Begin there or later; what was recorded late is in the next invoice.");
        }
        DocumentKind kind =
                switch (view.terms().billing()) {
                    case PREPAID -> DocumentKind.SETTLED_INVOICE;
                    case POSTPAID -> DocumentKind.INVOICE;
                    case INTERNAL -> DocumentKind.CHARGEBACK;
                };
        if (kind == DocumentKind.INVOICE && documents.drewOnGrants(view.id())) {
            throw ApiProblem.conflict(
                    "drew_on_grants",
                    "Grants paid for some calls of this postpaid organization, and an invoice would"
                            + " ask for them again.",
                    "GET /api/v1/organizations/{id}/statement has what grants paid and what is"
                            + " left.");
        }
        Document document =
                documents
                        .billable(
                                period.query(view, previous),
                                kind,
                                view.name(),
                                view.terms().currency())
                        .document(seller.get(), documents.profile(view.id()))
                        .orElseThrow(() ->
                                ApiProblem.conflict(
                                        "nothing_to_invoice",
                                        "Nothing was charged in the period, and nothing late.",
                                        "Leave the period out; the next invoice can begin later."));
        return new Draft(view, period, previous, DocumentImage.of(document));
    }

    private StoredDocument issue(Draft draft, @Nullable String digest, Instant now) {
        if (!draft.period.complete(now)) {
            throw ApiProblem.conflict(
                    "cut_not_reached",
                    "The cut is " + draft.period.cut() + ": the draft can still change.",
                    "Issue it a minute after the cut.");
        }
        if (digest != null && !digest.equals(draft.image.digest().toString())) {
            throw ApiProblem.conflict(
                    "draft_changed",
                    "The draft is not the one that was looked at.",
                    "Look at it again; the profile, the terms or the configuration changed.");
        }
        Document document = draft.image.document();
        requireIssuer(document);
        if (draft.image.size() > MOST_BYTES) {
            throw ApiProblem.conflict(
                    "too_many_lines",
                    "The document has " + document.lines().size() + " lines, too many for one.",
                    "End the period earlier.");
        }
        Seller.Series series = document.seller().series();
        OrganizationId id = draft.view.id();
        var subject =
                new LedgerFact.Invoiced(draft.period.from(), draft.period.to(), draft.period.cut());
        String prefix =
                document.kind() == DocumentKind.CHARGEBACK
                        ? series.statements()
                        : series.invoices();
        var issued = new AtomicReference<Fact.@Nullable Issued>();
        changes.conclude(
                state -> {
                    DocumentName last = state.ledger().lastInvoice(id);
                    String before = draft.previous == null ? null : draft.previous.name();
                    if (!Objects.equals(before, last == null ? null : last.toString())) {
                        throw ApiProblem.conflict(
                                "draft_changed",
                                "Another invoice became final meanwhile.",
                                "Look at the draft again.");
                    }
                    var change =
                            state.ledger()
                                    .decideDocument(
                                            id,
                                            prefix,
                                            subject,
                                            Fact.Issued.entries(document),
                                            draft.image.digest(),
                                            now);
                    issued.set(change == null ? null : new Fact.Issued(change, draft.image));
                    return issued.get();
                },
                now);
        return stored(Objects.requireNonNull(issued.get()));
    }

    static void requireIssuer(Document document) {
        if (document.seller().issuer().name().isEmpty()) {
            throw ApiProblem.conflict(
                    "issuer_missing",
                    "The configuration does not say who issues invoices.",
                    "Set invoicing.issuer.name and reload.");
        }
    }

    static StoredDocument stored(Fact.Issued issued) {
        LedgerFact.DocumentIssued change = issued.change();
        return new StoredDocument(
                change.name().toString(),
                change.organization(),
                change.subject() instanceof LedgerFact.Credit credit
                        ? credit.of().toString()
                        : null,
                change.owed(),
                change.at(),
                issued.document());
    }

    private @Nullable StoredDocument same(InvoiceQuery.Covered previous, InvoicePeriod period) {
        StoredDocument stored = documents.document(previous.name());
        if (stored == null) {
            return null;
        }
        Document document = stored.image().document();
        return document.from().equals(period.from())
                        && document.to().equals(period.to())
                        && document.cut().equals(period.cut())
                ? stored
                : null;
    }

    static InvoiceView view(StoredDocument stored) {
        return InvoiceView.of(stored.image(), issue(stored), true);
    }

    private static Issue issue(StoredDocument stored) {
        return new Issue(stored.name(), stored.issuedAt(), stored.owed());
    }

    private static InvoiceSummary summary(StoredDocument stored) {
        Document document = stored.image().document();
        return new InvoiceSummary(
                stored.name(),
                document.kind(),
                document.from(),
                document.to(),
                stored.issuedAt(),
                document.currency(),
                Money.of(document.total()),
                Money.of(issue(stored).payable(document)),
                stored.credits());
    }
}
