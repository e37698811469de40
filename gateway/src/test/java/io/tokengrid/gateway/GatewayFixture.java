package io.tokengrid.gateway;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tokengrid.journal.CallRecord;
import io.tokengrid.journal.Fact;
import io.tokengrid.journal.FactCodec;
import io.tokengrid.journal.Publisher;
import io.tokengrid.ledger.Billing;
import io.tokengrid.ledger.Budget;
import io.tokengrid.ledger.BudgetScope;
import io.tokengrid.ledger.CostCentre;
import io.tokengrid.ledger.KeyLimits;
import io.tokengrid.ledger.Ledger;
import io.tokengrid.ledger.LedgerFact;
import io.tokengrid.ledger.LedgerInvariants;
import io.tokengrid.ledger.OrganizationView;
import io.tokengrid.ledger.Terms;
import io.tokengrid.metering.PromptMeter;
import io.tokengrid.metering.TokenClass;
import io.tokengrid.metering.TokenCounters;
import io.tokengrid.metering.media.MediaRules;
import io.tokengrid.metering.prompt.ChatTemplate;
import io.tokengrid.rating.PriceBook;
import io.tokengrid.rating.PriceList;
import io.tokengrid.rating.PriceRow;
import io.tokengrid.storage.Node;
import io.tokengrid.storage.NodeStore;
import io.tokengrid.units.CallId;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.KeyId;
import io.tokengrid.units.Money;
import io.tokengrid.units.OrganizationId;
import io.tokengrid.units.Price;
import io.tokengrid.units.Sha256;
import io.tokengrid.units.TokenCount;
import io.tokengrid.upstream.ScriptableUpstream;
import io.tokengrid.upstream.UpstreamOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A whole gateway for tests: a node in a folder of its own, scriptable upstreams, an organization
/// with a key and prices, on free ports. Ask it over HTTP through [#client()]; what it settled
/// stands in [#calls()].
///
/// Closing it checks the invariants of the ledger and that folding the journal again gives the same
/// state.
public final class GatewayFixture implements AutoCloseable {
    /// The secret of the key that [#client()] uses.
    public static final String SECRET = "sk-test";

    public static final CurrencyCode CNY = new CurrencyCode("CNY");
    public static final OrganizationId ORGANIZATION = new OrganizationId(1);
    public static final KeyId KEY = new KeyId(1);

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final Path folder;
    private final NodeStore store;
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Gateway gateway;
    private final List<ScriptableUpstream> upstreams = new ArrayList<>();
    private final GatewaySetup setup;
    private final GatewayClient client;
    private final CountDownLatch diskIsBack = new CountDownLatch(1);

