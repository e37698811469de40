package io.tokengrid.app;

import io.tokengrid.gateway.Gateway;
import org.jspecify.annotations.Nullable;

/// The gateway, for parts that are made before it and asked after it.
final class Running {
    private volatile @Nullable Gateway gateway;

    void set(Gateway started) {
        gateway = started;
    }

    Gateway gateway() {
        Gateway started = gateway;
        if (started == null) {
            throw new IllegalStateException("the gateway is still starting");
        }
        return started;
    }
}
