package io.tokengrid.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tokengrid.ledger.LedgerFact;
import io.tokengrid.metering.ReportedUsage;
import io.tokengrid.metering.Usage;
import io.tokengrid.metering.UsageSource;
import io.tokengrid.units.BinaryWriter;
import io.tokengrid.units.CallId;
import io.tokengrid.units.Money;
import io.tokengrid.units.Position;
import io.tokengrid.units.Sha256;
import io.tokengrid.units.TokenCount;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CountedFormTest {
    private static final CallId CALL = new CallId(new Position(1, 1, 42));

    /// What was written before facts said what was counted.
    private static final String OLD = "05010101" + "2a" + "0709" + "047177656e" + "01" + "0000";

    private static final OwnCount.Texts TEXTS =
            new OwnCount.Texts(
                    new TokenCount(3),
                    true,
                    -5,
                    Long.MAX_VALUE,
                    new Sha256(1, -2, 3, -4),
                    new Sha256(5, 6, -7, 8));

    private static Fact.Counted counted(OwnCount.@Nullable Texts texts) {
        return new Fact.Counted(
                CALL,
                new OwnCount(new TokenCount(7), new TokenCount(9), "qwen", true, texts),
                Instant.EPOCH);
    }

    private static byte[] written(Fact fact) {
        var out = new BinaryWriter(64);
        FactCodec.write(fact, out);
        return out.toByteArray();
    }

    @Test
    void a_count_of_old_is_read_and_written_as_it_was() {
        byte[] old = HexFormat.of().parseHex(OLD);
        Fact.Counted fact = counted(null);
        assertThat(FactCodec.read(old, 0, old.length)).isEqualTo(fact);
        assertThat(FactCodec.readHead(old, 0, old.length).call()).isEqualTo(CALL);
        assertThat(written(fact)).isEqualTo(old);
    }

    @Test
    void what_was_counted_comes_back_exactly() {
        Fact.Counted fact = counted(TEXTS);
        byte[] bytes = written(fact);
        assertThat(FactCodec.read(bytes, 0, bytes.length)).isEqualTo(fact);
        assertThat(FactCodec.readHead(bytes, 0, bytes.length).call()).isEqualTo(CALL);
    }

    private static Fact.Settled settled(@Nullable OwnCount count) {
        return new Fact.Settled(
                new LedgerFact.HoldPosted(
                        CALL,
                        Money.parse("2"),
                        Money.ZERO,
                        Money.ZERO,
                        new TokenCount(16),
                        null,
                        Instant.EPOCH),
                new Fact.Settlement(
                        Usage.ofText(UsageSource.REPORTED, new TokenCount(7), new TokenCount(9)),
                        Fact.Service.PLAIN,
                        ReportedUsage.NOTHING,
                        List.of(),
                        "stop",
                        List.of(),
                        null,
                        false,
                        count));
    }

    @Test
    void a_settlement_keeps_the_count_that_was_there_by_then() {
        OwnCount old = counted(null).count();
        for (OwnCount count : List.of(old, old.with(TEXTS))) {
            byte[] bytes = written(settled(count));
            assertThat(FactCodec.read(bytes, 0, bytes.length)).isEqualTo(settled(count));
            assertThat(FactCodec.readHead(bytes, 0, bytes.length).call()).isEqualTo(CALL);
        }
    }

    @Test
    void a_settlement_without_a_count_has_the_form_of_old() {
        byte[] bytes = written(settled(null));
        assertThat(bytes).startsWith(2, 1);
        assertThat(FactCodec.read(bytes, 0, bytes.length)).isEqualTo(settled(null));
    }

    @Test
    void a_count_after_a_settlement_that_has_one_changes_nothing() {
        var admitted = CallFoldTest.admitted();
        OwnCount count = counted(null).count();
        OwnCount other = count.with(TEXTS);
        CallRecord call = CallRecord.of(admitted).with(settled(count));
        assertThat(call.counted()).isEqualTo(count);
        assertThat(call.with(new Fact.Counted(CALL, other, Instant.EPOCH)).counted())
                .isEqualTo(count);
    }

    @Test
    void a_form_that_a_newer_program_wrote_is_refused_by_name() {
        byte[] bytes = HexFormat.of().parseHex(OLD);
        bytes[1] = 3;
        assertThatThrownBy(() -> FactCodec.read(bytes, 0, bytes.length))
                .hasMessageContaining("kind 5 in form 3");
        byte[] other = {4, 2};
        assertThatThrownBy(() -> FactCodec.read(other, 0, other.length))
                .hasMessageContaining("kind 4 in form 2");
    }
}
