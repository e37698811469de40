package io.tokengrid.rating.plan;

import io.tokengrid.units.Rational;

/// Where the amount of a grant is: drawn + held + left + expired + withdrawn = granted, always.
///
/// @param held reserved for what is still running
/// @param expired left over at the end of its life: breakage
/// @param withdrawn taken away by a change of plan
public record GrantState(
        Grant grant, Rational drawn, Rational held, Rational expired, Rational withdrawn) {

    static GrantState fresh(Grant grant) {
        return new GrantState(grant, Rational.ZERO, Rational.ZERO, Rational.ZERO, Rational.ZERO);
    }

    public Rational left() {
        return grant.amount().minus(drawn).minus(held).minus(expired).minus(withdrawn);
    }

    /// Currency units that became revenue because they were drawn.
    public Rational recognised() {
        return drawn.times(grant.costBasis());
    }

    /// Currency units that became revenue because nobody drew them.
    public Rational breakage() {
        return expired.times(grant.costBasis());
    }

    GrantState drawn(Rational amount) {
        return new GrantState(grant, drawn.plus(amount), held, expired, withdrawn);
    }

    GrantState held(Rational amount) {
        return new GrantState(grant, drawn, held.plus(amount), expired, withdrawn);
    }

    GrantState expired(Rational amount) {
        return new GrantState(grant, drawn, held, expired.plus(amount), withdrawn);
    }

    GrantState withdrawn(Rational amount) {
        return new GrantState(grant, drawn, held, expired, withdrawn.plus(amount));
    }
}
