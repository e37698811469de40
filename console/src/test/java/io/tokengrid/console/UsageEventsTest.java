package io.tokengrid.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokengrid.metering.UsageUnit;
import io.tokengrid.rating.PriceList;
import io.tokengrid.rating.PriceRow;
import io.tokengrid.storage.postgres.TestDatabase;
import io.tokengrid.testing.Seeds;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Money;
import io.tokengrid.units.UnitPrice;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// Usage that did not pass the gateway, by the prices of [Traffic] and 12 yuan for an hour of a
/// GPU.
final class UsageEventsTest {
    @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

    private static final String PATH = "/api/v1/usage-events";
    private static final PriceRow GPU =
            new PriceRow(
                    "gpu-h100",
                    new CurrencyCode("CNY"),
                    Api.START.minusSeconds(8_640_000),
                    new PriceList(Map.of(), Map.of(UsageUnit.GPU_HOUR, UnitPrice.parse("12"))),
                    new PriceList(Map.of(), Map.of(UsageUnit.GPU_HOUR, UnitPrice.parse("7.5"))));

    @TempDir Path folder;
    private OwnSchema schema;
    private Api api;
    private String organization = "";
    private String key = "";

    @BeforeEach
    void open() throws IOException, SQLException {
        schema = OwnSchema.in(DATABASE);
        begin();
        organization = api.organization("Guian Travel");
        key =
                api.post(
                                "/api/v1/organizations/" + organization + "/keys",
                                "{'department':'Research','application':'Tuning','function':'-'}")
                        .at("id");
        api.topUp(organization, "50.00");
        new Traffic(api).priced(GPU);
    }

    private void begin() throws IOException {
        api = Api.open(folder, schema.database::connection);
    }

    @AfterEach
    void close() throws IOException {
        api.close();
        schema.close();
    }

    @Test
    void a_batch_is_charged_by_the_book_and_stands_among_calls_usage_and_statement() {
        Api.Answer answer =
                post(
                        "["
                                + tokens("log-1", "2026-11-22T01:00:00Z", 700, 300)
                                + ","
                                + gpu("job-7", "2026-11-21T10:00:00+08:00", 3)
                                + "]");

        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
        assertThat(answer.at("recorded")).isEqualTo("2");
        assertThat(answer.at("events.0.charge")).isEqualTo("0.00116");
        assertThat(answer.at("events.1.charge")).isEqualTo("36.00");
        assertThat(answer.at("events.1.currency")).isEqualTo("CNY");
        assertBalance("13.99884", "36.00116", "0.00");

        Api.Answer call = api.get("/api/v1/calls/" + answer.at("events.1.call"));
        assertThat(call.at("state")).isEqualTo("settled");
        assertThat(call.at("event.source")).isEqualTo("//other-gateway");
        assertThat(call.at("event.id")).isEqualTo("job-7");
        assertThat(call.at("event.site")).isEqualTo("guian");
        assertThat(call.at("unitLines.0.unit")).isEqualTo("gpu-hour");
        assertThat(call.at("unitLines.0.amount")).isEqualTo("36.00");
        assertThat(call.at("cost")).isEqualTo("22.50");
        assertThat(call.at("held")).isEqualTo("0.00");
        assertThat(call.at("times.admitted")).isEqualTo("2026-11-21T02:00:00Z");
        assertThat(call.at("drawnFrom.0.source")).isEqualTo("wallet");

        Api.Answer usage =
                api.get(
                        "/api/v1/usage?wait=true&by=site&from=2026-11-21T00:00:00Z"
                                + "&to=2026-11-22T00:00:00Z");
        assertThat(usage.body().get("rows")).hasSize(1);
        assertThat(usage.at("rows.0.sums.charge")).isEqualTo("36.00");
        Api.Answer statement =
                api.get(
                        "/api/v1/organizations/"
                                + organization
                                + "/statement?wait=true&from=2026-11-01T00:00:00Z"
                                + "&to=2026-12-01T00:00:00Z");
        assertThat(statement.at("sums.charge")).isEqualTo("36.00116");
        assertThat(statement.at("closing")).isEqualTo("13.99884");
        assertThat(selfCheck()).isEqualTo("true");
    }

    /// Whoever sends it how often, also after a restart: `RetryChangesNothing`.
    @Test
    void an_event_is_charged_once() throws IOException {
        String one = tokens("log-1", "2026-11-22T01:00:00Z", 700, 300);
        Api.Answer first = post(one);
        Api.Answer again = post("[" + one + "," + one + "]");
        api.close();
        begin();
        Api.Answer later = post(one);

        assertThat(first.at("events.0.repeated")).isEqualTo("false");
        for (Api.Answer repeated : List.of(again, later)) {
            assertThat(repeated.at("recorded")).isEqualTo("0");
            assertThat(repeated.at("events.0.repeated")).isEqualTo("true");
            assertThat(repeated.at("events.0.call")).isEqualTo(first.at("events.0.call"));
            assertThat(repeated.at("events.0.charge")).isEqualTo("0.00116");
        }
        assertBalance("49.99884", "0.00116", "0.00");
    }

