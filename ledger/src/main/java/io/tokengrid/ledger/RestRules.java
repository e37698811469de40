package io.tokengrid.ledger;

import org.jspecify.annotations.Nullable;

/// What must be so before an organization goes to rest or wakes.
final class RestRules {
    private RestRules() {}

    static @Nullable String against(Ledger ledger, LedgerFact.RestPrepared prepared) {
        Organization organization = ledger.organizations.get(prepared.account().organization());
        if (organization == null) {
            return "no such organization";
        }
        if (organization.openHolds > 0) {
            return "calls of it are open";
        }
        if (organization.prepared > 0) {
            return "its state is in fact " + organization.prepared + " already";
        }
        return prepared.account().equals(AccountImage.of(organization, Integer.MAX_VALUE))
                ? null
                : "that is not its state";
    }

    static @Nullable String against(Ledger ledger, LedgerFact.Rested rested) {
        Organization organization = ledger.organizations.get(rested.organization());
        if (organization == null) {
            return "no such organization";
        }
        return organization.prepared == rested.position()
                ? null
                : "its state is not in fact " + rested.position();
    }

    static @Nullable String against(Ledger ledger, LedgerFact.Woken woken) {
        Ledger alone;
        try {
            alone = woken.account().ledger();
        } catch (IllegalArgumentException _) {
            return "its state is damaged";
        }
        Organization organization = alone.organizations.get(woken.account().organization());
        if (organization == null
                || ledger.organizations.containsKey(organization.id)
                || !ledger.resting.mayContain(organization)) {
            return "it does not rest";
        }
        for (Key key : organization.keys) {
            if (ledger.keys.containsKey(key.id) || ledger.secrets.containsKey(key.secret)) {
                return "its key " + key.id + " is another one's";
            }
        }
        for (long number : alone.counters.keySet()) {
            if (ledger.counters.containsKey(number) || number > ledger.lastBudget) {
                return "its budget " + number + " is another one's";
            }
        }
        return null;
    }
}
