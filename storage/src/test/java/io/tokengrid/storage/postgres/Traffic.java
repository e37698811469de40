package io.tokengrid.storage.postgres;

import io.tokengrid.journal.Billed;
import io.tokengrid.journal.CallCorrection;
import io.tokengrid.journal.CallRating;
import io.tokengrid.journal.CallRecord;
import io.tokengrid.journal.Cause;
import io.tokengrid.journal.Fact;
import io.tokengrid.journal.FactCodec;
import io.tokengrid.journal.OwnCount;
import io.tokengrid.journal.Publisher;
import io.tokengrid.journal.UsageEvent;
import io.tokengrid.ledger.Billing;
import io.tokengrid.ledger.Budget;
import io.tokengrid.ledger.BudgetPeriod;
import io.tokengrid.ledger.BudgetScope;
import io.tokengrid.ledger.CostCentre;
import io.tokengrid.ledger.Draws;
import io.tokengrid.ledger.Grant;
import io.tokengrid.ledger.GrantKind;
import io.tokengrid.ledger.KeyLimits;
import io.tokengrid.ledger.KeyView;
import io.tokengrid.ledger.LedgerFact;
import io.tokengrid.ledger.LedgerFact.ProviderCost;
import io.tokengrid.ledger.Terms;
import io.tokengrid.metering.Margin;
import io.tokengrid.metering.ReportedUsage;
import io.tokengrid.metering.ServiceTier;
import io.tokengrid.metering.TokenClass;
import io.tokengrid.metering.UnitCounts;
import io.tokengrid.metering.Usage;
import io.tokengrid.metering.UsageFlag;
import io.tokengrid.metering.UsageSource;
import io.tokengrid.metering.UsageUnit;
import io.tokengrid.rating.Change;
import io.tokengrid.rating.Charge;
import io.tokengrid.rating.ContextTier;
import io.tokengrid.rating.Customer;
import io.tokengrid.rating.PriceBook;
import io.tokengrid.rating.PriceKeys;
import io.tokengrid.rating.PriceList;
import io.tokengrid.rating.PriceRow;
import io.tokengrid.rating.ServiceTierPrices;
import io.tokengrid.rating.Tariff;
import io.tokengrid.rating.TieredPrices;
import io.tokengrid.rating.plan.Grant.Life;
import io.tokengrid.storage.AdmitOutcome;
import io.tokengrid.storage.CallRequest;
import io.tokengrid.storage.GrowOutcome;
import io.tokengrid.storage.Node;
import io.tokengrid.storage.segment.JournalReader;
import io.tokengrid.testing.Draw;
import io.tokengrid.units.CallId;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Factor;
import io.tokengrid.units.KeyId;
import io.tokengrid.units.Money;
import io.tokengrid.units.OrganizationId;
import io.tokengrid.units.Price;
import io.tokengrid.units.Rounding;
import io.tokengrid.units.TokenCount;
import io.tokengrid.units.UnitPrice;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/// Lets customers come and call at random, with a clock that runs from one call to the next. What
/// happened is read back from the journal, as simply as can be.
///
/// Long because all that can happen is drawn in one place.
final class Traffic {
    static final CurrencyCode CNY = new CurrencyCode("CNY");
    static final List<String> MODELS = List.of("qwen-plus", "deepseek-chat", "模型-3");
    private static final List<String> PROVIDERS = List.of("alpha", "beta");
    private static final List<String> SITES = List.of("guian", "ulanqab");

    private final Node node;
    private final RandomGenerator random;
    private final Duration longestGap;
    final List<KeyId> keys = new ArrayList<>();
    private final List<AdmitOutcome.Admitted> open = new ArrayList<>();
    private final List<CallId> ended = new ArrayList<>();

    /// Some that may be corrected.
    private final List<CallRecord> settled = new ArrayList<>();

    final List<OrganizationId> organizations = new ArrayList<>();
    private int references;
    Instant now;

    /// @param longestGap between two things that happen
    Traffic(Node node, RandomGenerator random, Instant begin, Duration longestGap) {
        this.node = node;
        this.random = random;
        this.longestGap = longestGap;
        now = begin;
    }

