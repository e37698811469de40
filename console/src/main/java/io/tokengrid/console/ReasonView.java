package io.tokengrid.console;

import io.tokengrid.rating.CallFacts;
import io.tokengrid.rating.EffectivePrices;
import java.util.List;

/// A rule of the price book that a call's prices come from.
///
/// @param kind what kind of rule it is
/// @param rule its name
/// @param text in words, with what about the call made it apply
record ReasonView(String kind, String rule, String text) {
    /// In the order in which the rules applied.
    static List<ReasonView> of(EffectivePrices prices, CallFacts call) {
        return prices.reasons().stream()
                .map(reason -> new ReasonView(reason.kind(), reason.rule(), reason.explain(call)))
                .toList();
    }
}
