package io.tokengrid.upstream;

import java.util.HashSet;
import java.util.Set;

/// Which blocks of prompts were seen before, by a cache that forgets nothing. Not thread-safe.
final class PrefixCache {
    private final Set<Long> seen = new HashSet<>();

    /// How many tokens at the beginning of a prompt were seen before; the prompt is, from now on.
    long cached(TraceRow row) {
        int known = 0;
        while (known < row.blocks().size() && seen.contains(row.blocks().get(known))) {
            known++;
        }
        seen.addAll(row.blocks().subList(known, row.blocks().size()));
        return Math.min((long) known * row.blockTokens(), row.request().inputTokens());
    }
}