    /// Opens organizations with keys, budgets and money, and publishes prices.
    Traffic begin(int customers) {
        publish();
        for (int i = 1; i <= customers; i++) {
            OrganizationId id = unused(i);
            organizations.add(id);
            var terms =
                    new Terms(CNY, Billing.PREPAID, Money.ZERO, false, ZoneId.of("Asia/Shanghai"));
            account(new LedgerFact.OrganizationOpened(id, "customer " + i, terms, now));
            topUp(id);
            node.account(
                    state ->
                            state.ledger()
                                    .decideBudgets(
                                            BudgetScope.organization(id),
                                            List.of(
                                                    new Budget(
                                                            Money.parse("1000000"),
                                                            null,
                                                            BudgetPeriod.MONTH,
                                                            true)),
                                            now),
                    now);
            for (int k = 0; k < 3; k++) {
                var key = new KeyId(id.value() * 10 + k);
                keys.add(key);
                account(
                        new LedgerFact.KeyIssued(
                                key,
                                id,
                                new CostCentre("department " + k % 2, "app " + k, "总结"),
                                Draw.hash(random),
                                KeyLimits.NONE,
                                now));
            }
        }
        return this;
    }

    /// A node that is begun again has customers.
    private OrganizationId unused(int customer) {
        while (true) {
            var id = new OrganizationId(customer + 1_000L * (1 + random.nextInt(1_000)));
            if (node.read(state -> state.ledger().terms(id) == null)) {
                return id;
            }
        }
    }

    /// From here on only these come and call.
    void only(List<OrganizationId> those) {
        List<OrganizationId> kept = List.copyOf(those);
        organizations.retainAll(kept);
        keys.removeIf(key -> !kept.contains(new OrganizationId(key.value() / 10)));
    }

    /// Lets so many things happen.
    Traffic steps(int count) {
        for (int i = 0; i < count; i++) {
            now = now.plusNanos(1 + random.nextLong(longestGap.toNanos()));
            step();
            if (i % 50 == 0) {
                synced(); // so that the small buffer has room
            }
        }
        return this;
    }

    private void step() {
        switch (random.nextInt(23)) {
            case 0, 1, 2, 3, 4, 5 -> admit();
            case 6, 7, 8, 9, 10, 11 -> settle();
            case 12 -> release();
            case 13 -> mark();
            case 14, 15, 16, 17 -> deliver();
            case 18 -> countOpen();
            case 20 -> grow();
            case 21 -> correct();
            case 22 -> ingest();
            default -> rare();
        }
    }

    /// Another usage for one of the last calls that were settled.
    private void correct() {
        settled.removeIf(call ->
                node.read(state ->
                        state.ledger().organization(call.admitted().call().organization(), now)
                                == null));
        if (settled.isEmpty()) {
            return;
        }
        int at = random.nextInt(settled.size());
        CallRecord call = settled.get(at);
        Billed after = CallCorrection.of(call, node.book(), usage(), UnitCounts.ONE_REQUEST);
        Money fromGrants = Draws.total(Objects.requireNonNull(call.settled()).change().draws());
        if (after.totals().paid().compareTo(fromGrants) >= 0) {
            var cause = new Cause(Cause.Kind.USAGE_CORRECTED, "c" + ++references, "because");
            settled.set(at, call.with(node.correct(call, after, cause, now).fact()));
        }
    }

    /// Usage that did not pass the gateway, of now or of up to two days ago.
    private void ingest() {
        KeyView key = node.read(state -> state.ledger().key(Draw.one(random, keys)));
        if (key == null) {
            return;
        }
        Instant used = Draw.once(random, 3) ? now : now.minusSeconds(random.nextInt(172_800));
        var event =
                new UsageEvent(
                        new UsageEvent.Name("//elsewhere", "e" + ++references),
                        key.id(),
                        used,
                        used.plusSeconds(random.nextInt(100)),
                        Draw.one(random, MODELS),
                        Draw.one(random, PROVIDERS),
                        random.nextBoolean() ? null : Draw.one(random, SITES),
                        Draw.one(random, List.of(ServiceTier.values())),
                        usage(),
                        UnitCounts.of(Map.of(UsageUnit.REQUEST, random.nextLong(4))));
        PriceBook book = node.book();
        var customer = new Customer(key.organization(), Set.of(), CNY);
        var call =
                new Fact.Admission(
                        key.organization(),
                        Set.of(),
                        key.costCentre(),
                        CNY,
                        event.model(),
                        event.provider(),
                        book.version(),
                        false,
                        event.usage().input(),
                        event.usage().output(),
                        event.until(),
                        Map.of());
        CallRating.Rated rated =
                CallRating.rate(book, event.facts(customer), event.usage(), event.units());
        var ingested = Objects.requireNonNull(node.ingest(event, call, rated, now));
        settled.add(Objects.requireNonNull(CallRecord.begunBy(ingested.fact())));
    }

