package io.tokengrid.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokengrid.journal.Fact;
import io.tokengrid.journal.OwnCount;
import io.tokengrid.metering.Margin;
import io.tokengrid.metering.ReportedUsage;
import io.tokengrid.metering.ServiceTier;
import io.tokengrid.metering.TokenClass;
import io.tokengrid.metering.Usage;
import io.tokengrid.metering.UsageFlag;
import io.tokengrid.metering.UsageSource;
import io.tokengrid.metering.audit.Basis;
import io.tokengrid.metering.audit.Comparison;
import io.tokengrid.metering.audit.DriftSums;
import io.tokengrid.metering.audit.Hidden;
import io.tokengrid.metering.audit.Side;
import io.tokengrid.storage.AdmitOutcome;
import io.tokengrid.storage.CallRequest;
import io.tokengrid.storage.Node;
import io.tokengrid.units.Money;
import io.tokengrid.units.Sha256;
import io.tokengrid.units.TokenCount;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class AuditFoldTest {
    @RegisterExtension static final TestDatabase DATABASE = TestDatabase.empty();

    private static final long SEED = 20260302;
    private static final Sha256 PROMPT = new Sha256(1, 2, 3, 4);
    private static final Sha256 ANSWER = new Sha256(5, 6, 7, 8);
    private static final LocalDate DAY =
            LocalDate.ofInstant(FoldedNode.BEGIN.plusSeconds(7_200), ZoneOffset.UTC);

    @TempDir Path folder;
    private final Random random = new Random(SEED);
    private FoldedNode node;
    private Traffic traffic;

    @BeforeEach
    void begin() throws Exception {
        node = FoldedNode.in(folder, DATABASE);
        traffic = node.traffic(random).begin(1);
        traffic.now = DAY.atStartOfDay().toInstant(ZoneOffset.UTC);
    }

    @AfterEach
    void end() throws Exception {
        node.close();
    }

    private void call(Usage reported, OwnCount.Texts texts, long in, long out) {
        traffic.now = traffic.now.plusSeconds(30);
        Node to = node.node();
        var request =
                new CallRequest(
                        traffic.keys.getFirst(),
                        "qwen-plus",
                        List.of("alpha"),
                        Set.of(ServiceTier.DEFAULT),
                        true,
                        new TokenCount(1),
                        new TokenCount(1),
                        traffic.now.plusSeconds(600),
                        Map.of(),
                        null);
        var admitted = (AdmitOutcome.Admitted) to.admit(request, traffic.now, _ -> {});
        var served =
                new Fact.Attempt(
                        "alpha",
                        "qwen-max",
                        null,
                        Duration.ZERO,
                        Duration.ofMillis(100),
                        200,
                        null);
        var said =
                ReportedUsage.builder()
                        .said(Margin.REASONING, reported.count(TokenClass.REASONING).value())
                        .build();
        var result =
                new Fact.Settlement(
                        reported,
                        Fact.Service.PLAIN,
                        said,
                        List.of(),
                        "stop",
                        List.of(served),
                        Duration.ZERO,
                        false,
                        null);
        to.settle(admitted.call(), Money.ZERO, result, null, null, traffic.now);
        to.counted(
                new Fact.Counted(
                        admitted.call(),
                        new OwnCount(new TokenCount(in), new TokenCount(out), "qwen", true, texts),
                        traffic.now));
    }

    private static OwnCount.Texts texts(long reasoning) {
        return new OwnCount.Texts(new TokenCount(reasoning), false, 1, 2, PROMPT, ANSWER);
    }

    private static Usage usage(long input, long output) {
        return Usage.ofText(UsageSource.REPORTED, new TokenCount(input), new TokenCount(output));
    }

    private static Usage thought(long reasoning) {
        return Usage.builder(UsageSource.REPORTED)
                .count(TokenClass.INPUT, 100)
                .count(TokenClass.OUTPUT, 40)
                .count(TokenClass.REASONING, reasoning)
                .build();
    }

    /// An honest call of some length, or one whose answer has so much more.
    private void call(double padding) {
        long input = 50L + random.nextInt(500);
        long output = 20L + random.nextInt(600);
        call(usage(input + 9, Math.round(output * (1 + padding))), texts(0), input, output);
    }

    private AuditReport report(Views views) {
        return views.audit(new AuditQuery(null, null, DAY, DAY.plusDays(2)));
    }

    private static AuditDay day(AuditReport report, Side side) {
        return report.days().stream()
                .filter(day -> day.series().side() == side)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void a_day_has_the_sums_of_its_calls() throws Exception {
        call(usage(109, 50), texts(0), 100, 50);
        call(usage(1_309, 70), texts(0), 1_000, 60);

        AuditReport report = report(node.folded(traffic));

        AuditDay input = day(report, Side.INPUT);
        assertThat(input)
                .isEqualTo(
                        new AuditDay(
                                new AuditSeries("alpha", "qwen-max", Side.INPUT, Basis.EXACT),
                                DAY,
                                sums(109, 100).plus(sums(1_309, 1_000)),
                                1));
        assertThat(day(report, Side.OUTPUT).sums()).isEqualTo(sums(50, 50).plus(sums(70, 60)));
        assertThat(report.alerts()).isEmpty();
        assertThat(report.hidden()).isEmpty();
    }

    private static DriftSums sums(long reported, long counted) {
        return DriftSums.of(new Comparison(new TokenCount(reported), new TokenCount(counted)));
    }

    @Test
    void hidden_thinking_is_a_figure_of_its_own_and_no_drift() throws Exception {
        call(thought(900), texts(0), 100, 40);
        call(usage(1, 2).flagged(UsageFlag.IMPOSSIBLE), texts(0), 9, 9);

        AuditReport report = report(node.folded(traffic));

        assertThat(day(report, Side.OUTPUT).sums()).isEqualTo(sums(40, 40));
        // No machine writes more than 500 tokens in 100 ms.
        assertThat(report.hidden())
                .containsExactly(
                        new HiddenDay(
                                "alpha",
                                "qwen-max",
                                DAY,
                                1,
                                new Hidden(
                                        1,
                                        new TokenCount(900),
                                        new TokenCount(40),
                                        new TokenCount(400),
                                        100_000)));
    }

    @Test
    void thinking_that_was_shown_is_no_part_of_the_answer_either() throws Exception {
        call(thought(300), texts(290), 100, 330);

        AuditReport report = report(node.folded(traffic));

        assertThat(day(report, Side.OUTPUT).sums()).isEqualTo(sums(40, 40));
        assertThat(report.hidden()).isEmpty();
    }

    @Test
    void an_excess_raises_an_alert_that_stays_with_its_evidence() throws Exception {
        for (int i = 0; i < 600; i++) {
            call(0);
            if (i % 40 == 0) {
                traffic.durable();
            }
        }
        for (int i = 0; i < 800; i++) {
            call(0.05);
            if (i % 40 == 0) {
                traffic.durable();
            }
        }

        AuditReport report = report(node.folded(traffic));

        assertThat(report.alerts()).hasSize(1);
        AuditAlert alert = report.alerts().getFirst();
        assertThat(alert.series())
                .isEqualTo(new AuditSeries("alpha", "qwen-max", Side.OUTPUT, Basis.EXACT));
        assertThat(LocalDate.ofInstant(alert.since(), ZoneOffset.UTC)).isEqualTo(DAY);
        assertThat(alert.evidence()).isGreaterThanOrEqualTo(1e7);
        assertThat(alert.confirmations()).isGreaterThan(1);
        assertThat(alert.confirmedAt()).isAfter(alert.raisedAt());
        assertThat(alert.after().calls()).isEqualTo(1_400);
        assertThat(alert.calls()).isNotEmpty();
        assertThat(alert.calls())
                .allSatisfy(witness -> {
                    assertThat(witness.text()).isEqualTo(ANSWER);
                    assertThat(witness.endedAt()).isAfterOrEqualTo(alert.since());
                });
        assertThat(alert.calls())
                .anySatisfy(witness -> assertThat(witness.tokens().excess()).isPositive());

        requireSameInOtherStretches(97, 10_000);
    }

    @Test
    void random_traffic_is_audited_the_same_however_the_journal_is_cut() throws Exception {
        traffic.steps(800).endAll();
        node.folded(traffic);
        requireSameInOtherStretches(3, 10_000);
    }

    /// Folds the journal again in stretches of so many facts.
    private void requireSameInOtherStretches(int... facts) throws Exception {
        ViewDigest expected = digest(node.schema);
        for (int most : facts) {
            try (FreshSchema fresh = FreshSchema.in(DATABASE)) {
                try (Fold fold =
                        Fold.start(
                                node.node().journal(),
                                FoldedNode.NUMBER,
                                fresh.database()::connection,
                                new FoldOptions(
                                        most, 1 << 20, Duration.ofNanos(1), Duration.ofMillis(50)),
                                InstantSource.system())) {
                    FoldedNode.await(fold, traffic.durable());
                    assertThat(fold.audit().alerts())
                            .isEqualTo(
                                    Long.parseLong(
                                            fresh.column("SELECT count(*) FROM audit_alerts")
                                                    .getFirst()));
                }
                assertThat(digest(fresh)).describedAs("%d facts", most).isEqualTo(expected);
            }
        }
    }

    private static ViewDigest digest(FreshSchema schema) throws Exception {
        try (var connection = schema.database().connection()) {
            return ViewDigest.of(connection);
        }
    }
}
