package io.tokengrid.app;

import io.tokengrid.gateway.Gateway;
import io.tokengrid.rating.invoice.Seller;
import org.jspecify.annotations.Nullable;

/// What a reload changes, for parts that are made before the gateway and asked after it.
final class Running {
    private volatile @Nullable Gateway gateway;
    private volatile Seller seller;

    Running(Seller configured) {
        seller = configured;
    }

    void set(Gateway started) {
        gateway = started;
    }

    /// Who issues invoices from now on.
    void seller(Seller configured) {
        seller = configured;
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
