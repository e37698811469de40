package io.tokengrid.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokengrid.journal.CallRating;
import io.tokengrid.journal.Fact;
import io.tokengrid.journal.Publisher;
import io.tokengrid.ledger.Billing;
import io.tokengrid.ledger.CostCentre;
import io.tokengrid.ledger.GrantView;
import io.tokengrid.ledger.KeyLimits;
import io.tokengrid.ledger.Ledger;
import io.tokengrid.ledger.LedgerFact;
import io.tokengrid.ledger.LedgerInvariants;
import io.tokengrid.ledger.SubscriptionView;
import io.tokengrid.ledger.Terms;
import io.tokengrid.metering.ReportedUsage;
import io.tokengrid.metering.ServiceTier;
import io.tokengrid.metering.TokenClass;
import io.tokengrid.metering.UnitCounts;
import io.tokengrid.metering.Usage;
import io.tokengrid.metering.UsageSource;
import io.tokengrid.rating.PriceBook;
import io.tokengrid.rating.PriceList;
import io.tokengrid.rating.PriceRow;
import io.tokengrid.rating.plan.Allowance;
import io.tokengrid.rating.plan.AtEnd;
import io.tokengrid.rating.plan.BurnOrder;
import io.tokengrid.rating.plan.Cycle;
import io.tokengrid.rating.plan.PlanOffer;
import io.tokengrid.rating.plan.Proration;
import io.tokengrid.rating.plan.Weights;
import io.tokengrid.storage.segment.JournalOptions;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.KeyId;
import io.tokengrid.units.Money;
import io.tokengrid.units.OrganizationId;
import io.tokengrid.units.Price;
import io.tokengrid.units.Rational;
import io.tokengrid.units.Sha256;
import io.tokengrid.units.TokenCount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A node with a plan whose process is killed: what is on its disk at a moment is opened again.
class PlanRecoveryTest {
    private static final OrganizationId ACME = new OrganizationId(1);
    private static final KeyId KEY = new KeyId(1);
    private static final CurrencyCode CNY = new CurrencyCode("CNY");

    @TempDir Path folder;
    private Instant now = Instant.parse("2026-03-02T10:00:00Z");

    private NodeStore open(Path of) throws IOException {
        return NodeStore.open(
                of, 1, NodeOptions.standard(JournalOptions.small()), now, StoredNode.NEVER);
    }

    private void account(NodeStore store, BiFunction<Ledger, Instant, @Nullable LedgerFact> how) {
        long sequence = store.node().account(state -> how.apply(state.ledger(), now), now);
        StoredNode.await(() -> store.node().durable(sequence));
    }

    private void begin(NodeStore store) {
        var terms = new Terms(CNY, Billing.PREPAID, Money.ZERO, false, ZoneId.of("UTC"));
        account(store, (ledger, at) -> ledger.decideOpening(ACME, "acme", terms, at));
        account(
                store,
                (ledger, at) ->
                        ledger.decideKey(
                                KEY,
                                ACME,
                                new CostCentre("d", "a", "f"),
                                new Sha256(1, 0, 0, 0),
                                KeyLimits.NONE,
                                at));
        account(store, (ledger, at) -> ledger.decideTopUp(ACME, Money.parse("30"), "t1", at));
        var prices =
                new PriceList(
                        Map.of(
                                TokenClass.INPUT, Price.perMillion("1"),
                                TokenClass.OUTPUT, Price.perMillion("2")));
        var row = new PriceRow("qwen-plus", CNY, Instant.EPOCH, prices, null);
        store.node().publish(_ -> new PriceBook(1, List.of(row)), Publisher.API, now);
        var offer =
                new PlanOffer(
                        "small",
                        CNY,
                        new PlanOffer.Every(1, Cycle.Unit.MONTH),
                        Optional.empty(),
                        Proration.DAYS,
                        Rational.parse("9.9"),
                        new Allowance(
                                "token",
                                Rational.parse("2000"),
                                Weights.ONE_EACH,
                                List.of(),
                                BurnOrder.DEFAULT,
                                new AtEnd.Overage(Optional.of(Rational.parse("1")))));
        account(
                store,
                (ledger, at) ->
                        ledger.decideSubscription(
                                ACME, offer.agreed(at, ZoneId.of("UTC")), at, "s1", at));
    }

