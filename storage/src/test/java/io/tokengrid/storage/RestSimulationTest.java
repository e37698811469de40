package io.tokengrid.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokengrid.journal.CallRating;
import io.tokengrid.journal.Fact;
import io.tokengrid.journal.FactCodec;
import io.tokengrid.journal.NodeState;
import io.tokengrid.journal.Publisher;
import io.tokengrid.ledger.AccountId;
import io.tokengrid.ledger.AccountImage;
import io.tokengrid.ledger.Billing;
import io.tokengrid.ledger.Budget;
import io.tokengrid.ledger.BudgetPeriod;
import io.tokengrid.ledger.BudgetScope;
import io.tokengrid.ledger.CostCentre;
import io.tokengrid.ledger.Grant;
import io.tokengrid.ledger.GrantKind;
import io.tokengrid.ledger.KeyLimits;
import io.tokengrid.ledger.KeyView;
import io.tokengrid.ledger.Ledger;
import io.tokengrid.ledger.LedgerFact;
import io.tokengrid.ledger.LedgerInvariants;
import io.tokengrid.ledger.OrganizationView;
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
import io.tokengrid.rating.plan.Grant.Life;
import io.tokengrid.storage.segment.JournalOptions;
import io.tokengrid.storage.segment.JournalReader;
import io.tokengrid.storage.segment.SegmentJournal;
import io.tokengrid.testing.Draw;
import io.tokengrid.testing.Seeds;
import io.tokengrid.testing.TestClock;
import io.tokengrid.units.BinaryWriter;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.KeyId;
import io.tokengrid.units.Money;
import io.tokengrid.units.OrganizationId;
import io.tokengrid.units.Price;
import io.tokengrid.units.Sha256;
import io.tokengrid.units.TokenCount;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Exactness D3, at random: organizations rest and wake between their calls and payments, while the
/// node crashes, starts from snapshots, and its database lags, is away or is an older one. After
/// every step all is as in a ledger that never rests.
///
/// Long because one run plays all that can happen, each thing in a few lines.
class RestSimulationTest {
    private static final int STEPS = 400;
    private static final CurrencyCode CNY = new CurrencyCode("CNY");
    private static final RestOptions OPTIONS = new RestOptions(1, Duration.ofMinutes(5));

    @TempDir Path parent;
    private int rested;
    private int woken;

    @Test
    void what_rests_and_wakes_is_as_if_it_never_had() {
        Seeds.play(
                6,
                random -> {
                    try (var run = new Run(random, Files.createTempDirectory(parent, "run"))) {
                        run.play();
                    }
                });
        // Of all rounds: one may have its database away whenever somebody could wake.
        assertThat(rested).as("rested").isPositive();
        assertThat(woken).as("woken").isPositive();
    }

    private final class Run implements AutoCloseable {
        private final RandomGenerator random;
        private final TestClock clock = new TestClock(Instant.parse("2026-11-21T00:00:00Z"));
        private final List<String> played = new ArrayList<>();
        private final List<OrganizationId> organizations = new ArrayList<>();
        private final List<AdmitOutcome.Admitted> open = new ArrayList<>();

        /// All facts but those of rest, applied to a ledger that never rests.
        private final Ledger never = new Ledger();

        /// A database that is always up to date, to compare with.
        private final FakeRest truth = new FakeRest();

        private Path folder;
        private NodeStore store;
        private FakeRest database = new FakeRest();
        private FakeRest older = new FakeRest();
        private RestRounds rounds;
        private Wakes wakes;
        private long nanos;
        private long mirrored;
        private int references;

        Run(RandomGenerator random, Path folder) throws IOException {
            this.random = random;
            this.folder = folder;
            store = open(folder);
            rounds = new RestRounds(node(), () -> database.folded, OPTIONS, clock);
            wakes = wakes();
        }

        private NodeStore open(Path at) throws IOException {
            return NodeStore.open(
                    at,
                    1,
                    NodeOptions.standard(JournalOptions.small()),
                    clock.instant(),
                    StoredNode.NEVER);
        }

        private Wakes wakes() {
            var fresh = new Wakes(node(), () -> nanos);
            fresh.begin(names -> database.find(names), 1_000, clock);
            return fresh;
        }

        private Node node() {
            return store.node();
        }

        private SegmentJournal journal() {
            return node().journal();
        }

