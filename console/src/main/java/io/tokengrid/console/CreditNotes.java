package io.tokengrid.console;

import io.tokengrid.journal.Fact;
import io.tokengrid.ledger.DocumentName;
import io.tokengrid.ledger.LedgerFact;
import io.tokengrid.rating.invoice.Crediting;
import io.tokengrid.rating.invoice.Document;
import io.tokengrid.rating.invoice.DocumentImage;
import io.tokengrid.rating.invoice.DocumentKind;
import io.tokengrid.storage.postgres.Documents;
import io.tokengrid.storage.postgres.StoredDocument;
import io.tokengrid.units.Money;
import io.tokengrid.units.OrganizationId;
import io.tokengrid.units.Rational;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Gives invoices back, as a whole or in part.
final class CreditNotes {
    private final Organizations organizations;
    private final Invoices invoices;
    private final Documents documents;
    private final Folded folded;
    private final Changes changes;

    CreditNotes(
            Organizations organizations,
            Invoices invoices,
            Documents documents,
            Folded folded,
            Changes changes) {
        this.organizations = organizations;
        this.invoices = invoices;
        this.documents = documents;
        this.folded = folded;
        this.changes = changes;
    }

    /// All that is left of the invoice, if neither `amount` nor `share` says how much.
    ///
    /// @param amount with tax
    /// @param share of the whole invoice, such as `0.25` or `29/30`
    /// @param reference the credit's own name: the same one again changes nothing
    record NewCreditNote(
            @Nullable Amount amount,
            @Nullable String share,
            Texts.Reference reason,
            Texts.Reference reference) {}

    InvoiceView make(Request request, NewCreditNote wanted) {
        folded.awaitAll();
        StoredDocument stored = invoices.existing(request);
        Document invoice = stored.image().document();
        if (invoice.kind() == DocumentKind.CREDIT_NOTE) {
            throw ApiProblem.conflict(
                    "credit_note",
                    stored.name() + " is a credit note itself.",
                    "Credit the invoice " + stored.credits() + ".");
        }
        organizations.existing(stored.organization(), request.now());
        List<StoredDocument> before = documents.credits(stored.name());
        String reference = wanted.reference().text();
        for (StoredDocument earlier : before) {
            Document.CreditOf credit = earlier.image().document().credit();
            if (credit != null && credit.reference().equals(reference)) {
                return repeated(earlier, wanted);
            }
        }
        var crediting =
                new Crediting(
                        invoice,
                        stored.name(),
                        stored.issuedAt(),
                        before.isEmpty() ? null : before.getLast().image().document());
        try {
            Document note = crediting.note(part(wanted), wanted.reason().text(), reference);
            return Invoices.view(issue(stored, crediting, note, request));
        } catch (IllegalArgumentException e) {
            throw ApiProblem.invalid(
                    "invalid_value",
                    e.getMessage() + ".",
                    "Send a smaller 'amount' or 'share', or neither for all that is left.");
        }
    }

    private static InvoiceView repeated(StoredDocument earlier, NewCreditNote wanted) {
        Money total = Money.of(earlier.image().document().total()).negated();
        if (wanted.amount() != null && !wanted.amount().money().equals(total)) {
            throw ApiProblem.conflict(
                    "conflict",
                    "The reference was used before for " + total + ".",
                    "A reference stands for one amount only.");
        }
        return Invoices.view(earlier);
    }

    private static Crediting.Part part(NewCreditNote wanted) {
        if (wanted.amount() != null && wanted.share() != null) {
            throw new IllegalArgumentException("either 'amount' or 'share' says how much");
        }
        if (wanted.amount() != null) {
            return new Crediting.Amount(wanted.amount().money().toBigDecimal());
        }
        return wanted.share() == null
                ? new Crediting.Rest()
                : new Crediting.Share(Rational.parse(wanted.share()));
    }

    private StoredDocument issue(
            StoredDocument stored, Crediting crediting, Document note, Request request) {
        var image = DocumentImage.of(note);
        OrganizationId id = stored.organization();
        Document invoice = crediting.invoice();
        var issued = new AtomicReference<Fact.@Nullable Issued>();
        changes.conclude(
                state -> {
                    var change =
                            state.ledger()
                                    .decideDocument(
                                            id,
                                            note.seller().series().creditNotes(),
                                            new LedgerFact.Credit(
                                                    DocumentName.parse(stored.name()),
                                                    Money.of(invoice.total()),
                                                    Money.of(crediting.creditedBefore()),
                                                    reference(note)),
                                            Fact.Issued.entries(note),
                                            image.digest(),
                                            request.now());
                    issued.set(change == null ? null : new Fact.Issued(change, image));
                    return issued.get();
                },
                request.now());
        Fact.Issued fact = issued.get();
        if (fact == null) {
            throw ApiProblem.conflict(
                    "conflict",
                    "The reference was used before, for something else of the same amount.",
                    "Send another reference.");
        }
        return Invoices.stored(fact);
    }

    private static String reference(Document note) {
        Document.CreditOf credit = note.credit();
        return credit == null ? "" : credit.reference();
    }
}
