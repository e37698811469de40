package io.tokengrid.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokengrid.journal.CallRecord;
import io.tokengrid.journal.CallState;
import io.tokengrid.journal.Fact;
import io.tokengrid.journal.UsageSums;
import io.tokengrid.ledger.OrganizationView;
import io.tokengrid.rating.ChargeItem;
import io.tokengrid.rating.EffectivePrices;
import io.tokengrid.rating.PriceBook;
import io.tokengrid.testing.Draw;
import io.tokengrid.testing.Seeds;
import io.tokengrid.units.CallId;
import io.tokengrid.units.KeyId;
import io.tokengrid.units.Money;
import io.tokengrid.units.OrganizationId;
import io.tokengrid.units.Price;
import io.tokengrid.units.TokenCount;
import io.tokengrid.units.UnitPrice;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Reads the views of one stretch of random traffic over about six hours and a midnight.
class ViewsTest {
    @RegisterExtension static final TestDatabase DATABASE = TestDatabase.empty();

    private static final Instant BEFORE = FoldedNode.BEGIN.minusSeconds(259_200);
    private static final List<ZoneId> ZONES =
            List.of(
                    ZoneOffset.UTC,
                    ZoneId.of("Asia/Shanghai"),
                    ZoneId.of("Asia/Kolkata"),
                    ZoneId.of("America/New_York"));

    private static Path folder;
    private static FoldedNode node;
    private static Traffic traffic;
    private static Fold fold;
    private static Views views;
    private static Map<CallId, CallRecord> calls;
    private static Instant after;

    @BeforeAll
    static void begin() throws Exception {
        folder = Files.createTempDirectory("views");
        node = FoldedNode.in(folder, DATABASE);
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("ViewsTest -Dseed=" + seed);
        traffic = node.traffic(Seeds.generator(seed)).begin(3).steps(2_500);
        fold = node.fold();
        FoldedNode.await(fold, traffic.durable());
        views = node.views(fold);
        calls = traffic.calls();
        after = traffic.now.plusSeconds(1);
    }

    @AfterAll
    static void end() throws Exception {
        fold.close();
        node.close();
        Folders.delete(folder);
    }

    private static List<CallRecord> ended(
            @org.jspecify.annotations.Nullable OrganizationId organization,
            Instant from,
            Instant to) {
        return calls.values().stream()
                .filter(call -> call.state() != CallState.OPEN)
                .filter(call -> organization == null || of(call).equals(organization))
                .filter(call -> !micros(call).isBefore(from) && micros(call).isBefore(to))
                .toList();
    }

    private static OrganizationId of(CallRecord call) {
        return call.admitted().call().organization();
    }

    private static Instant micros(CallRecord call) {
        return call.admitted().at().truncatedTo(ChronoUnit.MICROS);
    }

    private static UsageSums sum(Collection<CallRecord> of) {
        UsageSums sum = UsageSums.NONE;
        for (CallRecord call : of) {
            sum = sum.plus(UsageSums.of(call));
        }
        return sum;
    }

    /// What a call shows for a dimension, by its own words.
    private static String value(CallRecord call, Dimension dimension, ZoneId zone) {
        List<Fact.Attempt> attempts =
                call.settled() != null
                        ? call.settled().result().attempts()
                        : Objects.requireNonNull(call.voided()).attempts();
        return switch (dimension) {
            case ORGANIZATION -> of(call).toString();
            case DEPARTMENT -> call.admitted().call().costCentre().department();
            case APPLICATION -> call.admitted().call().costCentre().application();
            case FUNCTION -> call.admitted().call().costCentre().function();
            case KEY -> call.admitted().change().key().toString();
            case MODEL -> call.admitted().call().model();
            case PROVIDER ->
                    call.ingested() != null
                            ? call.ingested().event().provider()
                            : attempts.getLast().provider();
            case SITE ->
                    Objects.requireNonNullElse(
                            call.ingested() != null
                                    ? call.ingested().event().site()
                                    : attempts.getLast().site(),
                            "");
            case DAY -> call.admitted().at().atZone(zone).toLocalDate().toString();
            case HOUR ->
                    call.admitted()
                            .at()
                            .truncatedTo(ChronoUnit.HOURS)
                            .atZone(zone)
                            .toOffsetDateTime()
                            .format(
                                    java.time.format.DateTimeFormatter.ofPattern(
                                            "uuuu-MM-dd'T'HH:mm:ssxxx"));
        };
    }

