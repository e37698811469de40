package io.tokengrid.app;

import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.tokengrid.documents.focus.FocusTable;
import io.tokengrid.documents.focus.FocusVersion;
import io.tokengrid.documents.table.TableFormat;
import io.tokengrid.documents.table.TableWriter;
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
import io.tokengrid.rating.Agreement;
import io.tokengrid.rating.ChargeItem;
import io.tokengrid.rating.PriceBook;
import io.tokengrid.rating.PriceRules;
import io.tokengrid.rating.Split;
import io.tokengrid.storage.AdmitOutcome;
import io.tokengrid.storage.CallRequest;
import io.tokengrid.storage.Node;
import io.tokengrid.storage.NodeOptions;
import io.tokengrid.storage.NodeStore;
import io.tokengrid.storage.postgres.FocusCharges;
import io.tokengrid.storage.postgres.FocusQuery;
import io.tokengrid.storage.postgres.Fold;
import io.tokengrid.storage.postgres.FoldOptions;
import io.tokengrid.storage.postgres.Statement;
import io.tokengrid.storage.postgres.TestDatabase;
import io.tokengrid.storage.postgres.UsageQuery;
import io.tokengrid.storage.postgres.UsageRow;
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
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
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

    private static final String VALUE_CHAIN =
            """

            value-chain:
              - name: guian
                models: deepseek-*
                effective: 2026-08-01T00:00:00+08:00
                shares:
                  - { party: Tax office, role: tax, rate: "0.06" }
                  - { party: Model vendor, role: model-vendor, weight: 4 }
                  - { party: Guizhou Power, role: power-supplier, weight: 1 }
                  - { party: We, role: platform, weight: 5 }
            """;

    /// Calls whose facts wait together.
    private static final int SYNC_EVERY = 500;

    @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

    @TempDir private static Path folder = Path.of("");
    private static Path usage = Path.of("");
    private static @Nullable Month month;

    @BeforeAll
    static void usage() throws Exception {
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
        Statement statement = month().statement();

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

    /// `LinesAddUp`: FOCUS effective = consumption, and whoever is paid is paid of that.
    @Test
    void the_statement_the_focus_file_and_the_shares_of_the_value_chain_are_one_sum()
            throws Exception {
        Money total = Money.parse(rated().get("exact").asString());
        Month month = month();
        Money effective = Money.ZERO;
        Map<String, Map.Entry<Long, Money>> items = new HashMap<>();
        try (CsvReader<NamedCsvRecord> rows = CsvReader.builder().ofNamedCsvRecord(month.focus())) {
            for (NamedCsvRecord row : rows) {
                assertThat(row.getField("ChargeCategory")).isEqualTo("Usage");
                assertThat(
                                new BigDecimal(row.getField("ListUnitPrice"))
                                        .multiply(new BigDecimal(row.getField("PricingQuantity"))))
                        .isEqualByComparingTo(row.getField("ListCost"));
                Money cost = Money.parse(row.getField("EffectiveCost"));
                effective = effective.plus(cost);
                items.merge(
                        row.getField("SkuPriceId"),
                        Map.entry(Long.valueOf(row.getField("ConsumedQuantity")), cost),
                        (some, more) ->
                                Map.entry(
                                        some.getKey() + more.getKey(),
                                        some.getValue().plus(more.getValue())));
            }
        }

        assertThat(total).isEqualTo(Money.parse("383.486514425"));
        assertThat(month.statement().sums().paid()).isEqualTo(total);
        assertThat(effective).isEqualTo(total);
        assertThat(
                        items.entrySet().stream()
                                .map(item ->
                                        item.getKey()
                                                        .replace("deepseek-v4-pro/", "")
                                                        .replace("@CNY:", " at ")
                                                + ": "
                                                + item.getValue().getKey()
                                                + " = "
                                                + item.getValue().getValue()))
                .containsExactlyInAnyOrderElementsOf(
                        month.statement().lines().stream().map(MonthOfTraceTest::text).toList());
        assertThat(month.shares()).hasSize(4).allMatch(Money::isPositive);
        assertThat(month.shares().stream().reduce(month.residual(), Money::plus)).isEqualTo(total);
    }

    @Test
    @Tag("node")
    void a_script_in_another_language_adds_the_focus_file_up_to_the_same_bill() throws Exception {
        JsonNode again = Api.JSON.readTree(node("recompute.mjs", usage.toString()));
        JsonNode sums = Api.JSON.readTree(node("focus-sum.mjs", month().focus().toString()));

        assertThat(sums.at("/EffectiveCost/Usage").asString())
                .isEqualTo(again.get("exact").asString());
        assertThat(sums.at("/BilledCost/Usage").asString())
                .isEqualTo(again.get("exact").asString());
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

    private static JsonNode rated() {
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
    private static List<String> linesOfRecords() {
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

    /// What became of the month.
    ///
    /// @param focus the file
    /// @param shares of the parties, each day's added up
    /// @param residual what rounding leaves to nobody
    private record Month(Statement statement, Path focus, List<Money> shares, Money residual) {}

    private static Month month() throws IOException, InterruptedException {
        Month played = month == null ? play() : month;
        month = played;
        return played;
    }

    /// The same calls through the ledger, the journal and the views.
    private static Month play() throws IOException, InterruptedException {
        Instant begin = OffsetDateTime.parse(BEGIN).toInstant();
        PriceRules rules =
                PriceFile.read(
                        Files.writeString(
                                folder.resolve("prices.yaml"),
                                Files.readString(PRICES) + VALUE_CHAIN));
        try (NodeStore store =
                        NodeStore.open(
                                Files.createDirectory(folder.resolve("node")),
                                1,
                                NodeOptions.standard(JournalOptions.defaults().withMinFreeBytes(0)),
                                begin);
                UsageFile file = UsageFile.open(usage)) {
            Node node = store.node();
            node.publish(_ -> new PriceBook(1, rules), Publisher.FILE, begin);
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
                return month(
                        new Views(DATABASE.database()::connection, fold, 1),
                        rules.agreements().getFirst());
            }
        }
    }

    private static Month month(Views views, Agreement agreement) throws IOException {
        Instant begin = OffsetDateTime.parse(BEGIN).toInstant();
        Instant end = OffsetDateTime.parse(END).toInstant();
        Path focus = folder.resolve("focus.csv");
        try (var bytes = Files.newOutputStream(focus);
                TableWriter out = TableFormat.CSV.open(FocusTable.COLUMNS, bytes)) {
            var table = new FocusTable(FocusVersion.V1_4, "TokenGrid", out);
            new FocusCharges(views)
                    .each(
                            new FocusQuery(ORGANIZATION, begin, end, FocusQuery.By.CHARGE),
                            table::row);
        }
        Split until = Split.of(agreement, Money.ZERO, Money.ZERO);
        Split sum = until;
        Money paid = Money.ZERO;
        for (Instant day = begin; day.isBefore(end); day = day.plus(Duration.ofDays(1))) {
            for (UsageRow row :
                    views.usage(
                                    new UsageQuery(
                                            ORGANIZATION,
                                            null,
                                            day,
                                            day.plus(Duration.ofDays(1)),
                                            ZoneOffset.UTC,
                                            List.of()))
                            .rows()) {
                paid = paid.plus(row.sums().paid());
            }
            Split next = Split.of(agreement, paid, Money.ZERO);
            sum = plus(sum, next.minus(until));
            until = next;
        }
        Statement statement = Objects.requireNonNull(views.statement(ORGANIZATION, begin, end));
        return new Month(statement, focus, sum.shares(), sum.residual());
    }

    private static Split plus(Split some, Split more) {
        var shares = new ArrayList<Money>();
        for (int i = 0; i < some.shares().size(); i++) {
            shares.add(some.shares().get(i).plus(more.shares().get(i)));
        }
        return new Split(shares, some.residual().plus(more.residual()));
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

    private static String node(String script, String argument) throws Exception {
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