    /// Exactness F4.
    @Test
    void what_neither_grants_nor_the_wallet_can_bear_is_owed() {
        api.post(
                "/api/v1/organizations/" + organization + "/grants",
                "{'reference':'gift','kind':'promotional','amount':'5.00'}");

        Api.Answer answer = post(gpu("job-8", "2026-11-21T02:00:00Z", 5));

        assertThat(answer.at("events.0.charge")).isEqualTo("60.00");
        assertThat(answer.at("events.0.owed")).isEqualTo("5.00");
        Api.Answer call = api.get("/api/v1/calls/" + answer.at("events.0.call"));
        assertThat(call.at("drawnFrom.0.source")).isEqualTo("promotional");
        assertThat(call.at("drawnFrom.0.amount")).isEqualTo("5.00");
        assertThat(call.at("event.owed")).isEqualTo("5.00");
        assertBalance("0.00", "60.00", "5.00");
        api.topUp(organization, "6.00");
        assertBalance("1.00", "60.00", "0.00");
        assertThat(selfCheck()).isEqualTo("true");
    }

    @Test
    void a_call_of_an_event_can_be_corrected() {
        Api.Answer answer = post(gpu("job-9", "2026-11-21T02:00:00Z", 2));

        Api.Answer corrected =
                api.post(
                        "/api/v1/calls/" + answer.at("events.0.call") + "/corrections",
                        "{'tokens':[],'units':[{'unit':'gpu-hour','quantity':1}],"
                                + "'reason':'one was idle','reference':'c-1'}");

        assertThat(corrected.at("charge")).isEqualTo("12.00");
        assertThat(corrected.at("event.id")).isEqualTo("job-9");
        assertBalance("38.00", "12.00", "0.00");
        assertThat(selfCheck()).isEqualTo("true");
    }

    @Test
    void a_batch_with_anything_wrong_in_it_records_nothing_and_names_it() {
        String right = tokens("log-1", "2026-11-22T01:00:00Z", 700, 300);
        post(right);
        assertRefused(400, "invalid_value", "has no event", "[]");
        assertRefused(
                400,
                "invalid_value",
                "The body has more than 1000",
                "[" + "{},".repeat(1_000) + "{}]");
        assertRefused(400, "invalid_value", "400 days", late(right, "2025-01-01T00:00:00Z"));
        assertRefused(400, "invalid_value", "in the future", late(right, "2026-11-23T00:00:00Z"));
        assertRefused(400, "invalid_value", "specversion", right.replace("'1.0'", "'0.3'"));
        assertRefused(400, "invalid_value", "events[0].type", right.replace(".v1'", ".v9'"));
        assertRefused(
                400,
                "invalid_value",
                "Did you mean 'input'?",
                right.replace("'input'", "'inputs'"));
        assertRefused(400, "unknown_field", "'data.modle'", right.replace("'model'", "'modle'"));
        assertRefused(400, "missing_field", "'[1].id'", "[" + right + ",{'specversion':'1.0'}]");
        assertRefused(
                400, "invalid_value", "is more than", right.replace("700", "1000000000000001"));
        assertRefused(409, "event_conflict", "log-1", right.replace("'input':700", "'input':701"));
        assertRefused(
                409,
                "event_conflict",
                "events[1]",
                "["
                        + right.replace("log-1", "log-2")
                        + ","
                        + right.replace("log-1", "log-2").replace("700", "701")
                        + "]");
        assertRefused(
                409,
                "key_unknown",
                "events[1]",
                "["
                        + right.replace("log-1", "log-3")
                        + ","
                        + right.replace("log-1", "log-4").replace(key, "key-zzzz")
                        + "]");
        assertRefused(
                409,
                "price_unknown",
                "no price for",
                right.replace("log-1", "log-5").replace("qwen-plus", "unheard-of"));
        assertRefused(
                409,
                "price_unknown",
                "for gpu-second",
                gpu("j", "2026-11-21T02:00:00Z", 2).replace("gpu-hour", "gpu-second"));
        assertRefused(
                409, "price_unknown", "2026-07-01T00:00:00Z", gpu("j", "2026-07-01T00:00:00Z", 2));
        assertRefused(
                400, "invalid_value", "It comes to", gpu("j", "2026-11-21T02:00:00Z", 100_000_000));
        assertBalance("49.99884", "0.00116", "0.00");
    }