    GatewayFixture(GatewaySetup setup) {
        this.setup = setup;
        try {
            folder = Files.createTempDirectory("gateway-test");
            store = NodeStore.open(folder, 1, setup.node(), Instant.now());
            for (int i = 0; i < setup.upstreams; i++) {
                upstreams.add(ScriptableUpstream.start(UpstreamOptions.standard()));
            }
            open();
            gateway =
                    Gateway.start(
                            setup.options,
                            store.node(),
                            catalogue(setup.models),
                            GatewayFixture::control,
                            registry,
                            folder,
                            Clock.systemUTC());
            gateway.ready(true);
            client = new GatewayClient(gateway.port(), SECRET);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Answers with what was asked for; breaks on `/broken`, and gives a file of `/file/LENGTH`.
    private static ControlResponse control(ControlRequest request) {
        if (request.path().startsWith("/file/")) {
            return file(request.path().substring(6));
        }
        if (request.path().equals("/broken")) {
            throw new IllegalArgumentException("broken on purpose");
        }
        return new ControlResponse(
                200,
                Map.of("content-type", "text/plain"),
                (request.method() + ' ' + request.path()).getBytes(StandardCharsets.UTF_8));
    }

    private static ControlResponse file(String length) {
        Path file = FileAnswerTest.path(length);
        if (!length.equals("missing")) {
            try {
                Files.write(file, FileAnswerTest.bytes(Integer.parseInt(length)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return ControlResponse.of(200, Map.of(), file);
    }

    private void open() {
        Terms terms =
                new Terms(
                        CNY,
                        setup.billing,
                        Money.parse(setup.creditLimit),
                        setup.unlimited,
                        ZoneId.of("Asia/Shanghai"));
        account((ledger, now) -> ledger.decideOpening(ORGANIZATION, "org", terms, now));
        if (setup.billing == Billing.PREPAID && !setup.topUp.equals("0")) {
            topUp(setup.topUp, "first");
        }
        key(KEY, SECRET, KeyLimits.NONE);
        var rows = new ArrayList<PriceRow>();
        setup.models.forEach((name, model) -> {
            String input = model.input();
            if (input != null) {
                PriceList sell = prices(input, model.output());
                rows.add(new PriceRow(name, CNY, START, sell, sell));
            }
        });
        node().publish(
                        book -> new PriceBook(book.version() + 1, rows),
                        Publisher.API,
                        Instant.now());
    }

    private static PriceList prices(String input, String output) {
        return new PriceList(
                Map.of(
                        TokenClass.INPUT, Price.perMillion(input),
                        TokenClass.OUTPUT, Price.perMillion(output)));
    }

    /// The models as the gateway has them.
    Catalogue catalogue(Map<String, GatewaySetup.TestModel> models) {
        var byName = new LinkedHashMap<String, Model>();
        models.forEach((name, model) -> {
            Long window = model.contextWindow();
            byName.put(
                    name,
                    new Model(
                            name,
                            new PromptMeter(
                                    TokenCounters.shipped().forFamily("o200k"),
                                    ChatTemplate.PLAIN,
                                    MediaRules.of(name)),
                            new TokenCount(model.maxOutput()),
                            new TokenCount(model.maxOutput()),
                            window == null ? null : new TokenCount(window),
                            model.holdStep() == null ? null : new TokenCount(model.holdStep()),
                            model.onDisconnect(),
                            setup.lifecycles.getOrDefault(name, Lifecycle.CURRENT),
                            model.upstreams().stream().map(this::deployment).toList()));
        });
        return new Catalogue(byName, setup.aliases);
    }

    private Deployment deployment(int number) {
        String url =
                number < upstreams.size()
                        ? "http://127.0.0.1:" + upstreams.get(number).port() + "/v1"
                        : setup.foreign.get(number - upstreams.size());
        var provider =
                new Provider(
                        "up" + number,
                        "openai",
                        URI.create(url),
                        "secret",
                        setup.auth,
                        "max_tokens",
                        null,
                        true);
        return new Deployment(provider, "served-model", "site" + number);
    }

    public GatewayClient client() {
        return client;
    }

    public Gateway gateway() {
        return gateway;
    }

    /// What the gateway measures of itself.
    public MeterRegistry registry() {
        return registry;
    }

    /// Where the node and the gateway keep their files.
    Path folder() {
        return folder;
    }

    public Node node() {
        return store.node();
    }

    public ScriptableUpstream upstream() {
        return upstreams.getFirst();
    }

    public ScriptableUpstream upstream(int number) {
        return upstreams.get(number);
    }

    /// Decides and records a change of the ledger, and waits until it is durable.
    void account(Decision decision) {
        Instant now = Instant.now();
        long sequence = node().account(state -> decision.of(state.ledger(), now), now);
        Await.until("the change is durable", () -> node().durable(sequence));
    }

    /// A change to the ledger; null for none.
    interface Decision {
        @Nullable LedgerFact of(Ledger ledger, Instant now);
    }

    public void topUp(String amount, String reference) {
        account((ledger, now) ->
                ledger.decideTopUp(ORGANIZATION, Money.parse(amount), reference, now));
    }

    /// After one more fact, a top-up of 1, nothing becomes durable until [#letTheDiskGo].
    void holdUpTheDisk() {
        account((ledger, now) -> {
            // Decided where facts get their numbers: the next one is this top-up's.
            long last = node().journal().lastSequence() + 1;
            node().journal()
                    .onDurable(sequence -> {
                        if (sequence >= last) {
                            awaitTheDisk();
                        }
                    });
            return ledger.decideTopUp(ORGANIZATION, Money.parse("1"), "last", now);
        });
    }

    private void awaitTheDisk() {
        try {
            diskIsBack.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    void letTheDiskGo() {
        diskIsBack.countDown();
    }

    /// Copies to a folder what a crash at this moment would leave.
    void copyTo(Path to) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder)) {
            files = all.toList();
        }
        for (Path file : files) {
            Path copy = to.resolve(folder.relativize(file).toString());
            if (Files.isDirectory(file)) {
                Files.createDirectories(copy);
            } else if (!file.getFileName().toString().startsWith("journal.")) {
                // The lock is this process's.
                Files.copy(file, copy);
            }
        }
    }

    /// Issues another key.
    public void key(KeyId id, String secret, KeyLimits limits) {
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        var centre = new CostCentre("department", "application", "function");
        account((ledger, now) ->
                ledger.decideKey(
                        id,
                        ORGANIZATION,
                        centre,
                        Sha256.digest(bytes, 0, bytes.length),
                        limits,
                        now));
    }

    public void budget(Budget... budgets) {
        var scope = BudgetScope.organization(ORGANIZATION);
        account((ledger, now) -> ledger.decideBudgets(scope, List.of(budgets), now));
    }

    /// The organization as it stands.
    public OrganizationView organization() {
        return Objects.requireNonNull(
                node().<@Nullable OrganizationView>read(
                                state -> state.ledger().organization(ORGANIZATION, Instant.now())));
    }

    /// Returns once no call is open.
    public void awaitQuiet() {
        Await.until("no call is open", () -> gateway.open() == 0);
    }

    /// All facts that are durable.
    public List<Fact> facts() {
        var facts = new ArrayList<Fact>();
        try (var reader = node().journal().read(1)) {
            while (reader.next()) {
                facts.add(FactCodec.read(reader.bytes(), reader.from(), reader.length()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return facts;
    }

    /// All calls as the journal has them, once none is open and all of them is durable.
    public List<CallRecord> calls() {
        awaitQuiet();
        Await.until("all is durable", () -> node().durable(node().journal().lastSequence()));
        var calls = new LinkedHashMap<CallId, CallRecord>();
        for (Fact fact : facts()) {
            CallId about = CallRecord.about(fact);
            if (fact instanceof Fact.Admitted admitted) {
                calls.put(admitted.change().call(), CallRecord.of(admitted));
            } else if (about != null) {
                calls.computeIfPresent(about, (_, call) -> call.with(fact));
            }
        }
        return List.copyOf(calls.values());
    }

    /// The call that an answer came from.
    public CallRecord call(HttpResponse<?> answer) {
        String id = answer.headers().firstValue("x-tokengrid-call").orElseThrow();
        return calls().stream()
                .filter(call -> call.id().toString().equals(id))
                .findFirst()
                .orElseThrow();
    }

    /// How a charged call ended.
    public Fact.Settled settled(HttpResponse<?> answer) {
        CallRecord call = call(answer);
        return Objects.requireNonNull(call.settled(), () -> "not settled: " + call);
    }

    /// How a call ended that was not charged.
    public Fact.Voided voided(HttpResponse<?> answer) {
        CallRecord call = call(answer);
        return Objects.requireNonNull(call.voided(), () -> "not voided: " + call);
    }

    /// The only call.
    public CallRecord call() {
        List<CallRecord> calls = calls();
        if (calls.size() != 1) {
            throw new AssertionError(calls.size() + " calls");
        }
        return calls.getFirst();
    }

    /// The end of the only call, which was charged.
    public Fact.Settled settled() {
        return Objects.requireNonNull(call().settled(), () -> "not settled: " + call());
    }

    /// The end of the only call, which was not charged.
    public Fact.Voided voided() {
        return Objects.requireNonNull(call().voided(), () -> "not voided: " + call());
    }

    @Override
    public void close() {
        letTheDiskGo();
        boolean failed = !node().journal().reserve(1, 1);
        if (!failed) {
            node().journal().release(1, 1);
        }
        client.close();
        gateway.close();
        try {
            var violations = node().read(state -> LedgerInvariants.check(state.ledger()));
            if (!violations.isEmpty()) {
                throw new AssertionError(violations.toString());
            }
            if (!failed
                    && !Boolean.TRUE.equals(store.replayGivesSameState(Duration.ofMinutes(1)))) {
                throw new AssertionError("ReplayGivesSameState does not hold");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            upstreams.forEach(ScriptableUpstream::close);
            discard();
        }
    }

    private void discard() {
        try {
            store.close();
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
