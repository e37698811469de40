package io.tokengrid.ledger;

import io.tokengrid.ledger.LedgerFact.Credit;
import io.tokengrid.ledger.LedgerFact.DocumentIssued;
import io.tokengrid.ledger.LedgerFact.Entries;
import io.tokengrid.ledger.LedgerFact.Invoiced;
import io.tokengrid.units.Money;
import org.jspecify.annotations.Nullable;

/// What must be so before an invoice or a credit note becomes final, and what it then changes.
final class DocumentRules {
    private DocumentRules() {}

    static @Nullable String against(Ledger ledger, DocumentIssued issued) {
        Organization organization = ledger.organizations.get(issued.organization());
        if (organization == null) {
            return "no such organization";
        }
        if (issued.name().number() != ledger.lastNumber(issued.name().series()) + 1) {
            return "its number is not the next of its series";
        }
        String contradiction =
                switch (issued.subject()) {
                    case Invoiced invoiced -> against(organization.billed, invoiced);
                    case Credit credit -> against(organization, credit, issued.entries());
                };
        if (contradiction != null) {
            return contradiction;
        }
        if (!issued.owed().equals(owed(organization, issued.entries()))) {
            return "another part of it is owed";
        }
        return hasRoom(ledger, organization, issued.entries())
                ? null
                : "more than the accounts can take";
    }

    static @Nullable String against(Billed billed, Invoiced invoiced) {
        Billed.Last last = billed.last;
        if (last == null) {
            return null;
        }
        if (invoiced.from().isBefore(last.to())) {
            return "the period up to " + last.to() + " is invoiced as " + last.name();
        }
        return invoiced.cut().isBefore(last.cut())
                ? "the cut of " + last.name() + " was later: " + last.cut()
                : null;
    }

    private static @Nullable String against(
            Organization organization, Credit credit, Entries entries) {
        if (organization.references.containsKey(credit.reference())) {
            return "the reference was used before";
        }
        Money before = organization.billed.credited.get(credit.of().toString());
        if (!credit.before().equals(before == null ? Money.ZERO : before)) {
            return "another part of " + credit.of() + " was credited before";
        }
        return credit.before().minus(entries.total()).compareTo(credit.total()) > 0
                ? "more is credited than " + credit.of() + " is about"
                : null;
    }

    /// By how much a document changes what the customer owes: what of it the wallet cannot bear
    /// (exactness F4), or what of a credit goes to what is owed, then negative.
    static Money owed(Organization organization, Entries entries) {
        Money added = entries.added();
        if (added.isNegative()) {
            return organization.owed().min(added.negated()).negated();
        }
        Money bearable = organization.bearable();
        return bearable == null ? Money.ZERO : added.minus(bearable).max(Money.ZERO);
    }

    static boolean hasRoom(Ledger ledger, Organization organization, Entries entries) {
        return ledger.hasRoomFor(organization, AccountKind.ADJUSTMENTS, abs(entries.adjusted()))
                && ledger.hasRoomFor(organization, AccountKind.ROUNDING, abs(entries.rounding()))
                && ledger.hasRoomFor(organization, AccountKind.TAX, abs(entries.taxAdded()))
                && ledger.hasRoomFor(organization, AccountKind.TAX, abs(entries.taxIncluded()))
                && ledger.hasRoomFor(
                        organization, AccountKind.TAX_INCLUDED, abs(entries.taxIncluded()));
    }

    private static Money abs(Money amount) {
        return amount.isNegative() ? amount.negated() : amount;
    }

    static void apply(Ledger ledger, Organization organization, DocumentIssued issued) {
        Accounts accounts = ledger.accounts;
        var currency = organization.terms.currency();
        Entries entries = issued.entries();
        Account tax = accounts.platform(AccountKind.TAX, currency);
        Account.move(
                organization.wallet,
                accounts.platform(AccountKind.ADJUSTMENTS, currency),
                entries.adjusted());
        Account.move(
                organization.wallet,
                accounts.platform(AccountKind.ROUNDING, currency),
                entries.rounding());
        Account.move(organization.wallet, tax, entries.taxAdded());
        Account.move(
                accounts.platform(AccountKind.TAX_INCLUDED, currency), tax, entries.taxIncluded());
        Account.move(organization.receivable, organization.wallet, issued.owed());
        organization.funded = organization.funded.minus(entries.added()).plus(issued.owed());
        ledger.series.put(issued.name().series(), issued.name().number());
        switch (issued.subject()) {
            case Invoiced invoiced ->
                    organization.billed.last =
                            new Billed.Last(
                                    issued.name(), invoiced.to(), invoiced.cut(), issued.digest());
            case Credit credit -> {
                Money credited = entries.total().negated();
                organization.references.put(credit.reference(), credited);
                organization.billed.credited.merge(credit.of().toString(), credited, Money::plus);
            }
        }
    }
}
