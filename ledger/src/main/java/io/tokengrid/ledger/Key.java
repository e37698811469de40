package io.tokengrid.ledger;

import io.tokengrid.units.KeyId;
import io.tokengrid.units.Sha256;
import java.time.Instant;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// An API key: whose it is and where its spend belongs.
final class Key {
    final KeyId id;
    final Organization organization;
    final CostCentre costCentre;
    final Sha256 secret;
    final Instant issuedAt;

    /// The parts of the organization that limit it, widest first.
    final BudgetNode[] nodes;

    KeyLimits limits;
    @Nullable Instant revokedAt;

    Key(
            KeyId id,
            Organization organization,
            CostCentre costCentre,
            Sha256 secret,
            KeyLimits limits,
            Instant issuedAt) {
        this.id = id;
        this.organization = organization;
        this.costCentre = costCentre;
        this.secret = secret;
        this.limits = limits;
        this.issuedAt = issuedAt;
        String department = costCentre.department();
        String application = costCentre.application();
        nodes =
                Stream.of(
                                BudgetScope.organization(organization.id),
                                new BudgetScope(organization.id, department, null, null, null),
                                new BudgetScope(
                                        organization.id, department, application, null, null),
                                new BudgetScope(
                                        organization.id,
                                        department,
                                        application,
                                        costCentre.function(),
                                        null),
                                BudgetScope.key(organization.id, id))
                        .map(organization::node)
                        .toArray(BudgetNode[]::new);
    }

    /// The budget with this number, if it limits the key.
    @Nullable BudgetCounter counter(long number) {
        for (BudgetNode node : nodes) {
            for (BudgetCounter counter : node.counters) {
                if (counter.number == number) {
                    return counter;
                }
            }
        }
        return null;
    }

    KeyView view() {
        return new KeyView(id, organization.id, costCentre, limits, issuedAt, revokedAt);
    }
}
