package io.tokengrid.storage.postgres;

import io.tokengrid.journal.CallRating;
import io.tokengrid.journal.Fact;
import io.tokengrid.journal.OwnCount;
import io.tokengrid.journal.Publisher;
import io.tokengrid.ledger.Billing;
import io.tokengrid.ledger.CostCentre;
import io.tokengrid.ledger.KeyLimits;
import io.tokengrid.ledger.LedgerFact;
import io.tokengrid.ledger.LedgerFact.ProviderCost;
import io.tokengrid.ledger.Terms;
import io.tokengrid.metering.Margin;
import io.tokengrid.metering.ReportedUsage;
import io.tokengrid.metering.ServiceTier;
import io.tokengrid.metering.TokenClass;
import io.tokengrid.metering.UnitCounts;
import io.tokengrid.metering.Usage;
import io.tokengrid.metering.UsageSource;
import io.tokengrid.rating.Charge;
import io.tokengrid.rating.PriceBook;
import io.tokengrid.rating.PriceList;
import io.tokengrid.rating.PriceRow;
import io.tokengrid.storage.AdmitOutcome;
import io.tokengrid.storage.CallRequest;
import io.tokengrid.storage.Node;
import io.tokengrid.storage.NodeOptions;
import io.tokengrid.storage.NodeStore;
import io.tokengrid.storage.segment.JournalOptions;
import io.tokengrid.testing.Seeds;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.KeyId;
import io.tokengrid.units.Money;
import io.tokengrid.units.OrganizationId;
import io.tokengrid.units.Price;
import io.tokengrid.units.Sha256;
import io.tokengrid.units.TokenCount;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

/// Facts a second that a [Fold] takes, and what of a processor that costs here and in PostgreSQL.
///
/// Run `main` with the test class path: calls for the backlog, calls a second of the paced run (0:
/// none), seconds of it, and how many calls are open at a time.
final class FoldBenchmark {
    private static final int ORGANIZATIONS = 100;
    private static final int KEYS = 1_000;
    private static final List<String> MODELS =
            List.of("qwen-plus", "qwen-max", "deepseek-chat", "glm-5", "kimi-k3");
    private static final CurrencyCode CNY = new CurrencyCode("CNY");
    private static final JournalOptions JOURNAL =
            new JournalOptions(
                    64 << 20, 2, 4 << 20, 512 << 20, Duration.ofNanos(500_000), 2_000_000_000L);

    private final Node node;
    private final int openCalls;
    private final RandomGenerator random = Seeds.generator(42);
    private final List<KeyId> keys = new ArrayList<>();
    private final ArrayDeque<AdmitOutcome.Admitted> open = new ArrayDeque<>();

    private FoldBenchmark(Node node, int openCalls) {
        this.node = node;
        this.openCalls = openCalls;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        int backlog = Integer.parseInt(arguments[0]);
        int rate = Integer.parseInt(arguments[1]);
        int seconds = Integer.parseInt(arguments[2]);
        int openCalls = Integer.parseInt(arguments[3]);
        Path folder = Files.createTempDirectory("fold-benchmark");
        TestFolders.letOthersPass(folder);
        try (NodeStore store =
                        NodeStore.open(folder, 1, NodeOptions.standard(JOURNAL), Instant.now());
                EmbeddedPostgres server = EmbeddedPostgres.start(folder.resolve("postgres"));
                Database database = Database.open(server.address())) {
            var benchmark = new FoldBenchmark(store.node(), openCalls);
            benchmark.begin();
            benchmark.calls(backlog);
            Spent begin = Spent.now(server);
            Fold fold =
                    Fold.start(
                            store.node().journal(),
                            1,
                            database::connection,
                            FoldOptions.defaults(),
                            InstantSource.system());
            benchmark.await(fold);
            begin.print("backlog", backlog, server);
            if (rate > 0) {
                begin = Spent.now(server);
                long worst = benchmark.pace(rate, seconds, fold);
                benchmark.await(fold);
                begin.print("paced at " + rate + " calls/s", (long) rate * seconds, server);
                System.out.printf("greatest lag %,d facts%n", worst);
            }
            fold.close();
            System.out.println(fold.status());
        } finally {
            Folders.delete(folder);
        }
    }

    private void begin() {
        Instant now = Instant.now();
        var prices =
                new PriceList(
                        Map.of(
                                TokenClass.INPUT,
                                Price.perMillion("0.8"),
                                TokenClass.CACHED_INPUT,
                                Price.perMillion("0.16"),
                                TokenClass.OUTPUT,
                                Price.perMillion("2")));
        List<PriceRow> rows =
                MODELS.stream()
                        .map(model -> new PriceRow(model, CNY, Instant.EPOCH, prices, prices))
                        .toList();
        node.publish(_ -> new PriceBook(1, rows), Publisher.API, now);
        for (int o = 1; o <= ORGANIZATIONS; o++) {
            var id = new OrganizationId(o);
            var terms =
                    new Terms(
                            CNY,
                            Billing.POSTPAID,
                            Money.parse("1000000000"),
                            false,
                            ZoneOffset.UTC);
            node.account(
                    _ -> new LedgerFact.OrganizationOpened(id, "organization", terms, now), now);
        }
        for (int k = 1; k <= KEYS; k++) {
            var key = new KeyId(k);
            keys.add(key);
            var issued =
                    new LedgerFact.KeyIssued(
                            key,
                            new OrganizationId(1 + k % ORGANIZATIONS),
                            new CostCentre(
                                    "department " + k % 7, "application " + k % 31, "function"),
                            new Sha256(k, k, k, k),
                            KeyLimits.NONE,
                            now);
            node.account(_ -> issued, now);
        }
    }

