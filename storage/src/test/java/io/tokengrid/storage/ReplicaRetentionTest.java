package io.tokengrid.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokengrid.storage.segment.ReplicaFeed;
import io.tokengrid.testing.TestClock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Exactness C5 and D4: what the replica does not have stays.
class ReplicaRetentionTest {
    private static final Retention.Keep NOTHING = new Retention.Keep(Duration.ZERO, 0);

    @TempDir Path folder;

    @Test
    void a_segment_stays_until_the_replica_has_it() throws IOException {
        try (var node = StoredNode.in(folder, StoredNode.NEVER)) {
            node.publish(40);
            node.restart();
            node.publish(1);
            node.restart();
            ReplicaFeed feed = node.journal().replicate();
            var retention =
                    new Retention(node.store(), () -> 40, NOTHING, null, new TestClock(node.now));

            assertThat(retention.retire()).as("nothing is known of the replica").isOne();
            feed.begin(feed.oldest());
            ReplicaFeed.Groups first = Objects.requireNonNull(feed.next(2 << 20));
            feed.acknowledge(first, 1);
            feed.close();
            StoredNode.await(() -> retention.retire() > 1);
            assertThat(retention.retire()).isLessThanOrEqualTo(first.end().sequence() + 1);

            feed.begin(first.end());
            feed.acknowledge(Objects.requireNonNull(feed.next(64 << 20)), 1);
            feed.close();
            StoredNode.await(() -> retention.retire() > first.end().sequence() + 1);
        }
    }
}
