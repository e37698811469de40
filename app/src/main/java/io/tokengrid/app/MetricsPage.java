package io.tokengrid.app;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tokengrid.gateway.ControlPlane;
import io.tokengrid.gateway.ControlRequest;
import io.tokengrid.gateway.ControlResponse;
import io.tokengrid.units.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `GET /metrics` for who has the admin key or the metrics key; everything else is the console's.
final class MetricsPage implements ControlPlane {
    private static final String BEARER = "Bearer ";

    private final PrometheusMeterRegistry registry;
    private final Sha256 adminKey;
    private final @Nullable Sha256 metricsKey;
    private final ControlPlane next;

    MetricsPage(
            PrometheusMeterRegistry registry, Sha256 adminKey, Config config, ControlPlane next) {
        this.registry = registry;
        this.adminKey = adminKey;
        this.metricsKey = config.metricsKey().map(key -> AdminKey.digest(key.value())).orElse(null);
        this.next = next;
    }

    @Override
    public ControlResponse handle(ControlRequest request) {
        if (!request.path().equals("/metrics")) {
            return next.handle(request);
        }
        String authorization = request.headers().getOrDefault("authorization", "");
        boolean known =
                authorization.startsWith(BEARER)
                        && opens(AdminKey.digest(authorization.substring(BEARER.length())));
        return known
                ? text(200, registry.scrape())
                : text(401, "The admin key or the metrics key is needed as a Bearer token.\n");
    }

    private boolean opens(Sha256 presented) {
        boolean admin = MessageDigest.isEqual(presented.toBytes(), adminKey.toBytes());
        return admin
                || (metricsKey != null
                        && MessageDigest.isEqual(presented.toBytes(), metricsKey.toBytes()));
    }

    private static ControlResponse text(int status, String body) {
        return new ControlResponse(
                status,
                Map.of("content-type", "text/plain; version=0.0.4; charset=utf-8"),
                body.getBytes(StandardCharsets.UTF_8));
    }
}
