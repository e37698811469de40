package io.tokengrid.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokengrid.testing.Seeds;
import io.tokengrid.units.BinaryReader;
import io.tokengrid.units.BinaryWriter;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// Facts that nobody decided, over few ids, so that many of them contradict the ledger.
class LedgerFactsTest {
    @Test
    void a_fact_happens_whole_or_not_at_all() {
        Seeds.play(12, LedgerFactsTest::applyMany);
    }

    private static void applyMany(RandomGenerator random) {
        var facts = new LedgerFacts(random, 4);
        var ledger = new Ledger();
        var journal = new BinaryWriter(4_096);
        for (int i = 0; i < 500; i++) {
            LedgerFact fact = facts.any();
            byte[] before = Snapshots.bytes(ledger);
            try {
                ledger.apply(fact);
                LedgerCodec.write(fact, journal);
            } catch (IllegalStateException refused) {
                assertThat(Snapshots.bytes(ledger)).as("%s", refused).isEqualTo(before);
            }
            assertThat(LedgerInvariants.check(ledger)).as("%s", fact).isEmpty();
        }
        byte[] bytes = Snapshots.bytes(ledger);
        assertThat(Snapshots.bytes(LedgerSnapshot.read(new BinaryReader(bytes)))).isEqualTo(bytes);
        assertThat(Snapshots.bytes(Snapshots.replay(journal))).isEqualTo(bytes);
        damage(bytes, random);
    }

    /// A damaged snapshot is refused or another ledger, never a crash.
    private static void damage(byte[] bytes, RandomGenerator random) {
        for (int i = 0; i < 200; i++) {
            byte[] damaged = Arrays.copyOf(bytes, bytes.length - random.nextInt(2) * i);
            if (damaged.length == 0) {
                return;
            }
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            try {
                assertThat(LedgerSnapshot.read(new BinaryReader(damaged))).isNotNull();
            } catch (IllegalArgumentException expected) {
                assertThat(expected).hasMessageMatching("(?s).+");
            }
        }
    }
}
