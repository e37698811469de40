package io.tokengrid.gateway;

import io.netty.handler.codec.http.HttpResponse;
import org.jspecify.annotations.Nullable;

/// Status and headers of a provider's answer.
record ProviderHead(HttpResponse response) {
    int status() {
        return response.status().code();
    }

    /// The first value of a header, whatever its letters' case; null if there is none.
    @Nullable String header(CharSequence name) {
        return response.headers().get(name);
    }
}