    private void rare() {
        OrganizationId organization = Draw.one(random, organizations);
        switch (random.nextInt(6)) {
            case 0 -> topUp(organization);
            case 4 -> grant(organization);
            case 5 -> {
                node.lapse(now);
                int open = node.read(state -> state.ledger().grants(organization, now).size());
                if (open > 0) {
                    long number = 1L + random.nextInt(open);
                    node.account(
                            state ->
                                    state.ledger()
                                            .decideWithdrawal(organization, number, "because", now),
                            now);
                }
            }
            case 1 -> {
                Money amount =
                        Money.ofAttos(
                                random.nextLong(
                                        -1_000_000_000_000_000_000L, 2_000_000_000_000_000_000L));
                if (!amount.isZero()) {
                    node.account(
                            state ->
                                    state.ledger()
                                            .decideAdjustment(
                                                    organization,
                                                    amount,
                                                    "because",
                                                    "a"
                                                            + node.journal().epoch()
                                                            + "-"
                                                            + ++references,
                                                    now),
                            now);
                }
            }
            case 2 -> publish();
            default -> {
                KeyId key = Draw.one(random, keys);
                node.account(
                        state ->
                                state.ledger()
                                        .decideKeyLimits(
                                                key,
                                                new KeyLimits(now.plusSeconds(99_999_999), MODELS),
                                                now),
                        now);
            }
        }
    }

    private void topUp(OrganizationId organization) {
        Money amount = Money.ofAttos(1 + random.nextLong(5_000_000_000_000_000_000L));
        node.account(
                state ->
                        state.ledger()
                                .decideTopUp(
                                        organization,
                                        amount,
                                        "t" + node.journal().epoch() + "-" + ++references,
                                        now),
                now);
    }

    private void grant(OrganizationId organization) {
        Money amount = Money.ofAttos(1 + random.nextLong(500_000_000_000_000_000L));
        boolean paid = random.nextBoolean();
        Instant starts = now.minusNanos(random.nextLong(longestGap.toNanos()));
        Optional<Instant> expires =
                Draw.once(random, 4)
                        ? Optional.empty()
                        : Optional.of(
                                now.plusNanos(1 + random.nextLong(longestGap.toNanos() * 40)));
        var grant =
                new Grant(
                        "g" + node.journal().epoch() + "-" + ++references,
                        paid ? GrantKind.PREPAID : GrantKind.PROMOTIONAL,
                        amount,
                        paid ? amount : Money.ZERO,
                        random.nextInt(3),
                        new Life(starts, expires),
                        Draw.once(random, 3) ? Set.of(MODELS.getFirst()) : Set.of());
        node.account(
                state -> {
                    long open =
                            state.ledger().grants(organization, now).stream()
                                    .filter(one -> one.left().plus(one.held()).isPositive())
                                    .count();
                    return open < 50 ? state.ledger().decideGrant(organization, grant, now) : null;
                },
                now);
    }

    private void account(LedgerFact fact) {
        node.account(_ -> fact, now);
    }

    private void publish() {
        List<PriceRow> rows = new ArrayList<>();
        for (String model : MODELS) {
            PriceRow.Buying buy = Draw.once(random, 3) ? null : new PriceRow.Buying(CNY, tariff());
            rows.add(new PriceRow(model, null, CNY, Instant.EPOCH, null, tariff(), buy));
        }
        node.publish(book -> new PriceBook(book.version() + 1, rows), Publisher.API, now);
    }

