package io.tokengrid.console;

import static io.tokengrid.console.Route.get;
import static io.tokengrid.console.Route.post;
import static io.tokengrid.console.Route.put;

import java.util.List;

/// The calls about invoices.
final class InvoiceRoutes {
    private InvoiceRoutes() {}

    static void add(
            List<Route> routes, Invoices invoices, CreditNotes credits, BillingProfiles profiles) {
        routes.add(
                get("/api/v1/organizations/{id}/billing-profile")
                        .says("Reads what an organization's invoices say about it.")
                        .answers(BillingProfiles.Profile.class, profiles::read));
        routes.add(
                put("/api/v1/organizations/{id}/billing-profile")
                        .says("Sets what an organization's invoices say about it.")
                        .notes(
                                "It takes the place of the profile before, and changes no document"
                                        + " that is final.")
                        .takes(BillingProfiles.Profile.class)
                        .answers(BillingProfiles.Profile.class, profiles::set));
        routes.add(
                post("/api/v1/organizations/{id}/invoices")
                        .says("Drafts an invoice, or makes it final.")
                        .notes(
                                "A draft changes nothing, and one of the same period and cut is the"
                                        + " same to the byte: `digest` says so. With `issue` it"
                                        + " gets the next number, and never changes again; the same"
                                        + " call again answers the same document. Prepaid"
                                        + " organizations get an invoice that is settled from their"
                                        + " balance, internal ones a chargeback by cost centre."
                                        + " `docs/concepts/invoices.md` says what is in it.")
                        .takes(Invoices.WantedInvoice.class)
                        .answers(InvoiceView.class, invoices::make));
        routes.add(
                get("/api/v1/organizations/{id}/invoices/draft")
                        .says("Reads the draft of an invoice, also as HTML or PDF.")
                        .query(
                                Invoices.MONTH,
                                Invoices.FROM,
                                Invoices.TO,
                                Invoices.CUT,
                                InvoiceForms.FORMAT,
                                InvoiceForms.LANGUAGE)
                        .replies(List.of(InvoiceView.class), invoices::draft));
        routes.add(
                get("/api/v1/organizations/{id}/invoices")
                        .says("Lists an organization's invoices and credit notes, newest first.")
                        .query(Parameters.AFTER, Parameters.LIMIT, Parameters.WAIT)
                        .pages(Invoices.InvoiceSummary.class, invoices::list));
        routes.add(
                get("/api/v1/invoices/{id}")
                        .says("Reads an invoice or credit note by its number, also as HTML or PDF.")
                        .notes(
                                "`format=e-invoice` answers the fields of a Chinese e-invoice as"
                                        + " JSON, to be handed to a tax platform; that is no tax"
                                        + " document.")
                        .query(InvoiceForms.FORMAT, InvoiceForms.LANGUAGE)
                        .replies(List.of(InvoiceView.class, EInvoice.class), invoices::read));
        routes.add(
                post("/api/v1/invoices/{id}/credit-notes")
                        .says("Gives an invoice back, as a whole or in part.")
                        .notes(
                                "Tax goes back in proportion; all notes on an invoice never come to"
                                        + " more than it. The same reference again changes nothing.")
                        .takes(CreditNotes.NewCreditNote.class)
                        .answers(InvoiceView.class, credits::make));
    }
}
