package io.tokengrid.console;

import io.tokengrid.storage.Node;
import io.tokengrid.storage.postgres.Views;
import java.time.Duration;

/// Lets a request wait until the views include all that happened before it.
final class Folded {
    /// The longest that `wait=true` waits; then the answer is as of what is folded.
    static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Node node;
    private final Views views;

    Folded(Node node, Views views) {
        this.node = node;
        this.views = views;
    }

    /// Waits if the request says so.
    void await(Request request) {
        if (request.get(Parameters.WAIT, false)) {
            awaitNow();
        }
    }

    /// Waits until all that happened is included; [ApiProblem] if that takes too long, for what
    /// must not be said of less.
    void awaitAll() {
        if (!awaitNow()) {
            throw ApiProblem.unavailable(
                    "views_behind",
                    "The views do not include everything yet.",
                    "Try again in a moment; GET /api/v1/status says how far they are.");
        }
    }

    private boolean awaitNow() {
        try {
            return views.awaitFolded(node.read(_ -> node.journal().lastSequence()), PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ApiProblem.unavailable(
                    "interrupted", "The server is shutting down.", "Try again.");
        }
    }
}
