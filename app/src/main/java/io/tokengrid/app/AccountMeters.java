package io.tokengrid.app;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.tokengrid.storage.Node;
import io.tokengrid.storage.Wakes;
import java.util.function.ToDoubleFunction;

/// Metrics of accounts in memory and at rest.
final class AccountMeters {
    AccountMeters(Node node, MeterRegistry registry) {
        Gauge.builder("tokengrid.accounts.active", node, Node::active)
                .description("Organizations in memory")
                .register(registry);
        Gauge.builder("tokengrid.accounts.resting", node, of -> of.resting().organizations())
                .description("Organizations at rest in the database")
                .register(registry);
        Gauge.builder("tokengrid.accounts.rest.horizon", node, of -> of.resting().horizon())
                .description("The fact up to which the views must be folded to load accounts")
                .register(registry);
        counter(registry, node, "woken", of -> of.woken());
        counter(registry, node, "unknown", of -> of.unknown());
        counter(registry, node, "refused", of -> of.refused());
    }

    private static void counter(
            MeterRegistry registry, Node node, String outcome, ToDoubleFunction<Wakes.Counts> of) {
        FunctionCounter.builder(
                        "tokengrid.accounts.loads",
                        node.wakes(),
                        wakes -> of.applyAsDouble(wakes.counts()))
                .tag("outcome", outcome)
                .description("Accounts and keys that were looked for in the database")
                .register(registry);
    }
}
