package io.tokengrid.journal;

import io.tokengrid.journal.Fact.Admission;
import io.tokengrid.journal.Fact.Attempt;
import io.tokengrid.ledger.CostCentre;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.KeyId;
import io.tokengrid.units.OrganizationId;
import java.util.List;
import java.util.Objects;

/// Whose calls, to what: the calls that usage is summed over have all of these in common.
///
/// @param model the name that the client sent
/// @param provider who served, or failed last
/// @param site where; empty if it is not known
public record Series(
        OrganizationId organization,
        CostCentre costCentre,
        KeyId key,
        String model,
        String provider,
        String site,
        CurrencyCode currency) {
    /// The series of a call. Before its end the provider is the one that is asked first.
    public static Series of(CallRecord call) {
        Admission admission = call.admitted().call();
        String provider = admission.provider();
        String site = "";
        List<Attempt> attempts =
                call.settled() != null
                        ? call.settled().result().attempts()
                        : call.voided() != null ? call.voided().attempts() : List.of();
        if (!attempts.isEmpty()) {
            Attempt last = attempts.getLast();
            provider = last.provider();
            site = last.site() == null ? "" : last.site();
        } else if (call.ingested() != null) {
            site = Objects.requireNonNullElse(call.ingested().event().site(), "");
        }
        return new Series(
                admission.organization(),
                admission.costCentre(),
                call.admitted().change().key(),
                admission.model(),
                provider,
                site,
                admission.currency());
    }
}
