package io.tokengrid.console;

import io.tokengrid.journal.Fact;
import io.tokengrid.rating.invoice.BillingProfile;
import io.tokengrid.rating.invoice.Language;
import io.tokengrid.rating.invoice.Party;
import io.tokengrid.rating.invoice.TaxTerms;
import io.tokengrid.rating.plan.Tax;
import io.tokengrid.storage.postgres.Documents;
import io.tokengrid.units.OrganizationId;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/// What invoices say about customers.
final class BillingProfiles {
    private final Organizations organizations;
    private final Documents documents;
    private final Folded folded;
    private final Changes changes;

    BillingProfiles(
            Organizations organizations, Documents documents, Folded folded, Changes changes) {
        this.organizations = organizations;
        this.documents = documents;
        this.folded = folded;
        this.changes = changes;
    }

    /// Who is invoiced. What is left out is empty.
    ///
    /// @param name in law; the organization's if left out
    /// @param taxId the taxpayer's identification number
    /// @param bank with its branch
    /// @param account at that bank
    record PartyFields(
            @Nullable String name,
            @Nullable String taxId,
            @Nullable String address,
            @Nullable String phone,
            @Nullable String bank,
            @Nullable String account) {
        static PartyFields of(Party party) {
            return new PartyFields(
                    party.name(),
                    party.taxId(),
                    party.address(),
                    party.phone(),
                    party.bank(),
                    party.account());
        }

        Party party() {
            return new Party(
                    text(name), text(taxId), text(address), text(phone), text(bank), text(account));
        }
    }

    /// @param rate of 1, such as `0.06`
    /// @param included whether prices contain the tax; false if left out
    /// @param basis what it is rounded on: `line` (if left out) or `invoice`
    /// @param exemption why there is none: then `rate` is `0`
    record TaxFields(
            String rate,
            @Nullable Boolean included,
            Tax.@Nullable Basis basis,
            @Nullable String exemption) {
        static TaxFields of(TaxTerms tax) {
            return new TaxFields(
                    tax.rate().toPlainString(), tax.included(), tax.basis(), tax.exemption());
        }

        TaxTerms terms() {
            BigDecimal share;
            try {
                share = new BigDecimal(rate);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(
                        "a tax rate is a decimal such as 0.06, not " + Quoted.of(rate), e);
            }
            return new TaxTerms(
                    share,
                    included != null && included,
                    basis == null ? Tax.Basis.LINE : basis,
                    text(exemption));
        }
    }

    /// What documents say about a customer from now on. What is left out is as the configuration
    /// has it.
    ///
    /// @param paymentDays from issue until it is due
    /// @param remarks printed on each document
    record Profile(
            @Nullable PartyFields buyer,
            @Nullable TaxFields tax,
            @Nullable Language language,
            @Nullable Integer paymentDays,
            @Nullable String remarks) {}

    Profile read(Request request) {
        OrganizationId id = organizations.existing(request.organization(), request.now()).id();
        folded.awaitAll();
        BillingProfile profile = documents.profile(id);
        TaxTerms tax = profile.tax();
        return new Profile(
                PartyFields.of(profile.buyer()),
                tax == null ? null : TaxFields.of(tax),
                profile.language(),
                profile.paymentDays(),
                profile.remarks());
    }

    Profile set(Request request, Profile wanted) {
        OrganizationId id = organizations.existing(request.organization(), request.now()).id();
        BillingProfile profile;
        try {
            profile =
                    new BillingProfile(
                            wanted.buyer() == null ? Party.UNKNOWN : wanted.buyer().party(),
                            wanted.tax() == null ? null : wanted.tax().terms(),
                            wanted.language(),
                            wanted.paymentDays(),
                            text(wanted.remarks()));
        } catch (IllegalArgumentException e) {
            throw ApiProblem.invalid("invalid_value", e.getMessage() + ".", "Send another value.");
        }
        changes.conclude(_ -> new Fact.ProfileSet(id, profile, request.now()), request.now());
        return read(request);
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }
}
