package io.tokengrid.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokengrid.journal.CallRating;
import io.tokengrid.journal.Fact;
import io.tokengrid.journal.Publisher;
import io.tokengrid.ledger.Billing;
import io.tokengrid.ledger.CostCentre;
import io.tokengrid.ledger.KeyLimits;
import io.tokengrid.ledger.LedgerFact;
import io.tokengrid.ledger.Terms;
import io.tokengrid.metering.Margin;
import io.tokengrid.metering.ReportedUsage;
import io.tokengrid.metering.ServiceTier;
import io.tokengrid.metering.UnitCounts;
import io.tokengrid.rating.ChargeItem;
import io.tokengrid.rating.PriceBook;
import io.tokengrid.storage.AdmitOutcome;
import io.tokengrid.storage.CallRequest;
import io.tokengrid.storage.Node;
import io.tokengrid.storage.NodeOptions;
import io.tokengrid.storage.NodeStore;
import io.tokengrid.storage.postgres.Fold;
import io.tokengrid.storage.postgres.FoldOptions;
import io.tokengrid.storage.postgres.Statement;
import io.tokengrid.storage.postgres.TestDatabase;
import io.tokengrid.storage.postgres.Views;
import io.tokengrid.storage.segment.JournalOptions;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.KeyId;
import io.tokengrid.units.Money;
import io.tokengrid.units.OrganizationId;
import io.tokengrid.units.Sha256;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// A month of Mooncake's conversations, with the prefixes that its prompts have in common cached,
/// by DeepSeek's prices in and out of the peak: whoever computes it gets the same bill.
final class MonthOfTraceTest {
    private static final String BEGIN = "2026-08-01T00:00:00+08:00";
    private static final String END = "2026-09-01T00:00:00+08:00";
    private static final CurrencyCode CNY = new CurrencyCode("CNY");
    private static final OrganizationId ORGANIZATION = new OrganizationId(1);
    private static final KeyId KEY = new KeyId(1);
    private static final Path PRICES =
            Repository.root().resolve("docs/examples/deepseek-peak.yaml");

    /// Calls whose facts wait together.
    private static final int SYNC_EVERY = 500;

    @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

    @TempDir private Path folder = Path.of("");
    private Path usage = Path.of("");

    @BeforeEach
    void month() throws Exception {
        Path trace =
                Path.of(
                        Objects.requireNonNull(
                                        MonthOfTraceTest.class.getResource(
                                                "traces/mooncake_conversation_trace.jsonl.gz"))
                                .toURI());
        String lines =
                run(
                        "usage",
                        trace.toString(),
                        "--model",
                        "deepseek-v4-pro",
                        "--begin",
                        BEGIN,
                        "--end",
                        END);
        usage = Files.writeString(folder.resolve("usage.jsonl"), lines);
    }

    @Test
    void the_offline_rating_is_the_statement_line_by_line() throws Exception {
        JsonNode total = rated();
        Statement statement = statement();

        assertThat(statement.sums().settled()).isEqualTo(12_031);
        assertThat(statement.sums().charge()).isEqualTo(Money.parse(total.get("exact").asString()));
        assertThat(statement.lines().stream().map(MonthOfTraceTest::text))
                .containsExactlyInAnyOrderElementsOf(linesOfRecords());
    }