    private static void requireUsage(UsageQuery query) {
        Map<List<String>, List<CallRecord>> groups = new HashMap<>();
        for (CallRecord call : ended(query.organization(), query.from(), query.to())) {
            if (query.key() == null || query.key().equals(call.admitted().change().key())) {
                List<String> group =
                        query.by().stream()
                                .map(dimension -> value(call, dimension, query.zone()))
                                .toList();
                groups.computeIfAbsent(group, _ -> new ArrayList<>()).add(call);
            }
        }
        Map<List<String>, UsageSums> rows = new HashMap<>();
        for (UsageRow row : views.usage(query).rows()) {
            rows.put(List.copyOf(row.group().values()), row.sums());
            assertThat(row.group().keySet()).containsExactlyElementsOf(query.by());
        }
        assertThat(rows.keySet()).as(query::toString).isEqualTo(groups.keySet());
        groups.forEach(
                (group, of) -> assertThat(rows.get(group)).as("%s", group).isEqualTo(sum(of)));
    }

    @Test
    void usage_by_each_dimension_is_the_sum_of_its_calls() {
        for (Dimension dimension : Dimension.values()) {
            for (ZoneId zone : ZONES) {
                requireUsage(new UsageQuery(null, null, BEFORE, after, zone, List.of(dimension)));
            }
        }
    }

    @Test
    void usage_of_any_range_customer_key_and_dimensions_is_the_sum_of_its_calls() {
        Seeds.play(40, random -> requireUsage(draw(random)));
    }

    private static UsageQuery draw(RandomGenerator random) {
        Instant from = instant(random);
        Instant to = instant(random);
        boolean inOrder = from.isBefore(to);
        List<Dimension> by = new ArrayList<>(List.of(Dimension.values()));
        by.removeIf(_ -> random.nextInt(3) > 0);
        OrganizationId organization =
                random.nextBoolean() ? null : Draw.one(random, traffic.organizations);
        KeyId key =
                organization == null || random.nextBoolean()
                        ? null
                        : new KeyId(organization.value() * 10 + random.nextInt(3));
        return new UsageQuery(
                organization,
                key,
                inOrder ? from : to,
                inOrder ? to : from,
                Draw.one(random, ZONES),
                by);
    }

    private static Instant instant(RandomGenerator random) {
        long seconds = random.nextLong(after.getEpochSecond() - BEFORE.getEpochSecond());
        Instant at = BEFORE.plusSeconds(seconds);
        return at.truncatedTo(
                Draw.one(
                        random, List.of(ChronoUnit.HOURS, ChronoUnit.MINUTES, ChronoUnit.SECONDS)));
    }

    private static Money amount(Statement.Line line) {
        long quantity = line.sum().quantity();
        return switch (line.item()) {
            case ChargeItem.Tokens(_, Price price) -> price.times(new TokenCount(quantity));
            case ChargeItem.Units(_, UnitPrice price) -> price.times(quantity);
            case ChargeItem.Deduction _ -> line.sum().amount();
        };
    }

    @Test
    void a_statement_adds_up() {
        Seeds.play(
                20,
                random -> {
                    OrganizationId organization = Draw.one(random, traffic.organizations);
                    Instant a = instant(random);
                    Instant b = instant(random);
                    Instant from = a.isBefore(b) ? a : b;
                    Instant to = a.isBefore(b) ? b : a;

                    var statement = Objects.requireNonNull(views.statement(organization, from, to));

                    assertThat(statement.sums()).isEqualTo(sum(ended(organization, from, to)));
                    Money lines = Money.ZERO;
                    for (var line : statement.lines()) {
                        assertThat(line.sum().amount()).isEqualTo(amount(line));
                        lines = lines.plus(line.sum().amount());
                    }
                    assertThat(lines).isEqualTo(statement.sums().paid());
                    UsageSums centres = UsageSums.NONE;
                    for (var centre : statement.costCentres()) {
                        centres = centres.plus(centre.sums());
                    }
                    assertThat(centres).isEqualTo(statement.sums());
                    Money closing = statement.opening().minus(statement.sums().paid());
                    for (var up : statement.topUps()) {
                        closing = closing.plus(up.amount());
                    }
                    for (var adjustment : statement.adjustments()) {
                        closing = closing.plus(adjustment.amount());
                    }
                    for (var grant : statement.grants()) {
                        closing = closing.plus(grant.amount());
                    }
                    for (var end : statement.grantEnds()) {
                        closing = closing.minus(end.amount());
                    }
                    assertThat(statement.closing()).isEqualTo(closing);
                    assertThat(
                                    Objects.requireNonNull(
                                                    views.statement(
                                                            organization, Instant.EPOCH, from))
                                            .closing())
                            .isEqualTo(statement.opening());
                });
    }