    /// The usage key reports usage, and nothing else.
    @Test
    void who_may_report() {
        String right = tokens("log-1", "2026-11-22T01:00:00Z", 700, 300);
        Map<String, String> usage = Map.of("authorization", "Bearer " + Api.USAGE_KEY);

        assertThat(api.send("POST", PATH, right, Map.of()).status()).isEqualTo(401);
        assertThat(api.send("POST", PATH, right, Map.of("authorization", "Bearer " + key)).status())
                .isEqualTo(401);
        assertThat(api.send("POST", PATH, right, usage).status()).isEqualTo(200);
        assertThat(api.send("GET", "/api/v1/organizations", null, usage).status()).isEqualTo(401);
    }

    /// CloudEvents' own media types and attributes that are none of ours.
    @Test
    void extensions_are_passed_over() {
        String right = tokens("log-1", "2026-11-22T01:00:00Z", 700, 300);
        Api.Answer answer =
                api.send(
                        "POST",
                        PATH,
                        "["
                                + right.replace(
                                        "'id'",
                                        "'traceparent':'00-ab','sequence':'7',"
                                                + "'datacontenttype':'application/json','id'")
                                + "]",
                        Map.of(
                                "authorization",
                                "Bearer " + Api.USAGE_KEY,
                                "content-type",
                                "application/cloudevents-batch+json; charset=UTF-8"));

        assertThat(answer.at("recorded")).isEqualTo("1");
    }

    @Test
    void neither_order_nor_batches_nor_repeats_nor_restarts_change_a_total() {
        Seeds.play(
                3,
                random -> {
                    String source = "//seed-" + random.nextLong(1_000_000_000);
                    Money before = spent();
                    var events = new ArrayList<String>();
                    Money total = Money.ZERO;
                    for (int i = 0; i < 40; i++) {
                        long input = random.nextLong(5_000);
                        long output = random.nextLong(5_000);
                        events.add(
                                tokens("e" + i, day(random), input, output)
                                        .replace("//other-gateway", source));
                        // 0.8 and 2 for a million.
                        total =
                                total.plus(
                                        Money.ofAttos(
                                                input * 800_000_000_000L
                                                        + output * 2_000_000_000_000L));
                    }
                    events.addAll(events.subList(0, 15));
                    Collections.shuffle(events, new java.util.Random(random.nextLong()));
                    int from = 0;
                    while (from < events.size()) {
                        int to = Math.min(events.size(), from + 1 + random.nextInt(12));
                        List<String> batch = events.subList(from, to);
                        assertThat(post("[" + String.join(",", batch) + "]").status())
                                .isEqualTo(200);
                        if (random.nextInt(8) == 0) {
                            restart();
                        }
                        from = to;
                    }
                    assertThat(spent().minus(before)).isEqualTo(total);
                    assertThat(selfCheck()).isEqualTo("true");
                });
    }

    private void restart() {
        try {
            api.close();
            begin();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String day(RandomGenerator random) {
        return "2026-11-" + (10 + random.nextInt(12)) + "T0" + random.nextInt(10) + ":30:00Z";
    }

    private String tokens(String id, String time, long input, long output) {
        return event(
                id,
                time,
                "{'model':'qwen-plus','provider':'dashscope','tokens':{'input':"
                        + input
                        + ",'output':"
                        + output
                        + "}}");
    }

    private String gpu(String id, String time, long hours) {
        return event(
                id,
                time,
                "{'model':'gpu-h100','provider':'own','site':'guian','units':{'gpu-hour':"
                        + hours
                        + "}}");
    }

    private String event(String id, String time, String data) {
        return "{'specversion':'1.0','id':'"
                + id
                + "','source':'//other-gateway','type':'io.tokengrid.usage.v1','subject':'"
                + key
                + "','time':'"
                + time
                + "','data':"
                + data
                + "}";
    }

    private static String late(String event, String time) {
        return event.replace("2026-11-22T01:00:00Z", time);
    }

    private Api.Answer post(String body) {
        return api.post(PATH, body);
    }

    private void assertRefused(int status, String code, String said, String body) {
        Api.Answer answer = post(body);
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(status);
        assertThat(answer.at("error.code")).isEqualTo(code);
        assertThat(answer.at("error.message")).contains(said);
    }

    private Money spent() {
        return Money.parse(
                api.get("/api/v1/organizations/" + organization + "/balance").at("spent"));
    }

    private void assertBalance(String available, String spent, String owed) {
        Api.Answer balance = api.get("/api/v1/organizations/" + organization + "/balance");
        assertThat(balance.at("available")).isEqualTo(available);
        assertThat(balance.at("spent")).isEqualTo(spent);
        assertThat(balance.at("owed")).isEqualTo(owed);
    }

    private String selfCheck() {
        Api.Answer check = api.post("/api/v1/self-check", "");
        return check.at("holds").equals("true") ? "true" : check.body().toPrettyString();
    }
}
