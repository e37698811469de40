package io.tokengrid.app;

import io.tokengrid.journal.Publisher;
import io.tokengrid.rating.PriceBook.Revision;
import io.tokengrid.rating.PriceRules;
import io.tokengrid.storage.Node;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Brings the wished prices into force as the next version of the price book, if they differ from
/// the last one.
final class PricePublisher {
    private final Node node;
    private final Clock clock;
    private volatile boolean configured;

    PricePublisher(Node node, Clock clock) {
        this.node = node;
        this.clock = clock;
    }

    /// Publishes what a configuration says, if it speaks of prices, and answers the version in
    /// force. Throws [CommandFailure] if a row that was in force would change; then nothing does.
    long publish(Optional<PriceRules> wanted) {
        wanted.ifPresent(this::publish);
        configured = wanted.isPresent();
        return node.book().version();
    }

    /// Whether the last configuration spoke of prices.
    boolean configured() {
        return configured;
    }

    private void publish(PriceRules wanted) {
        Instant now = clock.instant();
        node.publish(
                book ->
                        switch (book.revise(wanted, now)) {
                            case Revision.Unchanged() -> null;
                            case Revision.Next next -> next.book();
                            case Revision.Refused(List<String> reasons) ->
                                    throw new CommandFailure(
                                            "prices: " + String.join("; ", reasons),
                                            "keep rows that were in force and add a row with a"
                                                    + " later 'effective', or say 'backdate:"
                                                    + " true' to rate settled calls again");
                        },
                Publisher.FILE,
                now);
    }
}