    @Test
    void a_statement_until_now_closes_with_what_the_ledger_has() {
        for (OrganizationId organization : traffic.organizations) {
            OrganizationView ledger = ledger(organization);
            var statement = Objects.requireNonNull(views.statement(organization, BEFORE, after));

            assertThat(statement.opening()).isEqualTo(Money.ZERO);
            assertThat(statement.closing()).isEqualTo(ledger.balance());
            assertThat(statement.sums().paid()).isEqualTo(ledger.spent());
        }
    }

    @Test
    void a_folded_balance_is_that_of_the_ledger() {
        for (OrganizationId organization : traffic.organizations) {
            OrganizationView ledger = ledger(organization);
            var balance = Objects.requireNonNull(views.balance(organization));

            assertThat(balance.available().plus(balance.held()).minus(balance.owed()))
                    .isEqualTo(ledger.balance());
            assertThat(balance.held()).isEqualTo(ledger.held());
            assertThat(balance.spent()).isEqualTo(ledger.spent());
            assertThat(balance.owed()).isEqualTo(ledger.owed());
            assertThat(balance.asOf().sequence()).isEqualTo(traffic.durable());
        }
    }

    private static OrganizationView ledger(OrganizationId organization) {
        return node.node()
                .read(state ->
                        Objects.requireNonNull(
                                state.ledger().organization(organization, traffic.now)));
    }

    @Test
    void pages_go_from_the_newest_call_to_the_oldest_without_a_gap() {
        Seeds.play(
                20,
                random -> {
                    OrganizationId organization =
                            random.nextBoolean() ? null : Draw.one(random, traffic.organizations);
                    CallState state =
                            random.nextBoolean()
                                    ? null
                                    : Draw.one(random, List.of(CallState.values()));
                    Instant from = random.nextBoolean() ? null : instant(random);
                    Instant to = random.nextBoolean() ? null : instant(random);
                    List<CallRecord> expected =
                            calls.values().stream()
                                    .filter(c -> organization == null || of(c).equals(organization))
                                    .filter(c -> state == null || c.state() == state)
                                    .filter(c -> from == null || !micros(c).isBefore(from))
                                    .filter(c -> to == null || micros(c).isBefore(to))
                                    .sorted(
                                            Comparator.comparing(ViewsTest::micros)
                                                    .thenComparing(CallRecord::id)
                                                    .reversed())
                                    .toList();

                    List<CallRecord> listed = new ArrayList<>();
                    CallQuery.Cursor cursor = null;
                    do {
                        int limit = 1 + random.nextInt(200);
                        CallPage page =
                                views.calls(
                                        new CallQuery(
                                                organization,
                                                null,
                                                state,
                                                from,
                                                to,
                                                cursor,
                                                limit));
                        assertThat(page.calls()).hasSizeLessThanOrEqualTo(limit);
                        listed.addAll(page.calls());
                        cursor = page.next() == null ? null : parsed(page.next());
                    } while (cursor != null);
                    assertThat(listed).isEqualTo(expected);
                });
    }

    private static CallQuery.Cursor parsed(CallQuery.Cursor cursor) {
        return CallQuery.Cursor.parse(cursor.toString());
    }

    @Test
    void an_organization_that_is_not_there_has_no_statement_and_no_balance() {
        var nobody = new OrganizationId(999_999_999);

        assertThat(views.statement(nobody, BEFORE, after)).isNull();
        assertThat(views.balance(nobody)).isNull();
        assertThat(views.call(CallId.parse("call-3-1-99999999"))).isNull();
    }

    @Test
    void customers_keys_budgets_and_prices_are_those_of_the_node() throws Exception {
        var state = node.node();
        assertThat(node.schema.column("SELECT count(*) FROM organizations")).containsExactly("3");
        assertThat(node.schema.column("SELECT count(*) FROM keys WHERE revoked_at IS NULL"))
                .containsExactly("9");
        assertThat(node.schema.column("SELECT count(*) FROM budgets")).containsExactly("3");
        assertThat(node.schema.column("SELECT max(version) FROM price_books"))
                .containsExactly(Long.toString(state.book().version()));
        long prices =
                state.book().effective().stream()
                        .map(EffectivePrices::prices)
                        .mapToLong(of -> of.published().size() + of.publishedUnits().size())
                        .sum();
        assertThat(
                        node.schema.column(
                                "SELECT count(*) FROM effective_prices WHERE version ="
                                        + " (SELECT max(version) FROM price_books)"))
                .containsExactly(Long.toString(prices));
        assertThat(views.priceBook(state.number(), state.book().version()))
                .isNotNull()
                .extracting(PriceBook::effective)
                .isEqualTo(state.book().effective());
        assertThat(views.priceBook(state.number(), 99_999)).isNull();
    }
}
