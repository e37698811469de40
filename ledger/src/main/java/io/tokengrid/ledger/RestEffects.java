package io.tokengrid.ledger;

/// How an organization leaves the ledger for its rest, and comes back.
final class RestEffects {
    private RestEffects() {}

    static void rest(Ledger ledger, Organization organization, long position) {
        ledger.resting.add(organization, position);
        ledger.expiries.forget(organization);
        ledger.renewals.forget(organization);
        for (Account account : organization.accounts()) {
            ledger.accounts.remove(account.id());
        }
        for (Key key : organization.keys) {
            ledger.keys.remove(key.id);
            ledger.secrets.remove(key.secret);
        }
        for (BudgetNode node : organization.nodes.values()) {
            for (BudgetCounter counter : node.counters) {
                ledger.counters.remove(counter.number);
            }
        }
        ledger.organizations.remove(organization.id);
    }

    static void wake(Ledger ledger, LedgerFact.Woken woken) {
        Ledger alone = woken.account().ledger();
        for (Organization organization : alone.organizations.values()) {
            ledger.resting.remove(organization);
            organization.accounts().forEach(ledger.accounts::adopt);
            organization.stir(woken.at());
            ledger.organizations.put(organization.id, organization);
            ledger.expiries.watch(organization);
            ledger.renewals.watch(organization);
        }
        ledger.keys.putAll(alone.keys);
        ledger.secrets.putAll(alone.secrets);
        ledger.counters.putAll(alone.counters);
    }
}
