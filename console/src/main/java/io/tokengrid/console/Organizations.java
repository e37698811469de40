package io.tokengrid.console;

import io.tokengrid.journal.NodeState;
import io.tokengrid.ledger.Billing;
import io.tokengrid.ledger.GrantTotals;
import io.tokengrid.ledger.OrganizationView;
import io.tokengrid.ledger.Terms;
import io.tokengrid.storage.Node;
import io.tokengrid.storage.WakeBy;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Money;
import io.tokengrid.units.OrganizationId;
import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The customers: opening, reading and changing them.
final class Organizations {
    private final Node node;
    private final Sleepers sleepers;
    private final OrganizationList all;
    private final Changes changes;
    private final Secrets secrets;

    Organizations(
            Node node, Sleepers sleepers, OrganizationList all, Changes changes, Secrets secrets) {
        this.node = node;
        this.sleepers = sleepers;
        this.all = all;
        this.changes = changes;
        this.secrets = secrets;
    }

    /// @param billing prepaid if left out
    /// @param creditLimit how far below zero a postpaid balance may go; needed there, and only
    ///   there
    /// @param unlimited whether an internal organization may call without any budget
    /// @param zone where its days and months begin; UTC if left out
    /// @param priceGroups names under which price modifiers know it; none if left out
    record NewOrganization(
            Texts.Name name,
            CurrencyCode currency,
            @Nullable Billing billing,
            @Nullable Amount creditLimit,
            @Nullable Boolean unlimited,
            @Nullable ZoneId zone,
            @Nullable List<String> priceGroups) {}

    /// What is left out stays, except that a credit limit or `unlimited` ends with the billing that
    /// it belongs to.
    record OrganizationChange(
            @Nullable Billing billing,
            @Nullable Amount creditLimit,
            @Nullable Boolean unlimited,
            @Nullable ZoneId zone,
            @Nullable List<String> priceGroups) {}

    /// @param priceGroups names under which price modifiers know it
    /// @param available what a new call can hold: the wallet and grants (a postpaid one its credit
    ///   limit too)
    /// @param held reserved by open calls
    /// @param spent settled
    /// @param owed what the balance could not bear: corrections, reported usage, fees
    record Organization(
            OrganizationId id,
            String name,
            CurrencyCode currency,
            Billing billing,
            Money creditLimit,
            boolean unlimited,
            ZoneId zone,
            List<String> priceGroups,
            Instant openedAt,
            Money available,
            Money held,
            Money spent,
            Money owed,
            int openCalls) {
        static Organization of(OrganizationView view) {
            Terms terms = view.terms();
            return new Organization(
                    view.id(),
                    view.name(),
                    terms.currency(),
                    terms.billing(),
                    terms.creditLimit(),
                    terms.unlimited(),
                    terms.zone(),
                    List.copyOf(terms.priceGroups()),
                    view.openedAt(),
                    view.available(),
                    view.held(),
                    view.spent(),
                    view.owed(),
                    view.openCalls());
        }
    }

    /// available + held + spent = topped up + granted - withdrawn.
    ///
    /// @param available what the wallet has and what is left of grants
    /// @param wallet what the wallet alone has
    /// @param grants the grants, in sums
    /// @param creditLimit how much more than `available` a postpaid organization can hold
    record Balance(
            OrganizationId organization,
            CurrencyCode currency,
            Money available,
            Money held,
            Money spent,
            Money owed,
            Money creditLimit,
            int openCalls,
            Money wallet,
            GrantSums grants) {}

    /// The grants of an organization, in sums.
    ///
    /// @param available what calls of some model can hold
    /// @param upcoming what has not started; in no other sum
    /// @param granted the amounts of all that have started
    /// @param withdrawn what was taken back of those: by their expiry or by an operator
    /// @param expired the part of `withdrawn` that expired
    record GrantSums(
            Money available, Money upcoming, Money granted, Money withdrawn, Money expired) {
        static GrantSums of(GrantTotals totals) {
            return new GrantSums(
                    totals.available(),
                    totals.upcoming(),
                    totals.granted(),
                    totals.withdrawn(),
                    totals.expired());
        }
    }

