package io.tokengrid.app;

import io.tokengrid.gateway.Gateway;
import io.tokengrid.rating.invoice.Seller;
import io.tokengrid.rating.plan.PlanOffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a reload changes, for parts that are made before the gateway and asked after it.
final class Running {
    private volatile @Nullable Gateway gateway;
    private volatile Seller seller;
    private volatile List<PlanOffer> plans;

    Running(Config config) {
        seller = config.invoicing();
        plans = config.plans();
    }

    void set(Gateway started) {
        gateway = started;
    }

    /// Who issues invoices and what can be subscribed to from now on.
    void configured(Config config) {
        seller = config.invoicing();
        plans = config.plans();
    }

    List<PlanOffer> plans() {
        return plans;
    }

    Seller seller() {
        return seller;
    }

    Gateway gateway() {
        Gateway started = gateway;
        if (started == null) {
            throw new IllegalStateException("the gateway is still starting");
        }
        return started;
    }
}