    private void calls(int count) {
        for (int i = 0; i < count; i++) {
            call();
        }
    }

    private void call() {
        Instant now = Instant.now();
        var request =
                new CallRequest(
                        keys.get(random.nextInt(KEYS)),
                        MODELS.get(random.nextInt(MODELS.size())),
                        List.of("alpha"),
                        Set.of(ServiceTier.DEFAULT),
                        true,
                        new TokenCount(2_000),
                        new TokenCount(1_000),
                        now.plusSeconds(600),
                        Map.of(),
                        null);
        AdmitOutcome outcome = node.admit(request, now, _ -> {});
        while (!(outcome instanceof AdmitOutcome.Admitted)) {
            Thread.onSpinWait();
            outcome = node.admit(request, now, _ -> {});
        }
        open.add((AdmitOutcome.Admitted) outcome);
        if (open.size() > openCalls) {
            settle(open.remove(), now);
        }
    }

    private void settle(AdmitOutcome.Admitted call, Instant now) {
        var usage =
                Usage.builder(UsageSource.REPORTED)
                        .count(TokenClass.INPUT, random.nextInt(1_500))
                        .count(TokenClass.CACHED_INPUT, 256)
                        .count(TokenClass.OUTPUT, random.nextInt(1_000))
                        .build();
        Charge charge =
                call.rating()
                        .rate(
                                new CallRating.End(
                                        "alpha",
                                        usage,
                                        ServiceTier.DEFAULT,
                                        UnitCounts.ONE_REQUEST,
                                        Duration.ofMillis(250),
                                        now))
                        .charge();
        var result =
                new Fact.Settlement(
                        usage,
                        Fact.Service.PLAIN,
                        ReportedUsage.builder()
                                .said(Margin.INPUT, usage.input().value())
                                .said(Margin.CACHED, 256)
                                .said(Margin.OUTPUT, usage.output().value())
                                .build(),
                        charge.lines(),
                        "stop",
                        List.of(
                                new Fact.Attempt(
                                        "alpha",
                                        "qwen-plus-2026",
                                        "guian",
                                        Duration.ofMillis(1),
                                        Duration.ofMillis(900),
                                        200,
                                        null)),
                        Duration.ofMillis(250),
                        false,
                        new OwnCount(
                                usage.input(),
                                usage.output(),
                                "qwen",
                                true,
                                new OwnCount.Texts(
                                        TokenCount.ZERO,
                                        false,
                                        1,
                                        2,
                                        new Sha256(1, 2, 3, 4),
                                        new Sha256(5, 6, 7, 8))));
        node.settle(
                call.call(),
                charge.total(),
                result,
                new ProviderCost("alpha", charge.total()),
                now);
        node.delivered(call.call(), true, now);
    }

    /// Answers the greatest lag.
    private long pace(int rate, int seconds, Fold fold) {
        long worst = 0;
        long begin = System.nanoTime();
        for (int tick = 1; tick <= seconds * 100; tick++) {
            calls(rate / 100);
            worst = Math.max(worst, fold.status().lagFacts());
            long rest = begin + tick * 10_000_000L - System.nanoTime();
            if (rest > 0) {
                LockSupport.parkNanos(rest);
            }
        }
        return worst;
    }

    private void await(Fold fold) throws InterruptedException {
        while (!fold.awaitFolded(node.journal().lastSequence(), Duration.ofSeconds(1))) {
            if (fold.status().state() == FoldStatus.State.STOPPED) {
                throw new IllegalStateException(fold.status().toString());
            }
        }
    }

    /// Processor time until now, in nanoseconds.
    private record Spent(long at, long fold, long server) {
        static Spent now(EmbeddedPostgres server) throws IOException {
            return new Spent(System.nanoTime(), foldNanos(), serverNanos(server.pid()));
        }

        void print(String what, long calls, EmbeddedPostgres server) throws IOException {
            Spent end = now(server);
            System.out.printf(
                    "%s: %,d calls in %.2f s = %,.0f calls/s; per call: fold thread %.1f us, PostgreSQL %.1f us;"
                            + " on one core both: %,.0f calls/s%n",
                    what,
                    calls,
                    (end.at - at) / 1e9,
                    calls * 1e9 / (end.at - at),
                    (end.fold - fold) / 1e3 / calls,
                    (end.server - server()) / 1e3 / calls,
                    calls * 1e9 / (end.fold - fold + end.server - server()));
        }

        private static long foldNanos() {
            var threads = ManagementFactory.getThreadMXBean();
            for (var info : threads.getThreadInfo(threads.getAllThreadIds())) {
                if (info != null && info.getThreadName().equals("tg-fold")) {
                    return threads.getThreadCpuTime(info.getThreadId());
                }
            }
            return 0;
        }

        private static long serverNanos(long pid) throws IOException {
            long ticks = 0;
            for (ProcessHandle process :
                    ProcessHandle.of(pid).stream()
                            .flatMap(p ->
                                    java.util.stream.Stream.concat(
                                            java.util.stream.Stream.of(p), p.descendants()))
                            .toList()) {
                String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
                String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
                ticks += Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
                if (process.pid() == pid) {
                    ticks += Long.parseLong(fields[13]) + Long.parseLong(fields[14]);
                }
            }
            return ticks * 10_000_000L;
        }
    }
}