    /// Dearer beyond 2,000 tokens, half the price in batches, or a price for all.
    private Tariff tariff() {
        if (random.nextBoolean()) {
            return Tariff.of(prices());
        }
        var length = new TokenCount(2_000);
        return new Tariff(
                new TieredPrices(
                        List.of(
                                new ContextTier(TokenCount.ZERO, length, prices()),
                                new ContextTier(length, null, prices()))),
                List.of(),
                List.of(
                        new ServiceTierPrices(
                                ServiceTier.BATCH,
                                new Change.Times(
                                        Factor.parse("0.5"), PriceKeys.ALL, Rounding.HALF_UP))));
    }

    private PriceList prices() {
        Map<TokenClass, Price> prices = new LinkedHashMap<>();
        prices.put(TokenClass.INPUT, new Price(random.nextLong(2_000_000_000_000L)));
        prices.put(TokenClass.CACHED_INPUT, new Price(random.nextLong(300_000_000_000L)));
        prices.put(TokenClass.OUTPUT, new Price(random.nextLong(5_000_000_000_000L)));
        return Draw.once(random, 3)
                ? new PriceList(
                        prices, Map.of(UsageUnit.REQUEST, UnitPrice.parse("0.000000000000000007")))
                : new PriceList(prices);
    }

    void admit() {
        var request =
                new CallRequest(
                        Draw.one(random, keys),
                        Draw.one(random, MODELS),
                        List.of(Draw.one(random, PROVIDERS)),
                        Set.of(ServiceTier.values()),
                        random.nextBoolean(),
                        new TokenCount(1 + random.nextInt(5_000)),
                        new TokenCount(1 + random.nextInt(2_000)),
                        now.plusSeconds(600),
                        Draw.once(random, 5) ? Map.of("project", "x y", "名", "值") : Map.of(),
                        null);
        if (!opened(node.admit(request, now, this::opened)) && open.size() > 100) {
            settle();
        }
    }

    /// Notes a call that was admitted, be it after it had waited for the end of others.
    private boolean opened(AdmitOutcome outcome) {
        return outcome instanceof AdmitOutcome.Admitted admitted && open.add(admitted);
    }

    void settle() {
        if (open.isEmpty()) {
            return;
        }
        AdmitOutcome.Admitted call = open.remove(random.nextInt(open.size()));
        Usage usage = usage();
        String provider = Draw.one(random, PROVIDERS);
        var end =
                new CallRating.End(
                        provider,
                        usage,
                        Draw.one(random, List.of(ServiceTier.values())),
                        UnitCounts.ONE_REQUEST,
                        Duration.ofMillis(random.nextInt(1_000)),
                        now);
        CallRating.Rated rated = call.rating().rate(end);
        Charge charge = rated.charge();
        Money amount = Draw.once(random, 3) ? charge.total().min(call.held()) : charge.total();
        var result =
                new Fact.Settlement(
                        usage,
                        rated.service(end.units()),
                        ReportedUsage.builder().said(Margin.INPUT, usage.input().value()).build(),
                        charge.lines(),
                        "stop",
                        List.of(
                                attempt("gamma", 500, "upstream_failed"),
                                attempt(provider, 200, null)),
                        end.firstByte(),
                        Draw.once(random, 10),
                        Draw.once(random, 2) ? count() : null);
        var posted =
                node.settle(
                        call.call(),
                        amount,
                        result,
                        rated.cost() == null ? null : new ProviderCost(provider, rated.cost()),
                        Draw.once(random, 6)
                                ? new ProviderCost(provider, Money.parse("0.01"))
                                : null,
                        now);
        ended.add(call.call());
        settled.add(CallRecord.of(call.fact()).with(posted.fact()));
        if (settled.size() > 50) {
            settled.removeFirst();
        }
    }

    private Usage usage() {
        Usage.Builder builder =
                Usage.builder(Draw.one(random, List.of(UsageSource.values())))
                        .count(TokenClass.INPUT, random.nextInt(3_000))
                        .count(TokenClass.CACHED_INPUT, random.nextInt(3) * 500L)
                        .count(TokenClass.OUTPUT, random.nextInt(2_000))
                        .count(TokenClass.REASONING, random.nextInt(2) * 300L);
        if (Draw.once(random, 4)) {
            builder.flag(UsageFlag.SPLIT_ASSUMED).flag(UsageFlag.IMPOSSIBLE);
        }
        return builder.build();
    }

