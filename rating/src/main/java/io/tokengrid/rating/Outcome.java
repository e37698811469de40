package io.tokengrid.rating;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the modifiers make of a row: a tree that a call walks from set to set, taking at each the
/// branch of the first modifier that is for it.
sealed interface Outcome {
    /// At most one of some modifiers applies.
    ///
    /// @param members in the order in which they are asked
    /// @param chosen what follows for each
    /// @param none what follows if none applies; null if that cannot be
    record Branch(List<Modifier> members, List<Outcome> chosen, @Nullable Outcome none)
            implements Outcome {}

    /// All have been asked.
    ///
    /// @param sell null if the call has no price
    /// @param buy null if our price is not known
    record Leaf(@Nullable EffectiveTariff sell, @Nullable EffectiveTariff buy) implements Outcome {}

    /// What becomes of a call.
    default Leaf of(@Nullable String provider, Customer customer, Instant admitted) {
        Outcome at = this;
        while (at instanceof Branch branch) {
            at = next(branch, provider, customer, admitted);
        }
        return (Leaf) at;
    }

    private static Outcome next(
            Branch branch, @Nullable String provider, Customer customer, Instant admitted) {
        for (int i = 0; i < branch.members().size(); i++) {
            if (branch.members().get(i).appliesTo(provider, customer, admitted)) {
                return branch.chosen().get(i);
            }
        }
        if (branch.none() == null) {
            throw new AssertionError("a modifier for every call was not for this one");
        }
        return branch.none();
    }
}
