package io.tokengrid.app;

import io.tokengrid.rating.PriceBook.Revision;
import io.tokengrid.rating.PriceRow;
import io.tokengrid.storage.Node;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/// Brings the wished prices into force as the next version of the price book, if they differ from
/// the last one.
final class PricePublisher {
    private final Node node;
    private final Clock clock;

    PricePublisher(Node node, Clock clock) {
        this.node = node;
        this.clock = clock;
    }

    /// Publishes and answers the version in force. Throws [CommandFailure] if a row that was in
    /// force would change; then nothing does.
    long publish(List<PriceRow> wanted) {
        Instant now = clock.instant();
        node.publish(
                book ->
                        switch (book.revise(wanted, now)) {
                            case Revision.Unchanged() -> null;
                            case Revision.Next next -> next.book();
                            case Revision.Refused(List<String> reasons) ->
                                    throw new CommandFailure(
                                            "prices: " + String.join("; ", reasons),
                                            "keep rows that were in force and add a row with a later 'effective'");
                        },
                now);
        return node.book().version();
    }
}
