package io.tokengrid.ledger;

import io.tokengrid.rating.plan.AtEnd;
import io.tokengrid.rating.plan.Grant.Life;
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
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// What a call costs in the ledger: a hold decided and applied, 1,000 calls later its settlement,
/// over 10,000 keys of 1,000 organizations.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 2)
@Fork(1)
public class LedgerBenchmark {
    private static final int KEYS = 10_000;
    private static final int KEYS_PER_ORGANIZATION = 10;
    private static final int OPEN_CALLS = 1_000;
    private static final CurrencyCode CNY = new CurrencyCode("CNY");
    private static final Money AMOUNT = Money.parse("0.02");
    private static final Money CHARGE = Money.parse("0.005");
    private static final TokenCount TOKENS = new TokenCount(9_000);
    private static final TokenCount USED = new TokenCount(2_000);

    @Param({"0", "3"})
    private int budgets;

    /// How many grants an organization has.
    @Param({"0", "3"})
    private int grants;

    /// Whether a plan covers all calls.
    @Param({"false", "true"})
    private boolean planned;

    private final Ledger ledger = new Ledger();
    private final BinaryWriter out = new BinaryWriter(256);
    private final LedgerFact.ProviderCost cost =
            new LedgerFact.ProviderCost("mock", Money.parse("0.003"));
    private Instant now = Instant.parse("2026-03-02T10:00:00Z");
    private long sequence;
    private LedgerFact.@Nullable HoldPlaced placed;
    private byte[] bytes = new byte[0];

    @Setup
    public void open() {
        var terms = new Terms(CNY, Billing.PREPAID, Money.ZERO, false, ZoneId.of("Asia/Shanghai"));
        for (long id = 1; id <= KEYS / KEYS_PER_ORGANIZATION; id++) {
            var organization = new OrganizationId(id);
            ledger.apply(ledger.decideOpening(organization, "org " + id, terms, now));
            apply(ledger.decideTopUp(organization, Money.parse("1000000000"), "r", now));
            if (planned) {
                var plan =
                        PlanSamples.monthly(
                                "9.9", "1000000000000", "2026-03-01", new AtEnd.Block());
                apply(ledger.decideSubscription(organization, plan, now, "plan", now));
                apply(ledger.decideRenewal(organization, now));
            }
            for (int i = 0; i < grants; i++) {
                apply(ledger.decideGrant(organization, grant(i), now));
            }
        }
        var limit = new Budget(Money.parse("1000000000"), null, BudgetPeriod.DAY, true);
        for (long id = 1; id <= KEYS; id++) {
            var key = new KeyId(id);
            var organization = new OrganizationId(1 + (id - 1) / KEYS_PER_ORGANIZATION);
            var centre = new CostCentre("sales", "chat", "function " + id);
            var secret = new Sha256(id, 0, 0, 0);
            ledger.apply(ledger.decideKey(key, organization, centre, secret, KeyLimits.NONE, now));
            List<BudgetScope> scopes =
                    List.of(
                            BudgetScope.organization(organization),
                            new BudgetScope(organization, "sales", null, null, null),
                            BudgetScope.key(organization, key));
            for (BudgetScope scope : scopes.subList(0, budgets)) {
                ledger.apply(ledger.decideBudgets(scope, List.of(limit), now));
            }
        }
        for (int i = 0; i < OPEN_CALLS; i++) {
            placed = hold();
            apply(placed);
        }
        bytes = encode().toByteArray();
    }

    @Benchmark
    public long holdAndPost() {
        now = now.plusNanos(10_000);
        ledger.apply(hold());
        CallId oldest = call(sequence - OPEN_CALLS);
        apply(
                ledger.decidePost(
                        oldest, "qwen-plus", CHARGE, USED, cost, OverrunPolicy.CHARGE, now));
        return sequence;
    }

    @Benchmark
    public BinaryWriter encode() {
        LedgerCodec.write(Objects.requireNonNull(placed), out.reset());
        return out;
    }

    @Benchmark
    public LedgerFact decode() {
        return LedgerCodec.read(new BinaryReader(bytes));
    }

    /// The last one pays; those before it are for another model.
    private Grant grant(int number) {
        boolean last = number == grants - 1;
        return new Grant(
                "g" + number,
                GrantKind.PROMOTIONAL,
                Money.parse("1000000000"),
                Money.ZERO,
                number,
                new Life(now, Optional.empty()),
                last ? Set.of() : Set.of("kimi"));
    }

    private LedgerFact.HoldPlaced hold() {
        sequence++;
        // Keys in no order: 7,919 is a prime.
        var key = new KeyId(1 + sequence * 7_919 % KEYS);
        ledger.renewalDue(now);
        PlanCover cover = ledger.cover(key, "qwen-plus", now);
        var request =
                new HoldRequest(
                        key,
                        "qwen-plus",
                        cover == null ? CNY : cover.plan().unit(),
                        AMOUNT,
                        TOKENS,
                        null,
                        cover == null ? null : cover.plan());
        HoldOutcome outcome = ledger.decideHold(request, call(sequence), now);
        return outcome instanceof HoldOutcome.Placed fits ? fits.fact() : unexpected(outcome);
    }

    private static LedgerFact.HoldPlaced unexpected(HoldOutcome outcome) {
        throw new IllegalStateException(outcome.toString());
    }

    private void apply(@Nullable LedgerFact fact) {
        ledger.apply(Objects.requireNonNull(fact));
    }

    private static CallId call(long sequence) {
        return new CallId(new Position(1, 1, sequence));
    }
}