    private Fact.Attempt attempt(
            String provider, int status, @org.jspecify.annotations.Nullable String failure) {
        return new Fact.Attempt(
                provider,
                "m",
                Draw.once(random, 4) ? null : Draw.one(random, SITES),
                Duration.ofMillis(1),
                Duration.ofMillis(random.nextInt(500)),
                status,
                failure);
    }

    private void release() {
        if (!open.isEmpty()) {
            AdmitOutcome.Admitted call = open.remove(random.nextInt(open.size()));
            node.release(
                    call.call(),
                    "upstream_failed",
                    List.of(attempt("beta", 0, "connect")),
                    random.nextBoolean(),
                    now);
        }
    }

    private void grow() {
        if (!open.isEmpty()) {
            int place = random.nextInt(open.size());
            AdmitOutcome.Admitted call = open.get(place);
            Money more = Money.ofAttos(1 + random.nextLong(1_000_000_000_000_000L));
            var tokens = new TokenCount(random.nextInt(500));
            if (node.grow(call.call(), more, tokens, now)
                    instanceof GrowOutcome.Grown(_, LedgerFact.HoldGrown step)) {
                open.set(place, call.holding(step));
            }
        }
    }

    private void mark() {
        if (!open.isEmpty()) {
            CallId call = Draw.one(random, open).call();
            node.mark(call, new TokenCount(100), new TokenCount(random.nextInt(500)), now);
        }
    }

    private void deliver() {
        if (!ended.isEmpty()) {
            CallId call = ended.remove(random.nextInt(ended.size()));
            node.delivered(call, random.nextBoolean(), now);
            if (random.nextBoolean()) {
                counted(call);
            }
        }
    }

    private void countOpen() {
        if (!open.isEmpty()) {
            counted(Draw.one(random, open).call());
        }
    }

    private void counted(CallId call) {
        node.counted(new Fact.Counted(call, count(), now));
    }

    private OwnCount count() {
        long output = random.nextInt(3_000);
        return new OwnCount(
                new TokenCount(random.nextInt(3_000)),
                new TokenCount(output),
                "o200k",
                random.nextBoolean(),
                Draw.once(random, 4) ? null : texts(random.nextLong(output + 1)));
    }

    private OwnCount.Texts texts(long reasoning) {
        return new OwnCount.Texts(
                new TokenCount(Draw.once(random, 2) ? 0 : reasoning),
                Draw.once(random, 8),
                random.nextInt(3),
                random.nextInt(3),
                Draw.hash(random),
                Draw.hash(random));
    }

    /// Ends every open call.
    Traffic endAll() {
        while (!open.isEmpty()) {
            settle();
        }
        return this;
    }

    private void synced() {
        long last = node.journal().lastSequence();
        while (node.journal().syncedSequence() < last) {
            node.journal().wake();
            Thread.onSpinWait();
        }
    }

    /// Waits until everything that happened is durable; answers its last sequence.
    long durable() {
        long last = node.journal().lastSequence();
        while (node.journal().durableSequence() < last) {
            node.journal().wake();
            Thread.onSpinWait();
        }
        return last;
    }

    /// All calls with all that happened to them, as the journal has it.
    Map<CallId, CallRecord> calls() throws IOException {
        durable();
        return calls(node);
    }

    /// The same of what is durable of any node.
    static Map<CallId, CallRecord> calls(Node node) throws IOException {
        Map<CallId, CallRecord> calls = new LinkedHashMap<>();
        try (JournalReader reader = node.journal().read(1)) {
            while (reader.next()) {
                Fact fact = FactCodec.read(reader.bytes(), reader.from(), reader.length());
                CallId about = CallRecord.about(fact);
                CallRecord begun = CallRecord.begunBy(fact);
                if (begun != null) {
                    calls.put(begun.id(), begun);
                } else if (about != null) {
                    calls.computeIfPresent(about, (_, call) -> call.with(fact));
                }
            }
        }
        return calls;
    }
}
