package io.tokengrid.storage.postgres;

import io.tokengrid.rating.invoice.Billable;
import io.tokengrid.rating.invoice.BillingProfile;
import io.tokengrid.rating.invoice.Document;
import io.tokengrid.rating.invoice.DocumentKind;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Money;
import io.tokengrid.units.OrganizationId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Invoices, credit notes and profiles as folded, and what there is to invoice.
///
/// Thread-safe and blocking. All methods throw [ViewsUnavailable] while the database is away.
public final class Documents {
    private final Views views;

    public Documents(Views views) {
        this.views = views;
    }

    /// What there is to invoice.
    ///
    /// @param name of the organization
    public Billable billable(
            InvoiceQuery query, DocumentKind kind, String name, CurrencyCode currency) {
        boolean byCentre = kind == DocumentKind.CHARGEBACK;
        DocumentReader.Found found =
                views.reading((connection, _) ->
                        new DocumentReader(connection).billable(query, byCentre));
        return new Billable(
                kind,
                query.organization(),
                name,
                currency,
                query.zone(),
                query.from(),
                query.to(),
                query.cut(),
                found.charges(),
                found.adjustments(),
                found.fees(),
                byCentre ? complete(found) : List.of());
    }

    /// The cost centres with one more for what is of none, so that they add up to the document.
    private static List<Document.Centre> complete(DocumentReader.Found found) {
        Money rest = Money.ZERO;
        for (Billable.Charged charged : found.charges()) {
            rest = rest.plus(charged.sum().amount());
        }
        for (Billable.Fee fee : found.fees()) {
            rest = rest.plus(fee.amount());
        }
        for (Billable.Adjustment adjustment : found.adjustments()) {
            rest = rest.minus(adjustment.amount());
        }
        for (Document.Centre centre : found.centres()) {
            rest = rest.minus(centre.amount());
        }
        var centres = new ArrayList<>(found.centres());
        if (!rest.isZero()) {
            centres.add(new Document.Centre("", "", "", rest));
        }
        return centres;
    }

    /// What the last invoice or statement of an organization covered; null if there is none.
    public InvoiceQuery.@Nullable Covered last(OrganizationId organization) {
        return views.reading((connection, _) ->
                        new Holder<>(new DocumentReader(connection).last(organization)))
                .value();
    }

    /// A document by its number; null if there is none.
    public @Nullable StoredDocument document(String name) {
        return views.reading((connection, _) ->
                        new Holder<>(new DocumentReader(connection).document(name)))
                .value();
    }

    /// The credit notes on an invoice, in order.
    public List<StoredDocument> credits(String invoice) {
        return views.reading((connection, _) -> new DocumentReader(connection).credits(invoice));
    }

    /// The documents of an organization, newest first.
    ///
    /// @param after the number of the last one before the page; null for the first page
    public List<StoredDocument> list(
            OrganizationId organization, @Nullable String after, int limit) {
        return views.reading(
                (connection, _) -> new DocumentReader(connection).list(organization, after, limit));
    }

    /// Whether grants ever paid for calls of an organization.
    public boolean drewOnGrants(OrganizationId organization) {
        return views.reading(
                (connection, _) -> new DocumentReader(connection).drewOnGrants(organization));
    }

    /// What documents say about a customer.
    public BillingProfile profile(OrganizationId organization) {
        return views.reading(
                (connection, _) -> new DocumentReader(connection).profile(organization));
    }

    private record Holder<T>(@Nullable T value) {}
}