        private void play() throws IOException, InterruptedException {
            try {
                begin();
                for (int i = 0; i < STEPS; i++) {
                    clock.set(clock.instant().plusSeconds(1 + random.nextInt(60)));
                    nanos += Duration.ofSeconds(2).toNanos();
                    step();
                    if (!Draw.once(random, 4)) {
                        durable();
                    }
                    check();
                }
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(e.getMessage() + "\n" + String.join("\n", played), e);
            }
        }

        private void begin() {
            var prices =
                    new PriceList(
                            Map.of(
                                    TokenClass.INPUT, Price.perMillion("1"),
                                    TokenClass.OUTPUT, Price.perMillion("2")));
            var row = new PriceRow("m", CNY, Instant.EPOCH, prices, prices);
            node().publish(
                            book -> new PriceBook(book.version() + 1, List.of(row)),
                            Publisher.API,
                            now());
            for (int i = 1; i <= 6; i++) {
                var id = new OrganizationId(i);
                organizations.add(id);
                var terms = new Terms(CNY, Billing.PREPAID, Money.ZERO, false, ZoneId.of("UTC"));
                account(new LedgerFact.OrganizationOpened(id, "org " + i, terms, now()));
                topUp(id);
                for (int k = 0; k < 2; k++) {
                    account(
                            new LedgerFact.KeyIssued(
                                    new KeyId(10 * i + k),
                                    id,
                                    new CostCentre("d" + k, "a", "f"),
                                    secret(10 * i + k),
                                    KeyLimits.NONE,
                                    now()));
                }
            }
            durable();
        }

        private void step() throws IOException, InterruptedException {
            switch (random.nextInt(30)) {
                case 0, 1, 2, 3, 4, 5 -> call();
                case 6, 7, 8, 9, 10, 11, 12 -> settle();
                case 13 -> pay();
                case 14 -> budget();
                case 15, 16 -> {
                    clock.set(clock.instant().plusSeconds(60L * random.nextInt(12)));
                    played.add("it is " + now());
                }
                case 17, 18, 19 -> fold();
                case 20, 21, 22, 23, 24 -> round();
                case 25 -> restart();
                case 26 -> crash();
                case 27 -> {
                    if (Draw.once(random, 2)) {
                        older = database.copy();
                        played.add("backup at " + older.folded);
                    } else {
                        boolean away = database.away;
                        database = older.copy();
                        database.away = away;
                        played.add("restored a database of " + database.folded);
                    }
                }
                case 28 -> {
                    database.away = !database.away;
                    played.add("away " + database.away);
                }
                default -> nobody();
            }
        }

        private void call() {
            int number = 10 * (1 + random.nextInt(organizations.size())) + random.nextInt(2);
            played.add("call " + number);
            KeyView key = node().identify(secret(number), now());
            if (key == null) {
                if (!awake(new WakeBy.Secret(secret(number)))) {
                    return;
                }
                key = Objects.requireNonNull(node().identify(secret(number), now()));
            }
            var request =
                    new CallRequest(
                            key.id(),
                            "m",
                            List.of("p"),
                            Set.of(ServiceTier.DEFAULT),
                            false,
                            new TokenCount(1 + random.nextInt(5_000)),
                            new TokenCount(100),
                            now().plusSeconds(600),
                            Map.of(),
                            Draw.once(random, 3)
                                    ? new LedgerFact.Claim(
                                            "claim " + random.nextInt(5),
                                            secret(1),
                                            now().plusSeconds(3_600))
                                    : null);
            if (node().admit(request, now(), _ -> {}) instanceof AdmitOutcome.Admitted admitted) {
                open.add(admitted);
            }
        }

        private void settle() {
            if (open.isEmpty()) {
                return;
            }
            AdmitOutcome.Admitted call = open.remove(random.nextInt(open.size()));
            played.add("end " + call.call());
            if (Draw.once(random, 4)) {
                node().release(call.call(), "upstream_failed", List.of(), false, now());
                return;
            }
            Usage usage =
                    Usage.ofText(
                            UsageSource.REPORTED,
                            new TokenCount(random.nextInt(6_000)),
                            new TokenCount(random.nextInt(100)));
            var charge =
                    call.rating()
                            .rate(
                                    new CallRating.End(
                                            "p",
                                            usage,
                                            ServiceTier.DEFAULT,
                                            UnitCounts.ONE_REQUEST,
                                            null,
                                            now()))
                            .charge();
            node().settle(
                            call.call(),
                            charge.total(),
                            new Fact.Settlement(
                                    usage,
                                    Fact.Service.PLAIN,
                                    ReportedUsage.NOTHING,
                                    charge.lines(),
                                    "stop",
                                    List.of(),
                                    null,
                                    false,
                                    null),
                            null,
                            now());
        }

