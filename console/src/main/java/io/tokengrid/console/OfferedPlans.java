package io.tokengrid.console;

import io.tokengrid.rating.plan.AtEnd;
import io.tokengrid.rating.plan.PlanOffer;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Rational;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The plans that organizations can subscribe to.
final class OfferedPlans {
    private final Supplier<List<PlanOffer>> offered;

    OfferedPlans(Supplier<List<PlanOffer>> offered) {
        this.offered = offered;
    }

    record PlanList(List<OfferedPlan> plans) {}

    /// What becomes of a call that does not fit in what is left.
    enum End {
        BLOCK,
        OVERAGE
    }

    /// @param fee for a whole period
    /// @param period its length, such as `1 month`
    /// @param unit what it counts in
    /// @param included in a whole period
    /// @param atEnd what becomes of a call that does not fit in what is left
    /// @param cap the most that calls above it cost in a period; null for no bound
    record OfferedPlan(
            String name,
            CurrencyCode currency,
            Rational fee,
            String period,
            String unit,
            Rational included,
            End atEnd,
            @Nullable Rational cap) {
        static OfferedPlan of(PlanOffer offer) {
            AtEnd end = offer.allowance().atEnd();
            return new OfferedPlan(
                    offer.name(),
                    offer.currency(),
                    offer.fee(),
                    offer.every().count()
                            + " "
                            + offer.every().unit().name().toLowerCase(Locale.ROOT),
                    offer.allowance().unit(),
                    offer.allowance().included(),
                    OfferedPlans.endOf(end),
                    OfferedPlans.cap(end));
        }
    }

    static End endOf(AtEnd end) {
        return end instanceof AtEnd.Overage ? End.OVERAGE : End.BLOCK;
    }

    static @Nullable Rational cap(AtEnd end) {
        return end instanceof AtEnd.Overage(var cap) ? cap.orElse(null) : null;
    }

    PlanList list(Request request) {
        return new PlanList(offered.get().stream().map(OfferedPlan::of).toList());
    }

    /// The plan of a name; refused if there is none.
    PlanOffer existing(String name) {
        List<PlanOffer> all = offered.get();
        return all.stream()
                .filter(offer -> offer.name().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        ApiProblem.notFound(
                                "There is no plan " + Quoted.of(name) + ".",
                                all.isEmpty()
                                        ? "Describe plans under 'plans' in the configuration."
                                        : "GET /api/v1/plans lists them."));
    }
}
