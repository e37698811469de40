package io.tokengrid.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokengrid.storage.segment.JournalCondition;
import io.tokengrid.testing.TestClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Exactness D1: what a repair says before it cuts.
class NodeRepairTest {
    private static final int SECTOR = 512;

    @TempDir Path folder;

    private void damage(long segment, int offset) throws IOException {
        Path file = folder.resolve("journal").resolve("journal-%010d.segment".formatted(segment));
        byte[] bytes = Files.readAllBytes(file);
        bytes[offset] ^= 1;
        Files.write(file, bytes);
    }

    @Test
    void a_sound_journal_loses_nothing() throws IOException {
        try (var node = StoredNode.in(folder, StoredNode.NEVER)) {
            node.publish(3);
        }

        NodeRepair.Report report = NodeRepair.inspect(folder);

        assertThat(report.condition()).isEqualTo(new JournalCondition.Sound(3, 1, 1));
        assertThat(report.loss().others()).isZero();
        assertThat(report.oldest()).isOne();
        assertThat(report.canBegin()).isTrue();
    }

    @Test
    void snapshots_that_are_newer_than_the_damage_are_named_and_older_ones_are_a_beginning()
            throws IOException {
        try (var node = StoredNode.in(folder, StoredNode.NEVER)) {
            node.publish(2);
            node.restart();
            node.publish(30);
        }
        damage(2, SECTOR + 100);

        NodeRepair.Report report = NodeRepair.inspect(folder);

        assertThat(report.newerSnapshots()).containsExactly(32L);
        assertThat(report.canBegin()).isTrue();
        assertThat(report.condition())
                .isInstanceOfSatisfying(
                        JournalCondition.Damaged.class,
                        damaged ->
                                assertThat(report.loss().others())
                                        .isEqualTo(damaged.readableFacts()));
        NodeRepair.cut(folder, report);
        try (var node = StoredNode.in(folder, StoredNode.NEVER)) {
            assertThat(node.version()).isEqualTo(report.condition().lastSequence());
        }
    }

    @Test
    void a_journal_without_its_beginning_is_not_cut_before_the_oldest_snapshot()
            throws IOException {
        try (var node = StoredNode.in(folder, StoredNode.NEVER)) {
            node.publish(58);
            node.restart();
            node.publish(1);
            node.restart();
            node.publish(1);
            var keep = new Retention.Keep(Duration.ZERO, 4 << 20);
            var clock = new TestClock(StoredNode.BEGIN);
            new Retention(node.store(), () -> 60, keep, null, clock).retire();
            assertThat(node.journal().oldestSequence()).isBetween(2L, 40L);
            Files.delete(folder.resolve("snapshots").resolve("%020d.snapshot".formatted(58)));
        }
        long first = firstSegment();
        damage(first, 100);
        damage(first + 1, 100);

        NodeRepair.Report report = NodeRepair.inspect(folder);

        assertThat(report.newerSnapshots()).isNotEmpty();
        assertThat(report.canBegin()).isFalse();
    }

    private long firstSegment() {
        return StoredNode.names(folder.resolve("journal"))
                .filter(name -> name.endsWith(".segment"))
                .mapToLong(name -> Long.parseLong(name.substring(8, 18)))
                .min()
                .orElseThrow();
    }
}