    Organization open(Request request, NewOrganization wanted) {
        Billing billing = wanted.billing() == null ? Billing.PREPAID : wanted.billing();
        Terms terms =
                terms(
                        new Terms(
                                wanted.currency(),
                                Billing.PREPAID,
                                Money.ZERO,
                                false,
                                ZoneId.of("UTC")),
                        new OrganizationChange(
                                billing,
                                wanted.creditLimit(),
                                wanted.unlimited(),
                                wanted.zone(),
                                wanted.priceGroups()));
        OrganizationId id = secrets.organization();
        changes.make(
                state ->
                        state.ledger()
                                .decideOpening(id, wanted.name().text(), terms, request.now()),
                request.now());
        return Organization.of(existing(id, request.now()));
    }

    Page<Organization> list(Request request) {
        Page<OrganizationView> page = all.page(request);
        return new Page<>(page.items().stream().map(Organization::of).toList(), page.next());
    }

    Organization read(Request request) {
        return Organization.of(existing(request.organization(), request.now()));
    }

    Organization change(Request request, OrganizationChange wanted) {
        OrganizationId id = existing(request.organization(), request.now()).id();
        changes.make(
                state -> {
                    Terms before = existing(state, id, request.now()).terms();
                    Terms after = terms(before, wanted);
                    return after.equals(before)
                            ? null
                            : state.ledger().decideTerms(id, after, request.now());
                },
                request.now());
        return Organization.of(existing(id, request.now()));
    }

    Balance balance(Request request) {
        return balance(existing(request.organization(), request.now()));
    }

    static Balance balance(OrganizationView view) {
        return new Balance(
                view.id(),
                view.terms().currency(),
                view.available(),
                view.held(),
                view.spent(),
                view.owed(),
                view.terms().creditLimit(),
                view.openCalls(),
                view.wallet(),
                GrantSums.of(view.grants()));
    }

    /// The organization of an id, brought back if it was at rest; 404 if there is none.
    OrganizationView existing(OrganizationId id, Instant now) {
        sleepers.wake(new WakeBy.Organization(id));
        return node.read(state -> existing(state, id, now));
    }

    static OrganizationView existing(NodeState state, OrganizationId id, Instant now) {
        OrganizationView view = state.ledger().organization(id, now);
        if (view == null) {
            throw ApiProblem.notFound(
                    "There is no organization " + id + ".",
                    "GET /api/v1/organizations lists those that there are.");
        }
        return view;
    }

    private static Terms terms(Terms before, OrganizationChange wanted) {
        Billing billing = wanted.billing() == null ? before.billing() : wanted.billing();
        Money creditLimit = billing == Billing.POSTPAID ? before.creditLimit() : Money.ZERO;
        boolean newlyPostpaid = billing == Billing.POSTPAID && before.billing() != billing;
        if (wanted.creditLimit() != null) {
            creditLimit = wanted.creditLimit().money();
        } else if (newlyPostpaid) {
            throw ApiProblem.invalid(
                    "missing_field",
                    "The field 'creditLimit' is missing.",
                    "Billing 'postpaid' needs it; \"0\" is a limit too.");
        }
        boolean unlimited = billing == Billing.INTERNAL && before.unlimited();
        if (wanted.unlimited() != null) {
            unlimited = wanted.unlimited();
        }
        ZoneId zone = wanted.zone() == null ? before.zone() : wanted.zone();
        Set<String> groups =
                wanted.priceGroups() == null
                        ? before.priceGroups()
                        : new LinkedHashSet<>(wanted.priceGroups());
        try {
            return new Terms(before.currency(), billing, creditLimit, unlimited, zone, groups);
        } catch (IllegalArgumentException e) {
            throw ApiProblem.invalid(
                    "invalid_value",
                    e.getMessage() + ".",
                    "Leave it out, send another, or change 'billing'.");
        }
    }
}
