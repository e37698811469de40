package io.tokengrid.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokengrid.ledger.Billing;
import io.tokengrid.ledger.CostCentre;
import io.tokengrid.ledger.KeyLimits;
import io.tokengrid.ledger.LedgerFact;
import io.tokengrid.ledger.Terms;
import io.tokengrid.storage.segment.JournalOptions;
import io.tokengrid.testing.TestClock;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.KeyId;
import io.tokengrid.units.Money;
import io.tokengrid.units.OrganizationId;
import io.tokengrid.units.Sha256;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Exactness D3: who rests is asked for once, at a bounded rate, and remembered for a second.
class WakesTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    @TempDir Path folder;

    private final TestClock clock = new TestClock(Instant.parse("2026-11-22T00:00:00Z"));
    private final AtomicLong nanos = new AtomicLong();
    private final FakeRest database = new FakeRest();
    private final CountDownLatch gate = new CountDownLatch(1);
    private NodeStore store;
    private Wakes wakes;

    @BeforeEach
    void open() throws IOException {
        store =
                NodeStore.open(
                        folder, 1, NodeOptions.standard(JournalOptions.small()), clock.instant());
        wakes = new Wakes(store.node(), nanos::get);
        for (long id = 1; id <= 3; id++) {
            var organization = new OrganizationId(id);
            var terms =
                    new Terms(
                            new CurrencyCode("CNY"),
                            Billing.PREPAID,
                            Money.ZERO,
                            false,
                            ZoneId.of("UTC"));
            account(
                    new LedgerFact.OrganizationOpened(
                            organization, "org " + id, terms, clock.instant()));
            account(
                    new LedgerFact.KeyIssued(
                            new KeyId(id),
                            organization,
                            new CostCentre("d", "a", "f"),
                            secret(id),
                            KeyLimits.NONE,
                            clock.instant()));
        }
    }

    @AfterEach
    void close() throws IOException {
        gate.countDown();
        wakes.close();
        store.close();
    }

    private void account(LedgerFact fact) {
        store.node().account(_ -> fact, clock.instant());
    }

    private static Sha256 secret(long number) {
        return new Sha256(number, 0, 0, 1);
    }

    private static WakeBy key(long number) {
        return new WakeBy.Secret(secret(number));
    }

    /// Puts all of them to rest.
    private void rest() throws IOException {
        var rounds =
                new RestRounds(
                        store.node(),
                        () -> database.folded,
                        new RestOptions(0, Duration.ofMinutes(10)),
                        clock);
        clock.set(clock.instant().plus(Duration.ofMinutes(11)));
        rounds.round();
        fold();
        assertThat(rounds.round()).isEqualTo(3);
    }

    private void fold() throws IOException {
        long last = store.node().journal().lastSequence();
        StoredNode.await(() -> {
            store.node().journal().wake();
            return store.node().durable(last);
        });
        database.foldUpTo(store.node().journal(), last);
    }

    private void begin(int loads) {
        wakes.begin(
                names -> {
                    try {
                        gate.await();
                    } catch (InterruptedException e) {
                        throw new RestUnavailable("interrupted", e);
                    }
                    return database.find(names);
                },
                loads,
                clock);
    }

    private CompletableFuture<WakeOutcome> wake(WakeBy name) {
        var outcome = new CompletableFuture<WakeOutcome>();
        wakes.wake(name, outcome::complete);
        return outcome;
    }

    @Test
    void while_nobody_rests_nobody_is_looked_up() {
        begin(1_000);

        assertThat(wake(key(99))).isCompletedWithValue(new WakeOutcome.Unknown());
        assertThat(database.questions).hasValue(0);
    }

    /// It may have come back since the caller looked.
    @Test
    void who_is_in_memory_is_awake_and_nobody_is_looked_up() {
        begin(1_000);

        assertThat(wake(key(1))).isCompletedWithValue(new WakeOutcome.Awake());
        assertThat(database.questions).hasValue(0);
    }

    @Test
    void an_organization_comes_back_with_its_keys_by_any_of_its_names() throws IOException {
        rest();
        gate.countDown();
        begin(1_000);
        assertThat(store.node().identify(secret(1), clock.instant())).isNull();

        assertThat(wake(key(1)).join()).isEqualTo(new WakeOutcome.Awake());
        assertThat(wake(new WakeBy.Key(new KeyId(2))).join()).isEqualTo(new WakeOutcome.Awake());
        var third = new WakeBy.Organization(new OrganizationId(3));
        assertThat(wake(third).join()).isEqualTo(new WakeOutcome.Awake());

        assertThat(store.node().identify(secret(1), clock.instant())).isNotNull();
        assertThat(store.node().resting().organizations()).isZero();
        assertThat(store.node().active()).isEqualTo(3);
        assertThat(wakes.counts()).isEqualTo(new Wakes.Counts(3, 0, 0));
    }

    @Test
    void who_is_asked_for_by_many_is_looked_up_once() throws IOException {
        rest();
        begin(1_000);
        var all = new ArrayList<CompletableFuture<WakeOutcome>>();
        for (int i = 0; i < 50; i++) {
            all.add(wake(key(1)));
        }
        gate.countDown();

        all.forEach(one -> assertThat(one.join()).isEqualTo(new WakeOutcome.Awake()));
        assertThat(database.questions).hasValue(1);
        assertThat(wakes.counts().woken()).isOne();
    }

    @Test
    void an_unknown_key_is_asked_for_once_and_remembered_for_a_second() throws IOException {
        rest();
        gate.countDown();
        begin(1_000);
        assertThat(wake(key(99)).join()).isEqualTo(new WakeOutcome.Unknown());

        nanos.addAndGet(SECOND - 1);
        assertThat(wake(key(99))).isCompletedWithValue(new WakeOutcome.Unknown());
        assertThat(database.questions).hasValue(1);

        nanos.addAndGet(1);
        assertThat(wake(key(99)).join()).isEqualTo(new WakeOutcome.Unknown());
        assertThat(database.questions).hasValue(2);
    }

    @Test
    void only_so_many_are_looked_up_in_a_second() throws IOException {
        rest();
        begin(2);
        var first = List.of(wake(key(97)), wake(key(98)));

        assertThat(wake(key(99)).join()).isInstanceOf(WakeOutcome.Unavailable.class);

        gate.countDown();
        first.forEach(one -> assertThat(one.join()).isEqualTo(new WakeOutcome.Unknown()));
        nanos.addAndGet(SECOND / 2);
        assertThat(wake(key(1)).join()).isEqualTo(new WakeOutcome.Awake());
    }

    @Test
    void a_database_that_is_away_is_not_asked_for_a_second() throws IOException {
        rest();
        gate.countDown();
        begin(1_000);
        database.away = true;
        assertThat(wake(key(1)).join()).isInstanceOf(WakeOutcome.Unavailable.class);
        assertThat(wake(key(2)))
                .isCompletedWithValueMatching(
                        outcome -> outcome instanceof WakeOutcome.Unavailable);
        assertThat(database.questions).hasValue(1);

        database.away = false;
        nanos.addAndGet(SECOND);

        assertThat(wake(key(1)).join()).isEqualTo(new WakeOutcome.Awake());
        assertThat(wake(key(2)).join()).isEqualTo(new WakeOutcome.Awake());
    }

    @Test
    void a_database_folded_below_the_rest_horizon_is_refused_by_name() throws IOException {
        FakeRest older = database.copy();
        rest();
        long horizon = store.node().resting().horizon();
        older.foldUpTo(store.node().journal(), horizon - 1);
        wakes.begin(older, 1_000, clock);

        assertThat(wake(key(1)).join())
                .isInstanceOfSatisfying(
                        WakeOutcome.Unavailable.class,
                        no ->
                                assertThat(no.why())
                                        .contains("up to fact " + (horizon - 1))
                                        .contains("the rest horizon, fact " + horizon));
        assertThat(wake(key(99)).join()).isInstanceOf(WakeOutcome.Unavailable.class);

        older.foldUpTo(store.node().journal(), horizon);
        nanos.addAndGet(SECOND);
        assertThat(wake(key(1)).join()).isEqualTo(new WakeOutcome.Awake());
    }

    @Test
    void a_damaged_row_keeps_one_account_at_rest_and_nobody_else() throws IOException {
        rest();
        gate.countDown();
        begin(1_000);
        database.damage(key(1), "the row of org-1 is damaged");

        assertThat(wake(key(1)).join())
                .isEqualTo(new WakeOutcome.Unavailable("the row of org-1 is damaged"));
        assertThat(wake(key(2)).join()).isEqualTo(new WakeOutcome.Awake());
    }

    @Test
    void before_the_database_is_there_who_rests_is_unavailable() throws IOException {
        rest();

        assertThat(wake(key(1)))
                .isCompletedWithValue(new WakeOutcome.Unavailable("the database is starting"));
    }

    @Test
    void who_was_heard_of_stays() throws IOException {
        var rounds =
                new RestRounds(
                        store.node(),
                        () -> database.folded,
                        new RestOptions(0, Duration.ofMinutes(10)),
                        clock);
        clock.set(clock.instant().plus(Duration.ofMinutes(11)));
        assertThat(store.node().identify(secret(1), clock.instant())).isNotNull();
        rounds.round();
        fold();
        assertThat(store.node().identify(secret(2), clock.instant())).isNotNull();

        assertThat(rounds.round()).isOne();

        assertThat(store.node().identify(secret(3), clock.instant())).isNull();
        assertThat(store.node().resting().organizations()).isOne();
    }

    @Test
    void nobody_rests_while_few_are_in_memory_or_nothing_is_folded() throws IOException {
        var rounds =
                new RestRounds(
                        store.node(),
                        () -> database.folded,
                        new RestOptions(2, Duration.ofMinutes(10)),
                        clock);
        clock.set(clock.instant().plus(Duration.ofMinutes(11)));
        rounds.round();
        assertThat(rounds.round()).isZero();
        fold();

        assertThat(rounds.round()).isOne();
        fold();
        assertThat(rounds.round()).isZero();
        assertThat(store.node().active()).isEqualTo(2);
    }
}
