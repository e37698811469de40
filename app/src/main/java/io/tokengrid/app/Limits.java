package io.tokengrid.app;

import java.time.Duration;
import java.util.Optional;

/// The bounds of one node.
record Limits(
        ByteSize body,
        Optional<ByteSize> buffers,
        Duration deadline,
        long openCalls,
        long connections,
        long waitingPerAccount,
        long drainsPerKey) {
    static Limits read(Section section) {
        return new Limits(
                section.get(Options.LIMIT_BODY),
                section.find(Options.LIMIT_BUFFERS),
                section.get(Options.LIMIT_DEADLINE),
                section.get(Options.LIMIT_OPEN_CALLS),
                section.get(Options.LIMIT_CONNECTIONS),
                section.get(Options.LIMIT_WAITING),
                section.get(Options.LIMIT_DRAINS));
    }
}