    @Test
    @Tag("node")
    void a_script_in_another_language_gets_the_same_bill() throws Exception {
        JsonNode total = rated();
        JsonNode again = Api.JSON.readTree(node("recompute.mjs", usage.toString()));

        assertThat(again.get("calls").asLong())
                .isEqualTo(total.get("records").asLong())
                .isEqualTo(12_031);
        assertThat(again.get("exact").asString()).isEqualTo(total.get("exact").asString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    usage nothing --model m --begin 2026-08-01T00:00:00Z | there is no file nothing
                    usage TRACE --model m --begin 2026                   | '--begin'
                    usage TRACE --model m                                | '--begin=TIME'
                    usage TRACE --model m --begin 2026-08-01T00:00:00Z --end 2026-08-01T00:00:00Z | --end must be after --begin
                    usage PRICES --model m --begin 2026-08-01T00:00:00Z  | deepseek-peak.yaml:1: not a known trace
                    """)
    void what_cannot_be_written_as_usage_is_refused(String command, String why) {
        var err = new StringWriter();
        int status =
                Main.commandLine(new ByteArrayInputStream(new byte[0]))
                        .setErr(new PrintWriter(err))
                        .execute(
                                command.replace("TRACE", "trace")
                                        .replace("PRICES", PRICES.toString())
                                        .split(" "));

        assertThat(status).isNotZero();
        assertThat(err.toString()).contains(why).contains("hint: ");
    }

    private JsonNode rated() {
        String totals =
                run(
                        "rate",
                        "--prices",
                        PRICES.toString(),
                        "--usage",
                        usage.toString(),
                        "--totals",
                        "--json");
        return Api.JSON.readTree(totals).get("totals").get(0);
    }

    /// The lines of every record, added up by class and price.
    private List<String> linesOfRecords() {
        Map<String, Map.Entry<Long, Money>> sums = new HashMap<>();
        run("rate", "--prices", PRICES.toString(), "--usage", usage.toString(), "--json")
                .lines()
                .map(Api.JSON::readTree)
                .filter(record -> record.has("lines"))
                .flatMap(record -> record.get("lines").valueStream())
                .forEach(line ->
                        sums.merge(
                                line.get("class").asString()
                                        + " at "
                                        + line.get("perMillion").asString(),
                                Map.entry(
                                        line.get("tokens").asLong(),
                                        Money.parse(line.get("amount").asString())),
                                (some, more) ->
                                        Map.entry(
                                                some.getKey() + more.getKey(),
                                                some.getValue().plus(more.getValue()))));
        return sums.entrySet().stream()
                .map(sum ->
                        sum.getKey()
                                + ": "
                                + sum.getValue().getKey()
                                + " = "
                                + sum.getValue().getValue())
                .toList();
    }

    private static String text(Statement.Line line) {
        if (line.item() instanceof ChargeItem.Tokens(var of, var price)) {
            return of.key()
                    + " at "
                    + price
                    + ": "
                    + line.sum().quantity()
                    + " = "
                    + line.sum().amount();
        }
        throw new AssertionError("tokens alone were used: " + line);
    }

    /// The same calls through the ledger, the journal and the views.
    private Statement statement() throws IOException, InterruptedException {
        Instant begin = OffsetDateTime.parse(BEGIN).toInstant();
        Instant end = OffsetDateTime.parse(END).toInstant();
        try (NodeStore store =
                        NodeStore.open(
                                Files.createDirectory(folder.resolve("node")),
                                1,
                                NodeOptions.standard(JournalOptions.defaults().withMinFreeBytes(0)),
                                begin);
                UsageFile file = UsageFile.open(usage)) {
            Node node = store.node();
            node.publish(_ -> new PriceBook(1, PriceFile.read(PRICES)), Publisher.FILE, begin);
            open(node, begin);
            for (var next = file.next(); next.isPresent(); next = file.next()) {
                call(node, next.get());
                if (file.line() % SYNC_EVERY == 0) {
                    synced(node);
                }
            }
            synced(node);
            try (Fold fold =
                    Fold.start(
                            node.journal(),
                            1,
                            DATABASE.database()::connection,
                            FoldOptions.defaults(),
                            InstantSource.system())) {
                assertThat(fold.awaitFolded(node.journal().lastSequence(), Duration.ofMinutes(2)))
                        .isTrue();
                return Objects.requireNonNull(
                        new Views(DATABASE.database()::connection, fold, 1)
                                .statement(ORGANIZATION, begin, end));
            }
        }
    }

    private static void open(Node node, Instant at) {
        var terms =
                new Terms(
                        CNY,
                        Billing.POSTPAID,
                        Money.parse("1000000"),
                        false,
                        ZoneId.of("Asia/Shanghai"));
        var facts =
                List.of(
                        new LedgerFact.OrganizationOpened(ORGANIZATION, "buyer", terms, at),
                        new LedgerFact.KeyIssued(
                                KEY,
                                ORGANIZATION,
                                new CostCentre("department", "application", "function"),
                                new Sha256(1, 2, 3, 4),
                                KeyLimits.NONE,
                                at));
        facts.forEach(fact -> node.account(_ -> fact, at));
    }

    private static void call(Node node, UsageRecord record) {
        Instant at = record.call().moments().admitted();
        var request =
                new CallRequest(
                        KEY,
                        record.call().model(),
                        List.of("deepseek"),
                        Set.of(ServiceTier.DEFAULT),
                        false,
                        record.usage().input(),
                        record.usage().output(),
                        at.plusSeconds(600),
                        Map.of(),
                        null);
        var call = (AdmitOutcome.Admitted) node.admit(request, at, _ -> {});
        var end =
                new CallRating.End(
                        "deepseek",
                        record.usage(),
                        ServiceTier.DEFAULT,
                        UnitCounts.ONE_REQUEST,
                        Duration.ofMillis(400),
                        at.plusSeconds(9));
        CallRating.Rated rated = call.rating().rate(end);
        var result =
                new Fact.Settlement(
                        record.usage(),
                        rated.service(end.units()),
                        ReportedUsage.builder()
                                .said(Margin.INPUT, record.usage().input().value())
                                .build(),
                        rated.charge().lines(),
                        "stop",
                        List.of(),
                        end.firstByte(),
                        false,
                        null);
        node.settle(call.call(), rated.charge().total(), result, null, null, at.plusSeconds(9));
    }

    private static void synced(Node node) {
        long last = node.journal().lastSequence();
        while (node.journal().syncedSequence() < last) {
            node.journal().wake();
            Thread.onSpinWait();
        }
    }

    private static String run(String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        int status =
                Main.commandLine(new ByteArrayInputStream(new byte[0]))
                        .setOut(new PrintWriter(out))
                        .setErr(new PrintWriter(err))
                        .execute(arguments);
        assertThat(status).as(err::toString).isZero();
        return out.toString();
    }

    private String node(String script, String argument) throws Exception {
        Path errors = folder.resolve("errors");
        Process process =
                new ProcessBuilder(
                                "node",
                                Repository.root()
                                        .resolve("docs/examples")
                                        .resolve(script)
                                        .toString(),
                                argument)
                        .redirectError(errors.toFile())
                        .start();
        try {
            String out =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
            assertThat(process.exitValue()).as(() -> Repository.text(errors)).isZero();
            return out;
        } finally {
            process.destroyForcibly();
        }
    }
}
