package io.tokengrid.ledger;

import io.tokengrid.ledger.LedgerFact.Draw;
import io.tokengrid.ledger.LedgerFact.Lapse;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Money;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What must be so before a fact about grants happens, or one that draws on them.
final class GrantRules {
    private GrantRules() {}

    static @Nullable String against(Ledger ledger, LedgerFact.Granted granted) {
        Organization organization = ledger.organizations.get(granted.organization());
        if (organization == null) {
            return "no such organization";
        }
        if (isUsed(organization, granted.grant().reference())) {
            return "the reference was used before";
        }
        Grants own = organization.grants;
        if (granted.number() != (own == null ? 1 : own.all().size() + 1)) {
            return "it is not the next grant";
        }
        if (own != null && own.open().size() >= Grants.MOST_OPEN) {
            return "too many grants have something left";
        }
        if (granted.grant().kind() == GrantKind.INCLUDED) {
            return "only a period of a plan includes something";
        }
        Money amount = granted.grant().amount();
        return ledger.hasRoomFor(organization, AccountKind.CASH, amount)
                        && ledger.hasRoomFor(organization, AccountKind.PROMOTIONS, amount)
                ? null
                : "more than the accounts can take";
    }

    static @Nullable String against(Ledger ledger, LedgerFact.GrantWithdrawn withdrawn) {
        Organization organization = ledger.organizations.get(withdrawn.organization());
        GrantState state =
                organization == null
                        ? null
                        : find(organization.grants, withdrawn.number(), withdrawn.kind());
        if (state == null) {
            return "no such grant";
        }
        if (state.revoked || !state.isOpen()) {
            return "nothing of the grant is to be withdrawn";
        }
        return state.left().equals(withdrawn.amount()) ? null : "that is not what is left";
    }

    static @Nullable String against(Ledger ledger, LedgerFact.GrantsLapsed lapsed) {
        Organization organization = ledger.organizations.get(lapsed.organization());
        Grants grants = organization == null ? null : grants(organization, lapsed.unit());
        for (int i = 0; i < lapsed.lapses().size(); i++) {
            Lapse lapse = lapsed.lapses().get(i);
            GrantState state = find(grants, lapse.grant(), lapse.kind());
            if (state == null) {
                return "no such grant";
            }
            if (!state.isOver(lapsed.at()) || state.revoked != lapse.withdrawn()) {
                return "the life of grant " + lapse.grant() + " is not over so";
            }
            if (!state.left().equals(lapse.amount())) {
                return "that is not what is left of grant " + lapse.grant();
            }
            for (int j = 0; j < i; j++) {
                if (lapsed.lapses().get(j).grant() == lapse.grant()) {
                    return "grant " + lapse.grant() + " lapses twice";
                }
            }
        }
        return null;
    }

    /// Whether grants can reserve `draws` for a call for which they reserved `before`.
    static @Nullable String against(@Nullable Grants grants, List<Draw> before, List<Draw> draws) {
        for (Draw draw : draws) {
            GrantState state = find(grants, draw.grant(), draw.kind());
            Money more = draw.amount().minus(Draws.from(draw.grant(), before));
            if (state == null || more.compareTo(state.left()) > 0) {
                return "grant " + draw.grant() + " has not so much left";
            }
        }
        return null;
    }

    /// Whether a charge can come from grants and the wallet as it says.
    static @Nullable String against(Hold hold, LedgerFact.HoldPosted posted) {
        List<Draw> reserved = hold.placed().draws();
        if (reserved.isEmpty() && posted.draws().isEmpty()) {
            return null;
        }
        Money ofReserved = Money.ZERO;
        for (Draw draw : posted.draws()) {
            ofReserved = ofReserved.plus(draw.amount().min(Draws.from(draw.grant(), reserved)));
        }
        Money above = Draws.total(posted.draws()).minus(ofReserved);
        if (above.compareTo(posted.extra()) > 0) {
            return "more is drawn above the hold than is charged above it";
        }
        Money fromHold = posted.charge().min(hold.placed().amount());
        Money ofWallet = fromHold.minus(ofReserved);
        Money walletHeld = hold.placed().amount().minus(Draws.total(reserved));
        if (ofWallet.isNegative() || ofWallet.compareTo(walletHeld) > 0) {
            return "the hold does not give that much from grants and the wallet";
        }
        return against(hold.purse().grants(), reserved, posted.draws());
    }

    /// Whether a reference stands for something already.
    static boolean isUsed(Organization organization, String reference) {
        Grants own = organization.grants;
        return organization.references.containsKey(reference)
                || (own != null && own.byReference(reference) != null);
    }

    /// What an organization was granted in a plan's unit, or of money for null.
    static @Nullable Grants grants(Organization organization, @Nullable CurrencyCode unit) {
        if (unit == null) {
            return organization.grants;
        }
        Subscriptions plans = organization.subscriptions;
        Purse purse = plans == null ? null : plans.purses.get(unit);
        return purse == null ? null : purse.grants();
    }

    private static @Nullable GrantState find(@Nullable Grants own, long number, GrantKind kind) {
        GrantState state = own == null ? null : own.find(number);
        return state == null || state.grant.kind() != kind ? null : state;
    }
}
