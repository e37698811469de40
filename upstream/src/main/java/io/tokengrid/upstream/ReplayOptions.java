package io.tokengrid.upstream;

import java.net.URI;
import java.util.List;

/// How a trace is replayed. Immutable; start from [#to(URI, List)] and change what differs.
///
/// @param url of the gateway, without `/v1`
/// @param keys that calls are spread over by the seed; one that stands twice gets twice the calls
/// @param model that is asked
/// @param speed times as fast as it was recorded; 0 for as fast as possible
/// @param concurrency calls open at once, at most
/// @param streamPercent share of the calls that stream
/// @param retries of a call that is refused with 429 or 503, at most
/// @param seed of prompts, keys and streams
public record ReplayOptions(
        URI url,
        List<String> keys,
        String model,
        double speed,
        int concurrency,
        int streamPercent,
        int retries,
        long seed) {

    public ReplayOptions {
        keys = List.copyOf(keys);
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("a replay needs a key");
        }
        if (!(speed >= 0) || concurrency < 1 || streamPercent < 0 || streamPercent > 100) {
            throw new IllegalArgumentException(
                    "speed is at least 0, concurrency at least 1, the share of streams a percentage");
        }
    }

    /// As fast as possible, 64 calls at once, half of them streams, 5 retries, model `demo`.
    public static ReplayOptions to(URI url, List<String> keys) {
        return new ReplayOptions(url, keys, "demo", 0, 64, 50, 5, 1);
    }

    public ReplayOptions withModel(String model) {
        return new ReplayOptions(
                url, keys, model, speed, concurrency, streamPercent, retries, seed);
    }

    public ReplayOptions withSpeed(double speed) {
        return new ReplayOptions(
                url, keys, model, speed, concurrency, streamPercent, retries, seed);
    }

    public ReplayOptions withConcurrency(int concurrency) {
        return new ReplayOptions(
                url, keys, model, speed, concurrency, streamPercent, retries, seed);
    }

    public ReplayOptions withStreamPercent(int streamPercent) {
        return new ReplayOptions(
                url, keys, model, speed, concurrency, streamPercent, retries, seed);
    }

    public ReplayOptions withSeed(long seed) {
        return new ReplayOptions(
                url, keys, model, speed, concurrency, streamPercent, retries, seed);
    }
}
