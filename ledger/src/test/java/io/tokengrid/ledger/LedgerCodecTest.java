package io.tokengrid.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tokengrid.testing.Seeds;
import io.tokengrid.units.BinaryReader;
import io.tokengrid.units.BinaryWriter;
import io.tokengrid.units.CallId;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.KeyId;
import io.tokengrid.units.Money;
import io.tokengrid.units.OrganizationId;
import io.tokengrid.units.Position;
import io.tokengrid.units.Sha256;
import io.tokengrid.units.TokenCount;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LedgerCodecTest {
    private static final Instant AT = Instant.parse("2026-03-02T10:00:00.000000123Z");
    private static final OrganizationId ACME = new OrganizationId(300);
    private static final KeyId APP = new KeyId(7);
    private static final CallId CALL = new CallId(new Position(1, 2, 1_000));
    private static final Sha256 HASH = new Sha256(1, 2, 3, 4);

    /// The facts of old journals are read for ever: a change of these bytes needs a new format.
    @Test
    void the_bytes_of_each_type_are_as_they_ever_were() {
        var terms =
                new Terms(
                        new CurrencyCode("CNY"),
                        Billing.POSTPAID,
                        Money.parse("5"),
                        false,
                        ZoneId.of("Asia/Shanghai"));
        var limits = new KeyLimits(AT, List.of("glm", "qwen"));
        var cost = new LedgerFact.ProviderCost("mock", Money.parse("0.5"));
        List<LedgerFact> facts =
                List.of(
                        new LedgerFact.HoldPlaced(
                                CALL,
                                APP,
                                Money.parse("1.25"),
                                new TokenCount(500),
                                List.of(new LedgerFact.Reservation(3, AT)),
                                new LedgerFact.Claim("k", HASH, AT),
                                AT),
                        new LedgerFact.HoldPosted(
                                CALL,
                                Money.parse("2"),
                                Money.parse("0.5"),
                                Money.parse("0.25"),
                                new TokenCount(400),
                                cost,
                                AT),
                        new LedgerFact.HoldReleased(CALL, true, null, AT),
                        new LedgerFact.ToppedUp(
                                ACME, Money.parse("100"), Money.parse("1"), "r1", AT),
                        new LedgerFact.Adjusted(
                                ACME, Money.parse("-3"), Money.parse("1"), "why", "r2", AT),
                        new LedgerFact.OrganizationOpened(ACME, "Acme 中", terms, AT),
                        new LedgerFact.TermsChanged(ACME, terms, AT),
                        new LedgerFact.KeyIssued(
                                APP, ACME, new CostCentre("d", "a", "f"), HASH, limits, AT),
                        new LedgerFact.KeyChanged(APP, KeyLimits.NONE, AT),
                        new LedgerFact.KeyRevoked(APP, AT),
                        new LedgerFact.BudgetsSet(
                                new BudgetScope(ACME, "d", "a", null, null),
                                List.of(
                                        new LedgerFact.NumberedBudget(
                                                1,
                                                new Budget(
                                                        Money.parse("9"),
                                                        null,
                                                        BudgetPeriod.DAY,
                                                        true)),
                                        new LedgerFact.NumberedBudget(
                                                2,
                                                new Budget(
                                                        null,
                                                        new TokenCount(1_000),
                                                        BudgetPeriod.TOTAL,
                                                        false))),
                                AT));
        var actual = new StringBuilder();
        for (LedgerFact fact : facts) {
            String name = fact.getClass().getSimpleName();
            actual.append(name).append('\n');
            String hex = HexFormat.of().formatHex(bytes(fact));
            for (int from = 0; from < hex.length(); from += 64) {
                actual.append("  ").append(hex, from, Math.min(hex.length(), from + 64));
                actual.append('\n');
            }
        }
        assertThat(actual.toString())
                .isEqualTo(
                        """
                        HoldPlaced
                          010102e807070000003d9160e45811f4030103c0feaa9a0d7b01016b01000000
                          00000000020000000000000003000000000000000400000000000000c0feaa9a
                          0d7bc0feaa9a0d7b
                        HoldPosted
                          020102e807000000c84e676dc11b000000b2d3595bf006000000d9e9ac2d7803
                          900301046d6f636b000000b2d3595bf006c0feaa9a0d7b
                        HoldReleased
                          030102e8070100c0feaa9a0d7b
                        ToppedUp
                          04ac020a000010632d5ec76b00000064a7b3b6e00d027231c0feaa9a0d7b
                        Adjusted
                          05ac02010000d409e5db5dd600000064a7b3b6e00d03776879027232c0feaa9a
                          0d7b
                        OrganizationOpened
                          06ac020841636d6520e4b8ad03434e5902000000f44482916345000d41736961
                          2f5368616e67686169c0feaa9a0d7b
                        TermsChanged
                          07ac0203434e5902000000f44482916345000d417369612f5368616e67686169
                          c0feaa9a0d7b
                        KeyIssued
                          0807ac0201640161016601000000000000000200000000000000030000000000
                          0000040000000000000001c0feaa9a0d7b0203676c6d047177656ec0feaa9a0d
                          7b
                        KeyChanged
                          09070000c0feaa9a0d7b
                        KeyRevoked
                          0a07c0feaa9a0d7b
                        BudgetsSet
                          0bac02010164010161000002010100000084e2506ce67c02010200e8070400c0
                          feaa9a0d7b
                        """);
    }

    /// Terms without price groups have the form in which they always were.
    @Test
    void price_groups_follow_at_the_end_of_the_terms() {
        var terms =
                new Terms(
                        new CurrencyCode("CNY"),
                        Billing.POSTPAID,
                        Money.parse("5"),
                        false,
                        ZoneId.of("Asia/Shanghai"),
                        Set.of("b", "a"));

        assertThat(HexFormat.of().formatHex(bytes(new LedgerFact.TermsChanged(ACME, terms, AT))))
                .isEqualTo(
                        "07ac0203434e590c000000f44482916345000d417369612f5368616e67686169"
                                + "0201610162c0feaa9a0d7b");
    }

    @Test
    void every_fact_is_read_back_as_it_was_written() {
        Seeds.play(
                5_000,
                random -> {
                    LedgerFact fact = new LedgerFacts(random, Long.MAX_VALUE).any();
                    var in = new BinaryReader(bytes(fact));
                    assertThat(LedgerCodec.read(in)).isEqualTo(fact);
                    assertThat(in.atEnd()).isTrue();
                });
    }

    @Test
    void a_fact_cut_short_anywhere_is_refused() {
        Seeds.play(
                500,
                random -> {
                    byte[] whole = bytes(new LedgerFacts(random, Long.MAX_VALUE).any());
                    for (int length = 0; length < whole.length; length++) {
                        var cut = new BinaryReader(Arrays.copyOf(whole, length));
                        assertThatThrownBy(() -> LedgerCodec.read(cut))
                                .isInstanceOf(IllegalArgumentException.class);
                    }
                });
    }

    /// Frames have checksums; what passes them all the same is a fact or refused, never a crash.
    @Test
    void damaged_facts_throw_nothing_but_illegal_argument() {
        Seeds.play(
                20_000,
                random -> {
                    byte[] damaged = bytes(new LedgerFacts(random, Long.MAX_VALUE).any());
                    for (int hits = random.nextInt(3); hits >= 0; hits--) {
                        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
                    }
                    try {
                        LedgerFact fact = LedgerCodec.read(new BinaryReader(damaged));
                        assertThat(LedgerCodec.read(new BinaryReader(bytes(fact)))).isEqualTo(fact);
                    } catch (IllegalArgumentException expected) {
                        assertThat(expected).hasMessageMatching("(?s).+");
                    }
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\ud800", "\udc00a", "a\nb", "a\0", " ", ""})
    void texts_that_would_not_come_back_as_they_were_are_refused(String text) {
        Terms terms =
                new Terms(
                        new CurrencyCode("CNY"),
                        Billing.PREPAID,
                        Money.ZERO,
                        false,
                        ZoneId.of("UTC"));
        Money one = Money.parse("1");
        for (Runnable made :
                List.<Runnable>of(
                        () -> new LedgerFact.OrganizationOpened(ACME, text, terms, AT),
                        () -> new LedgerFact.ToppedUp(ACME, one, Money.ZERO, text, AT),
                        () -> new LedgerFact.Adjusted(ACME, one, Money.ZERO, "why", text, AT),
                        () -> new LedgerFact.Adjusted(ACME, one, Money.ZERO, text, "r", AT),
                        () -> new LedgerFact.Claim(text, HASH, AT),
                        () -> new CostCentre("a", "b", text),
                        () -> new BudgetScope(ACME, text, null, null, null),
                        () -> new KeyLimits(null, List.of(text)))) {
            assertThatThrownBy(made::run).isInstanceOf(IllegalArgumentException.class);
        }
    }

    /// Exactness E.
    @Test
    void an_idempotency_key_has_at_most_255_bytes() {
        assertThat(new LedgerFact.Claim("k".repeat(255), HASH, AT)).isNotNull();
        for (String key : List.of("k".repeat(256), "中".repeat(86))) {
            assertThatThrownBy(() -> new LedgerFact.Claim(key, HASH, AT))
                    .hasMessageContaining("Idempotency-Key");
        }
    }

    private static byte[] bytes(LedgerFact fact) {
        var out = new BinaryWriter(64);
        LedgerCodec.write(fact, out);
        return out.toByteArray();
    }
}
