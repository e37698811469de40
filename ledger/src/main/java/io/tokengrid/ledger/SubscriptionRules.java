package io.tokengrid.ledger;

import io.tokengrid.units.Money;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What must be so before a fact about subscriptions happens, or one about a call under a plan.
final class SubscriptionRules {
    private SubscriptionRules() {}

    static @Nullable String against(Ledger ledger, LedgerFact.Subscribed subscribed) {
        Organization organization = ledger.organizations.get(subscribed.organization());
        if (organization == null) {
            return "no such organization";
        }
        if (GrantRules.isUsed(organization, subscribed.reference())) {
            return "the reference was used before";
        }
        Subscriptions own = organization.subscriptions;
        if (subscribed.number() != (own == null ? 1 : own.all().size() + 1)) {
            return "it is not the next subscription";
        }
        if (!subscribed.terms().currency().equals(organization.terms.currency())) {
            return "the plan is paid in another currency";
        }
        Instant free = own == null ? Instant.MIN : freeFrom(own);
        return free == null || subscribed.from().isBefore(free)
                ? "another subscription covers that time"
                : null;
    }

    /// From when on another subscription can begin; null for never.
    static @Nullable Instant freeFrom(Subscriptions own) {
        return own.all().isEmpty() ? Instant.MIN : own.all().getLast().ends;
    }

    static @Nullable String against(Ledger ledger, LedgerFact.PeriodOpened opened) {
        Organization organization = ledger.organizations.get(opened.organization());
        SubscriptionState state = find(organization, opened.number());
        if (organization == null || state == null) {
            return "no such subscription";
        }
        Instant due = state.due();
        if (due == null || due.isAfter(opened.at()) || !due.equals(opened.period().start())) {
            return "no such period is due";
        }
        if (!opened.unit().equals(state.terms.unit())) {
            return "the plan counts in another unit";
        }
        Grants granted = GrantRules.grants(organization, opened.unit());
        long next = granted == null ? 1 : granted.all().size() + 1;
        if (opened.grant() != 0 && opened.grant() != next) {
            return "it is not the next grant";
        }
        return hasRoom(ledger, organization, opened) ? null : "more than the accounts can take";
    }

    /// Whether accounts can take a fee and what it pays for.
    static boolean hasRoom(
            Ledger ledger, Organization organization, LedgerFact.PeriodOpened opened) {
        Grants granted = GrantRules.grants(organization, opened.unit());
        return organization.hasRoomFor(opened.fee())
                && (granted == null || granted.hasRoomFor(opened.included()))
                && ledger.accounts.hasRoomFor(
                        AccountKind.ISSUED_UNITS,
                        AccountId.PLATFORM,
                        opened.unit(),
                        opened.included());
    }

    static @Nullable String against(Ledger ledger, LedgerFact.SubscriptionEnded ended) {
        Organization organization = ledger.organizations.get(ended.organization());
        SubscriptionState state = find(organization, ended.number());
        if (state == null) {
            return "no such subscription";
        }
        return state.ends == null ? null : "the subscription has an end already";
    }

    /// What is wrong about the plan of a hold; null if nothing is.
    static @Nullable String against(Organization organization, LedgerFact.HoldPlaced placed) {
        LedgerFact.UnderPlan plan = placed.plan();
        if (plan == null) {
            return null;
        }
        SubscriptionState state = find(organization, plan.subscription());
        if (state == null
                || state.period == null
                || !state.period.contains(placed.at())
                || !state.period.start().equals(plan.period())
                || !state.terms.unit().equals(plan.unit())) {
            return "no such plan covers that time";
        }
        Money drawn = Draws.total(placed.draws());
        return plan.overage() || drawn.equals(placed.amount())
                ? null
                : "a plan covers all of a call";
    }

    static @Nullable SubscriptionState find(@Nullable Organization organization, long number) {
        Subscriptions own = organization == null ? null : organization.subscriptions;
        return own == null ? null : own.find(number);
    }
}
