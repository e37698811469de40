package io.tokengrid.console;

import io.tokengrid.console.BillingProfiles.PartyFields;
import io.tokengrid.console.BillingProfiles.TaxFields;
import io.tokengrid.rating.invoice.Document;
import io.tokengrid.rating.invoice.DocumentImage;
import io.tokengrid.rating.invoice.DocumentKind;
import io.tokengrid.rating.invoice.DocumentLine;
import io.tokengrid.rating.invoice.Issue;
import io.tokengrid.rating.invoice.Language;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Money;
import io.tokengrid.units.OrganizationId;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An invoice, a statement of settled charges, a chargeback or a credit note. Each line is exact,
/// and rounded once; `net` + `tax` = `total`.
///
/// @param number null for a draft
/// @param complete whether everything before `cut` is known, so that the draft does not change any
///   more
/// @param payable what is to be paid; null for a draft
/// @param exact what charges come to, exactly
/// @param rounding what rounding of lines added to that; a posting of its own once it is final
/// @param digest of all that it says but its number and its day
/// @param credit null for all but credit notes
record InvoiceView(
        @Nullable String number,
        DocumentKind kind,
        OrganizationId organization,
        CurrencyCode currency,
        Instant from,
        Instant to,
        Instant cut,
        ZoneId zone,
        boolean complete,
        @Nullable Instant issuedAt,
        @Nullable String issued,
        @Nullable String due,
        PartyFields seller,
        PartyFields buyer,
        TaxFields tax,
        Language language,
        String remarks,
        List<InvoiceLine> lines,
        List<CostCentreLine> costCentres,
        Money net,
        Money taxAmount,
        Money total,
        @Nullable Money payable,
        Money exact,
        Money rounding,
        String digest,
        @Nullable CreditedInvoice credit) {
    /// @param model null for what is about no model
    /// @param price per million tokens, or of one other unit
    /// @param month of the calls, where that is earlier than the period
    record InvoiceLine(
            @Nullable String model,
            String item,
            @Nullable Money price,
            long quantity,
            @Nullable String month,
            @Nullable String note,
            Money exact,
            Money net,
            Money tax) {
        static InvoiceLine of(DocumentLine line) {
            BigDecimal price = line.price();
            YearMonth month = line.month();
            return new InvoiceLine(
                    line.model().isEmpty() ? null : line.model(),
                    line.item(),
                    price == null ? null : Money.of(price),
                    line.quantity(),
                    month == null ? null : month.toString(),
                    line.note().isEmpty() ? null : line.note(),
                    line.exact(),
                    Money.of(line.net()),
                    Money.of(line.tax()));
        }
    }

    /// What a cost centre used; three empty names for what is of none.
    record CostCentreLine(String department, String application, String function, Money amount) {}

    /// The invoice that a credit note gives a part of back.
    ///
    /// @param credited of it in all with this note
    record CreditedInvoice(
            String invoice,
            Instant issuedAt,
            Money total,
            Money credited,
            String reason,
            String reference) {}

    static InvoiceView of(DocumentImage image, @Nullable Issue issue, boolean complete) {
        Document document = image.document();
        Document.CreditOf credit = document.credit();
        return new InvoiceView(
                issue == null ? null : issue.number(),
                document.kind(),
                document.organization(),
                document.currency(),
                document.from(),
                document.to(),
                document.cut(),
                document.zone(),
                complete,
                issue == null ? null : issue.at(),
                issue == null ? null : issue.day(document).toString(),
                issue == null || document.kind() != DocumentKind.INVOICE
                        ? null
                        : issue.due(document).toString(),
                PartyFields.of(document.seller().issuer()),
                PartyFields.of(document.buyer()),
                TaxFields.of(document.tax()),
                document.language(),
                document.remarks(),
                document.lines().stream().map(InvoiceLine::of).toList(),
                document.centres().stream()
                        .map(centre ->
                                new CostCentreLine(
                                        centre.department(),
                                        centre.application(),
                                        centre.function(),
                                        centre.amount()))
                        .toList(),
                Money.of(document.net()),
                Money.of(document.taxSum()),
                Money.of(document.total()),
                issue == null ? null : Money.of(issue.payable(document)),
                document.exact(),
                document.rounding(),
                image.digest().toString(),
                credit == null
                        ? null
                        : new CreditedInvoice(
                                credit.invoice(),
                                credit.issuedAt(),
                                Money.of(credit.total()),
                                Money.of(credit.credited()),
                                credit.reason(),
                                credit.reference()));
    }
}
