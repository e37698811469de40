package io.tokengrid.upstream;

import java.util.LinkedHashMap;
import java.util.Map;

/// Counts the attempts of each request; remembers the last 65,536 requests. Safe for all threads.
final class Attempts {
    private static final int MOST = 1 << 16;

    private final Map<String, Integer> byRequest =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
                    return size() > MOST;
                }
            };

    /// The number of this attempt, from 1.
    synchronized int next(String request) {
        return byRequest.merge(request, 1, Integer::sum);
    }
}
