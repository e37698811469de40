package io.tokengrid.rating.focus;

import io.tokengrid.rating.focus.FocusRow.Category;
import io.tokengrid.rating.focus.FocusRow.Costs;
import io.tokengrid.rating.focus.FocusRow.OnInvoice;
import io.tokengrid.rating.focus.FocusRow.Span;
import io.tokengrid.rating.invoice.Document;
import io.tokengrid.rating.invoice.DocumentKind;
import io.tokengrid.rating.invoice.DocumentLine;
import io.tokengrid.rating.invoice.Issue;
import io.tokengrid.units.Money;
import java.util.ArrayList;
import java.util.List;

/// The rows that a final document adds to those of its charges: taxes, rounding and credits, such
/// that all rows of its number are billed what there is to pay.
public final class FocusDocument {
    private final FocusAccount account;
    private final Document document;
    private final Issue issue;
    private final List<FocusRow> rows = new ArrayList<>();

    private FocusDocument(FocusAccount account, Document document, Issue issue) {
        this.account = account;
        this.document = document;
        this.issue = issue;
    }

    public static List<FocusRow> rows(FocusAccount account, Document document, Issue issue) {
        return new FocusDocument(account, document, issue).rows();
    }

    private List<FocusRow> rows() {
        if (document.kind() == DocumentKind.CREDIT_NOTE) {
            String what = "Credit on " + creditedInvoice();
            add(Category.CREDIT, what, Money.of(document.net()), "credit");
            add(Category.TAX, "Tax of the credit", Money.of(document.taxSum()), "tax");
            return rows;
        }
        for (DocumentLine line : document.lines()) {
            String detail = FocusRows.detail(line.model(), line.item(), line.price(), line.month());
            add(Category.TAX, "Tax on " + line.item(), Money.of(line.tax()), detail);
        }
        add(Category.TAX, "Tax", Money.of(document.taxOnAll()), "tax");
        if (document.tax().included()) {
            Money contained = Money.of(document.taxSum()).negated();
            add(Category.ADJUSTMENT, "Tax that prices contain", contained, "contained-tax");
        }
        add(Category.ADJUSTMENT, "Rounding of lines", document.rounding(), "rounding");
        if (document.kind() == DocumentKind.SETTLED_INVOICE) {
            Money owed = Money.of(issue.payable(document));
            if (!owed.isZero()) {
                rows.add(
                        row(
                                Category.ADJUSTMENT,
                                "What the balance could not bear",
                                Costs.plain(owed, Money.ZERO),
                                "owed"));
            }
        }
        return rows;
    }

    private String creditedInvoice() {
        Document.CreditOf credit = document.credit();
        return credit == null ? issue.number() : credit.invoice();
    }

    private void add(Category category, String description, Money amount, String detail) {
        if (!amount.isZero()) {
            Money billed = isBilled() ? amount : Money.ZERO;
            Costs costs =
                    category == Category.TAX
                            ? new Costs(billed, amount, amount, amount)
                            : Costs.plain(billed, amount);
            rows.add(row(category, description, costs, detail));
        }
    }

    /// Whether it asks for what it says.
    private boolean isBilled() {
        return switch (document.kind()) {
            case INVOICE, CREDIT_NOTE -> true;
            case SETTLED_INVOICE, CHARGEBACK -> false;
        };
    }

    private FocusRow row(Category category, String description, Costs costs, String detail) {
        boolean credit = document.kind() == DocumentKind.CREDIT_NOTE;
        var period = new Span(document.from(), document.to());
        return new FocusRow(
                account,
                credit ? account.month(issue.at()) : period,
                period,
                category,
                credit,
                description,
                costs,
                null,
                new OnInvoice(issue.number(), detail),
                null);
    }
}
