package io.tokengrid.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Exactness D2: a snapshot every million facts or 60 s, the last two kept, and a start from the
/// newest sound one.
class SnapshotTest {
    private static final Duration LONG = Duration.ofDays(1_000);

    @TempDir Path folder;
    private Path snapshots = Path.of("");

    @BeforeEach
    void place() {
        snapshots = folder.resolve("snapshots");
    }

    private List<String> names() {
        return StoredNode.names(snapshots).toList();
    }

    private static String name(long sequence) {
        return "%020d.snapshot".formatted(sequence);
    }

    @Test
    void the_pace_is_a_million_facts_or_a_minute_and_nothing_without_a_new_fact() {
        SnapshotPace pace = SnapshotPace.standard();
        long minute = Duration.ofMinutes(1).toNanos();

        assertThat(pace.due(1_000_000, 0)).isTrue();
        assertThat(pace.due(999_999, minute - 1)).isFalse();
        assertThat(pace.due(1, minute)).isTrue();
        assertThat(pace.due(0, minute)).isFalse();
    }

    @Test
    void a_snapshot_comes_with_every_so_many_facts_and_the_last_two_stay() throws IOException {
        try (var node = StoredNode.in(folder, new SnapshotPace(10, LONG))) {
            for (int i = 1; i <= 45; i++) {
                node.publishSmall();
                if (i % 10 == 0) {
                    String newest = name(i);
                    StoredNode.await(() -> names().contains(newest));
                }
            }
            StoredNode.await(() -> names().equals(List.of(name(30), name(40))));
            assertThat(node.store().snapshotted()).isEqualTo(30);
        }
        assertThat(names()).containsExactly(name(40), name(45));
    }

    @Test
    void a_snapshot_comes_after_the_time_though_no_further_fact_does() throws IOException {
        try (var node =
                StoredNode.in(folder, new SnapshotPace(Long.MAX_VALUE, Duration.ofMillis(20)))) {
            node.publishSmall();
            StoredNode.await(() -> names().contains(name(1)));
            node.publishSmall();
            StoredNode.await(() -> names().equals(List.of(name(1), name(2))));
        }
    }

    @Test
    void a_start_passes_over_a_damaged_snapshot_and_what_a_crash_left_half_written()
            throws IOException {
        try (var node = StoredNode.in(folder, StoredNode.NEVER)) {
            node.publish(2);
            node.restart();
            node.publish(2);
        }
        assertThat(names()).containsExactly(name(2), name(4));
        Files.write(snapshots.resolve(name(4)), new byte[] {1, 4, 0});
        Files.write(snapshots.resolve(name(5) + ".part"), new byte[100]);
        try (var node = StoredNode.in(folder, StoredNode.NEVER)) {
            assertThat(node.version()).isEqualTo(4);
            assertThat(names()).doesNotContain(name(5) + ".part");
        }
    }

    @Test
    void a_snapshot_that_cannot_be_written_is_tried_again()
            throws IOException, InterruptedException {
        try (var node = StoredNode.in(folder, new SnapshotPace(1, LONG))) {
            node.publishSmall();
            StoredNode.await(() -> names().contains(name(1)));
            Path elsewhere = Files.move(snapshots, folder.resolve("elsewhere"));
            node.publishSmall();
            node.publishSmall();
            Files.move(elsewhere, snapshots);
            node.publishSmall();
            StoredNode.await(() -> names().contains(name(4)));
            assertThat(node.store().replayGivesSameState(Duration.ofMinutes(1))).isTrue();
        }
    }
}
