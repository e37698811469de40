package io.tokengrid.app.bench;

import io.tokengrid.upstream.LoadResult;
import io.tokengrid.upstream.LoadTarget;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/// The calls that load is made of, and what is said of their answers.
final class Calls {
    static final int KEYS = 16;
    private static final int BODY_BYTES = 1024;
    private static final int OK = 200;

    private Calls() {}

    /// Tokens of a prompt with which a body reaches 1 KB.
    static int promptTokens() {
        int tokens = 1;
        while (bodyBytes(LoadTarget.chat("", GatewayProcess.MODEL, tokens, "")) < BODY_BYTES) {
            tokens++;
        }
        return tokens;
    }

    private static int bodyBytes(String request) {
        return request.length() - request.indexOf("\r\n\r\n") - 4;
    }

    /// The same calls to any port; only the gateway looks at their keys.
    static LoadTarget to(int port, List<String> keys, String more) {
        int tokens = promptTokens();
        return new LoadTarget(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                keys.stream()
                        .map(key -> LoadTarget.chat(key, GatewayProcess.MODEL, tokens, more))
                        .toList());
    }

    /// Holds that load was answered as it should be.
    ///
    /// @param by who answered
    /// @throws BenchException if one in a thousand answers or more was another, or none came
    static LoadResult checked(String by, LoadResult result) {
        long all = result.statuses().values().stream().mapToLong(Long::longValue).sum();
        long good = result.statuses().getOrDefault(OK, 0L);
        if (result.latencies().count() == 0
                || (all + result.errors() - good) * 1000 > Math.max(all, 1)) {
            throw new BenchException(
                    by
                            + " answered "
                            + result.statuses()
                            + ", and "
                            + result.errors()
                            + " connections failed",
                    "a figure of refused calls would mean nothing; see the gateway's log");
        }
        return result;
    }

    /// A quantile in microseconds.
    static double micros(LoadResult result, double share) {
        return result.latencies().quantile(share).toNanos() / 1e3;
    }
}