        private void pay() {
            OrganizationId id = Draw.one(random, organizations);
            played.add("pay " + id);
            if (node().hears(new WakeBy.Organization(id), now())
                    || awake(new WakeBy.Organization(id))) {
                if (Draw.once(random, 2)) {
                    topUp(id);
                } else {
                    grant(id);
                }
            }
        }

        private void grant(OrganizationId id) {
            Instant starts = now().plusSeconds(60L * random.nextInt(-5, 5));
            Money amount = Money.ofAttos(1 + random.nextLong(5_000_000_000_000_000L));
            boolean paid = random.nextBoolean();
            var grant =
                    new Grant(
                            "g" + ++references,
                            paid ? GrantKind.PREPAID : GrantKind.PROMOTIONAL,
                            amount,
                            paid ? amount : Money.ZERO,
                            random.nextInt(3),
                            new Life(
                                    starts,
                                    Optional.of(now().plusSeconds(60L * random.nextInt(6, 60)))),
                            Draw.once(random, 4) ? Set.of("other") : Set.of());
            played.add("grant " + id + " " + grant);
            node().account(state -> state.ledger().decideGrant(id, grant, now()), now());
            if (Draw.once(random, 5)) {
                node().account(
                                state -> state.ledger().decideWithdrawal(id, 1, "because", now()),
                                now());
            }
        }

        private void budget() {
            OrganizationId id = Draw.one(random, organizations);
            var key = new KeyId(10 * id.value());
            played.add("budget of " + key);
            if (node().hears(new WakeBy.Key(key), now()) || awake(new WakeBy.Key(key))) {
                var budget =
                        new Budget(
                                Money.parse("" + random.nextInt(100)),
                                null,
                                Draw.one(random, List.of(BudgetPeriod.values())),
                                true);
                node().account(
                                state ->
                                        state.ledger()
                                                .decideBudgets(
                                                        BudgetScope.key(id, key),
                                                        List.of(budget),
                                                        now()),
                                now());
            }
        }

        /// Who rests comes back, unless the database is away or is not folded so far.
        private boolean awake(WakeBy name) {
            boolean isBehind = database.folded < node().resting().horizon();
            var outcome = new CompletableFuture<WakeOutcome>();
            wakes.wake(name, outcome::complete);
            played.add("wake " + name);
            switch (outcome.join()) {
                case WakeOutcome.Awake _ -> {
                    assertThat(database.away || isBehind).isFalse();
                    woken++;
                    return true;
                }
                case WakeOutcome.Unavailable(String why) -> {
                    assertThat(database.away || isBehind).as(why).isTrue();
                    assertThat(why).contains(database.away ? "away" : "rest horizon");
                    return false;
                }
                case WakeOutcome.Unknown _ ->
                        throw new AssertionError(name + " rests and is not found");
            }
        }

        private void nobody() {
            var outcome = new CompletableFuture<WakeOutcome>();
            wakes.wake(new WakeBy.Secret(secret(random.nextInt(1_000, 2_000))), outcome::complete);
            boolean sure =
                    node().resting().organizations() == 0
                            || (!database.away && database.folded >= node().resting().horizon());
            assertThat(outcome.join() instanceof WakeOutcome.Unknown).isEqualTo(sure);
        }

        private void fold() throws IOException {
            durable();
            long end = journal().durableSequence();
            long to = Draw.once(random, 2) ? end : database.folded + random.nextInt(30);
            database.foldUpTo(journal(), Math.min(to, end));
            played.add("folded up to " + database.folded);
        }

        private void round() {
            int gone = rounds.round();
            rested += gone;
            played.add("round: " + gone + " rest, " + node().resting());
        }

        /// With a snapshot of the end.
        private void restart() throws IOException {
            played.add("restart");
            wakes.close();
            store.close();
            reopen(folder);
        }

        /// What happens after the copy is lost with the process, before anybody folds it.
        private void crash() throws IOException {
            durable();
            Path left = Files.createTempDirectory(parent, "crash");
            copy(left);
            played.add("kill -9 after " + journal().durableSequence() + ", lost are:");
            for (int lost = random.nextInt(5); lost > 0; lost--) {
                switch (random.nextInt(4)) {
                    case 0 -> call();
                    case 1 -> settle();
                    case 2 -> pay();
                    default -> round();
                }
            }
            played.add("that is all");
            wakes.close();
            store.close();
            reopen(left);
        }

