package io.tokengrid.ledger;

import io.tokengrid.rating.plan.Grant.Life;
import io.tokengrid.rating.plan.Grant.Source;
import io.tokengrid.rating.plan.Period;
import io.tokengrid.units.Money;
import io.tokengrid.units.Rational;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Money given to an organization ahead of its use, which its calls draw before the wallet: a
/// prepaid block or a promotional credit.
///
/// @param reference the grant's own name: the same one again changes nothing
/// @param amount in the organization's currency; more than zero
/// @param paid what was paid for all of it: more than zero and at most `amount` for a prepaid one,
///   zero for a promotional one
/// @param priority from 0 to 1,000; the lower number is drawn first
/// @param life when calls can be admitted on it
/// @param models the only models that can draw on it; empty for all; at most 100
public record Grant(
        String reference,
        GrantKind kind,
        Money amount,
        Money paid,
        int priority,
        Life life,
        Set<String> models) {
    /// The priority of a grant that names none.
    public static final int USUAL_PRIORITY = 100;

    private static final int MAX_PRIORITY = 1_000;
    private static final int MAX_MODELS = 100;
    private static final int MAX_MODEL = 200;

    /// Throws [IllegalArgumentException] with a sentence for what is not as above.
    public Grant {
        Text.require("reference", reference, LedgerFact.MAX_TEXT);
        require(amount.isPositive(), "'amount' must be more than zero");
        require(
                kind == GrantKind.PREPAID
                        ? paid.isPositive() && paid.compareTo(amount) <= 0
                        : paid.isZero(),
                kind == GrantKind.PREPAID
                        ? "'paid' is more than zero and at most 'amount' for a prepaid grant"
                        : "'paid' is zero for a promotional grant");
        require(
                priority >= 0 && priority <= MAX_PRIORITY,
                "'priority' is a whole number from 0 to " + MAX_PRIORITY);
        require(models.size() <= MAX_MODELS, "'models' has more than " + MAX_MODELS);
        models.forEach(model -> Text.require("models", model, MAX_MODEL));
        models = Collections.unmodifiableSortedSet(new TreeSet<>(models));
    }

    /// What a period of a subscription includes.
    static Grant included(long subscription, Money amount, Period period) {
        return new Grant(
                "subscription " + subscription + " from " + period.start(),
                GrantKind.INCLUDED,
                amount,
                Money.ZERO,
                USUAL_PRIORITY,
                new Life(period.start(), Optional.of(period.end())),
                Set.of());
    }

    /// Whether a model's calls can draw on it.
    public boolean covers(String model) {
        return models.isEmpty() || models.contains(model);
    }

    /// The same in terms of plans, whose burn order says which grant is drawn first.
    io.tokengrid.rating.plan.Grant ofPlan() {
        return new io.tokengrid.rating.plan.Grant(
                reference,
                Optional.empty(),
                Rational.of(amount),
                priority,
                life,
                new Source(Rational.of(paid), kind == GrantKind.PROMOTIONAL));
    }

    private static void require(boolean met, String otherwise) {
        if (!met) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