    private AdmitOutcome.Admitted admit(NodeStore store, long input) {
        AdmitOutcome outcome =
                store.node()
                        .admit(
                                new CallRequest(
                                        KEY,
                                        "qwen-plus",
                                        List.of("mock"),
                                        Set.of(ServiceTier.DEFAULT),
                                        false,
                                        new TokenCount(input),
                                        new TokenCount(100),
                                        now.plusSeconds(600),
                                        Map.of(),
                                        null),
                                now,
                                _ -> {});
        assertThat(outcome).isInstanceOf(AdmitOutcome.Admitted.class);
        return (AdmitOutcome.Admitted) outcome;
    }

    /// 500 tokens in and 100 out.
    private void settle(NodeStore store, AdmitOutcome.Admitted call) {
        Usage usage = Usage.ofText(UsageSource.REPORTED, new TokenCount(500), new TokenCount(100));
        var rated =
                call.rating()
                        .rate(
                                new CallRating.End(
                                        "mock",
                                        usage,
                                        ServiceTier.DEFAULT,
                                        UnitCounts.ONE_REQUEST,
                                        null,
                                        now));
        var settlement =
                new Fact.Settlement(
                        usage,
                        Fact.Service.PLAIN,
                        ReportedUsage.NOTHING,
                        rated.charge().lines(),
                        "stop",
                        List.of(),
                        null,
                        false,
                        null);
        var ended = store.node().settle(call.call(), rated.charge().total(), settlement, null, now);
        store.node().delivered(call.call(), true, now);
        StoredNode.await(() -> store.node().durable(ended.sequence()));
    }

    private SubscriptionView plan(NodeStore store) {
        return store.node().read(state -> state.ledger().subscriptions(ACME, now)).getLast();
    }

    private GrantView included(NodeStore store) {
        return Objects.requireNonNull(plan(store).included());
    }

    private Path copy(String name) throws IOException {
        Path to = folder.resolve(name);
        Path from = folder.resolve("node");
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else if (!file.endsWith("journal.holder")) {
                    // Another process holds the copy.
                    Files.copy(file, target);
                }
            }
        }
        return to;
    }

    @Test
    void a_killed_node_loses_no_units_and_charges_no_period_twice() throws IOException {
        Path killed;
        try (NodeStore store = open(folder.resolve("node"))) {
            begin(store);
            settle(store, admit(store, 900));
            admit(store, 900);
            AdmitOutcome.Admitted above = admit(store, 900);
            assertThat(above.fact().call().coverage()).isNull();
            assertThat(included(store).held()).isEqualTo(Money.parse("1000"));
            assertThat(plan(store).overageHeld()).isEqualTo(Money.parse("0.0011"));
            StoredNode.await(() -> store.node().durable(store.node().journal().lastSequence()));
            killed = copy("killed");
        }

        now = now.plus(Duration.ofDays(1));
        byte[] after;
        try (NodeStore store = open(killed)) {
            assertThat(included(store).drawn()).isEqualTo(Money.parse("600"));
            assertThat(included(store).held()).isEqualTo(Money.ZERO);
            assertThat(included(store).left()).isEqualTo(Money.parse("1400"));
            assertThat(plan(store).overageHeld()).isEqualTo(Money.ZERO);
            now = now.plus(Duration.ofDays(31));
            settle(store, admit(store, 900));
            assertThat(spent(store)).isEqualTo(Money.parse("19.80"));
            assertThat(included(store).left()).isEqualTo(Money.parse("1400"));
            List<LedgerInvariants.Violation> wrong =
                    store.node().read(state -> LedgerInvariants.check(state.ledger()));
            assertThat(wrong).isEmpty();
            after = store.node().freeze().snapshot();
        }

        try (NodeStore store = open(killed)) {
            assertThat(store.node().freeze().snapshot()).isEqualTo(after);
        }
        delete(killed.resolve("snapshots"));
        try (NodeStore store = open(killed)) {
            assertThat(store.node().freeze().snapshot())
                    .as("ReplayGivesSameState")
                    .isEqualTo(after);
            store.node().lapse(now);
            assertThat(spent(store)).isEqualTo(Money.parse("19.80"));
        }
    }

    private Money spent(NodeStore store) {
        return Objects.requireNonNull(
                        store.node().read(state -> state.ledger().organization(ACME, now)))
                .spent();
    }

    private static void delete(Path snapshots) throws IOException {
        try (Stream<Path> files = Files.list(snapshots)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
    }
}