        /// Segments that are being made are left out: they are nobody's yet.
        private void copy(Path to) throws IOException {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.filter(one -> !isPassing(one)).toList()) {
                    Path target = to.resolve(folder.relativize(file).toString());
                    if (Files.isDirectory(file)) {
                        Files.createDirectories(target);
                    } else {
                        Files.copy(file, target);
                    }
                }
            }
        }

        private static boolean isPassing(Path file) {
            String name = file.getFileName().toString();
            return name.endsWith(".new")
                    || name.equals("journal.lock")
                    || name.equals("journal.holder");
        }

        private void reopen(Path at) throws IOException {
            folder = at;
            store = open(at);
            open.clear();
            rounds = new RestRounds(node(), () -> database.folded, OPTIONS, clock);
            wakes = wakes();
        }

        private void check() throws IOException, InterruptedException {
            List<LedgerInvariants.Violation> wrong =
                    node().read(state -> LedgerInvariants.check(state.ledger()));
            assertThat(wrong).isEmpty();
            mirror();
            if (mirrored < journal().lastSequence()) {
                return;
            }
            node().read(state -> {
                compare(state.ledger());
                return state;
            });
            if (Draw.once(random, 20)) {
                assertThat(store.replayGivesSameState(Duration.ofMinutes(1)))
                        .as("ReplayGivesSameState")
                        .isTrue();
                fromTheBeginning();
            }
        }

        private void mirror() throws IOException {
            long end = journal().durableSequence();
            if (mirrored >= end) {
                return;
            }
            truth.foldUpTo(journal(), end);
            try (JournalReader reader = journal().read(mirrored + 1)) {
                while (mirrored < end && reader.next()) {
                    Fact fact = FactCodec.read(reader.bytes(), reader.from(), reader.length());
                    LedgerFact change = fact.change();
                    switch (change) {
                        case LedgerFact.RestPrepared _,
                                LedgerFact.Rested _,
                                LedgerFact.Woken _ -> {}
                        case null -> {}
                        default -> never.apply(change);
                    }
                    mirrored = reader.sequence();
                }
            }
        }

        private void compare(Ledger ledger) {
            int resting = 0;
            for (OrganizationView expected : never.organizations(now())) {
                OrganizationId id = expected.id();
                Ledger of = ledger;
                if (ledger.terms(id) == null) {
                    resting++;
                    AccountImage image = Objects.requireNonNull(truth.rows().get(id));
                    of = image.ledger();
                }
                assertThat(of.organization(id, now())).isEqualTo(expected);
                assertThat(of.grants(id, now())).isEqualTo(never.grants(id, now()));
                assertThat(of.budgets(id, now())).isEqualTo(never.budgets(id, now()));
                assertThat(of.keys(id)).isEqualTo(never.keys(id));
            }
            assertThat(ledger.resting().organizations()).isEqualTo(resting);
            assertThat(ledger.resting().keys()).isEqualTo(2L * resting);
            assertThat(ledger.activeOrganizations()).isEqualTo(organizations.size() - resting);
            assertThat(ledger.trialBalance().sums()).isEqualTo(never.trialBalance().sums());
            assertThat(ledger.trialBalance().balanced()).isTrue();
            if (resting == 0) {
                assertThat(ledger.trialBalance().lines())
                        .noneMatch(line -> line.account().owner().equals(AccountId.RESTING));
            }
        }

        private void fromTheBeginning() throws IOException {
            durable();
            var state = new NodeState();
            try (JournalReader reader = journal().read(1)) {
                while (reader.next()) {
                    state.apply(FactCodec.read(reader.bytes(), reader.from(), reader.length()));
                }
            }
            var out = new BinaryWriter(4_096);
            state.write(out);
            assertThat(out.toByteArray())
                    .as("ReplayGivesSameState")
                    .isEqualTo(node().freeze().snapshot());
        }

        private void topUp(OrganizationId id) {
            String reference = "r" + ++references;
            node().account(
                            state ->
                                    state.ledger()
                                            .decideTopUp(id, Money.parse("1"), reference, now()),
                            now());
        }

        private void account(LedgerFact fact) {
            node().account(_ -> fact, now());
        }

        private void durable() {
            long last = journal().lastSequence();
            StoredNode.await(() -> {
                journal().wake();
                return journal().durableSequence() >= last;
            });
        }

        private Instant now() {
            return clock.instant();
        }

        private static Sha256 secret(long number) {
            return new Sha256(number, 2, 3, 4);
        }

        @Override
        public void close() {
            wakes.close();
            try {
                store.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
