package io.tokengrid.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokengrid.metering.TokenClass;
import io.tokengrid.metering.Usage;
import io.tokengrid.metering.UsageSource;
import io.tokengrid.rating.PriceList;
import io.tokengrid.rating.PriceRow;
import io.tokengrid.rating.Rater;
import io.tokengrid.rating.Tariff;
import io.tokengrid.storage.postgres.TestDatabase;
import io.tokengrid.units.CallId;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Money;
import io.tokengrid.units.Price;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// Prices that are published for a time that lies back. Calls of 700 fresh and 200 cached tokens in
/// and 300 out cost 0.001192 by 0.8, 0.16 and 2 a million; by 0.5, 0.16 and 2 they cost 0.000982.
final class ReRatingsTest {
    @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

    private static final Instant JANUARY = Instant.parse("2025-12-31T16:00:00Z");

    @TempDir Path folder;
    private OwnSchema schema;
    private Api api;
    private Traffic traffic;
    private String organization = "";
    private String key = "";

    @BeforeEach
    void open() throws IOException, SQLException {
        schema = OwnSchema.in(DATABASE);
        begin();
        organization = api.organization("Guian Travel");
        key = api.key(organization);
        api.topUp(organization, "1.00");
        traffic = new Traffic(api).priced();
    }

    private void begin() throws IOException {
        api = Api.open(folder, schema.database::connection);
        api.written.say("cheaper", List.of(row("0.5", JANUARY, false)), List.of());
        api.written.say("cheaper backdated", List.of(row("0.5", JANUARY, true)), List.of());
        api.written.say("back", List.of(row("0.8", JANUARY, true)), List.of());
    }

    @AfterEach
    void close() throws IOException {
        api.close();
        schema.close();
    }

    @Test
    void a_backdated_price_rates_settled_calls_again_and_open_ones_when_they_have_ended()
            throws InterruptedException {
        CallId first = settled();
        CallId open = traffic.open(key);
        Api.Answer refused = api.send("PUT", "/api/v1/prices", "cheaper");
        Api.Answer published = api.send("PUT", "/api/v1/prices", "cheaper backdated");
        while (!api.get("/api/v1/calls/" + first).at("charge").equals("0.000982")) {
            Thread.onSpinWait();
        }
        assertThat(api.get("/api/v1/re-ratings").at("items.0.state")).isEqualTo("running");
        traffic.settle(
                open,
                Usage.builder(UsageSource.REPORTED).count(TokenClass.INPUT, 1_000).build(),
                Money.parse("0.0008"),
                Rater.rate(
                                row("0.8", JANUARY, false).baseSell(),
                                Usage.builder(UsageSource.REPORTED)
                                        .count(TokenClass.INPUT, 1_000)
                                        .build())
                        .lines());
        CallId after = traffic.open(key);
        Api.Answer done = ended(2);

        assertThat(refused.at("error.code")).isEqualTo("prices_refused");
        assertThat(refused.at("error.hint")).contains("backdate: true");
        assertThat(published.at("version")).isEqualTo("2");
        assertThat(published.at("yaml")).contains("backdate: true");
        assertThat(done.at("items.0.calls")).isEqualTo("2");
        assertThat(done.at("items.0.corrected")).isEqualTo("2");
        assertThat(done.at("items.0.differences.0.amount")).isEqualTo("-0.00051");
        Api.Answer call = api.get("/api/v1/calls/" + open);
        assertThat(call.at("charge")).isEqualTo("0.0005");
        assertThat(call.at("priceVersion")).isEqualTo("2");
        assertThat(call.at("settledAs.priceVersion")).isEqualTo("1");
        assertThat(call.at("corrections.0.cause")).isEqualTo("price-backdated");
        assertThat(call.at("corrections.0.reference")).isEqualTo("price-book-2");
        assertThat(api.get("/api/v1/calls/" + after).at("priceVersion")).isEqualTo("2");
        assertThat(selfCheck()).isEqualTo("true");
    }

    @Test
    void to_another_price_and_back_posts_a_sum_of_zero_and_the_same_book_nothing()
            throws InterruptedException, IOException {
        CallId call = settled();
        String before = balance();
        api.send("PUT", "/api/v1/prices", "cheaper backdated");
        ended(2);
        assertThat(balance()).isNotEqualTo(before);
        api.send("PUT", "/api/v1/prices", "back");
        Api.Answer back = ended(3);

        assertThat(balance()).isEqualTo(before);
        assertThat(back.at("items.0.differences.0.amount")).isEqualTo("0.00021");
        assertThat(back.at("items.1.differences.0.amount")).isEqualTo("-0.00021");
        assertThat(api.send("PUT", "/api/v1/prices", "back").at("version")).isEqualTo("3");
        api.close();
        begin();
        assertThat(ended(3).body().get("items")).hasSize(2);
        assertThat(api.get("/api/v1/calls/" + call).body().get("corrections")).hasSize(2);
        assertThat(balance()).isEqualTo(before);
    }

    /// Exactness A5.
    @Test
    void what_had_no_price_is_charged_once_one_is_published_for_then() throws InterruptedException {
        CallId call = traffic.open(key);
        Usage usage =
                Usage.builder(UsageSource.REPORTED)
                        .count(TokenClass.INPUT, 700)
                        .count(TokenClass.OUTPUT, 300)
                        .build();
        // As if the book had had no price for what was written.
        traffic.settle(
                call,
                usage,
                Money.parse("0.00056"),
                Rater.rate(row("0.8", JANUARY, false).baseSell(), usage).lines().subList(0, 1));
        api.send("PUT", "/api/v1/prices", "cheaper backdated");
        ended(2);

        Api.Answer answer = api.get("/api/v1/calls/" + call);
        assertThat(answer.at("charge")).isEqualTo("0.00095");
        assertThat(answer.at("lines.1.tokenClass")).isEqualTo("output");
        assertThat(answer.body().get("priceMissing")).isEmpty();
    }

    @Test
    void a_what_if_says_what_other_prices_would_come_to_and_posts_nothing() {
        CallId call = settled();
        settled();
        Api.Answer before = api.get("/api/v1/ledger/trial-balance");
        long facts = api.store.node().journal().lastSequence();
        String range = "'from':'2026-11-22T00:00:00Z','to':'2026-11-23T00:00:00Z'";
        Api.Answer answer =
                api.post(
                        "/api/v1/prices/what-if?wait=true",
                        "{" + range + ",'prices':'cheaper backdated'}");
        Api.Answer same =
                api.post("/api/v1/prices/what-if?wait=true", "{" + range + ",'version':1}");
        Api.Answer other =
                api.post("/api/v1/prices/what-if", "{" + range + ",'version':1,'model':'another'}");
        Api.Answer neither = api.post("/api/v1/prices/what-if", "{" + range + "}");

        assertThat(answer.at("calls")).isEqualTo("2");
        assertThat(answer.at("unpriced")).isEqualTo("0");
        assertThat(answer.at("totals.0.organization")).isEqualTo(organization);
        assertThat(answer.at("totals.0.charge")).isEqualTo("0.002384");
        assertThat(answer.at("totals.0.would")).isEqualTo("0.001964");
        assertThat(answer.at("totals.0.difference")).isEqualTo("-0.00042");
        assertThat(answer.at("totals.0.different")).isEqualTo("2");
        assertThat(answer.body().get("largest")).hasSize(2);
        assertThat(answer.at("largest.0.difference")).isEqualTo("-0.00021");
        assertThat(same.at("totals.0.difference")).isEqualTo("0.00");
        assertThat(same.body().get("largest")).isEmpty();
        assertThat(other.at("calls")).isEqualTo("0");
        assertThat(neither.status()).isEqualTo(400);
        assertThat(api.get("/api/v1/ledger/trial-balance").body()).isEqualTo(before.body());
        assertThat(api.store.node().journal().lastSequence()).isEqualTo(facts);
        assertThat(api.get("/api/v1/calls/" + call).body().get("corrections")).isEmpty();
    }

    /// A call of which grants paid all keeps its charge, and is named.
    @Test
    void what_grants_paid_stays_with_them_and_the_call_is_named() throws InterruptedException {
        String path = "/api/v1/organizations/" + organization;
        api.post(
                path + "/grants", "{'reference':'welcome','kind':'promotional','amount':'0.0018'}");
        CallId paidByGrant = settled();
        CallId paidByBoth = settled();
        api.send("PUT", "/api/v1/prices", "cheaper backdated");
        ended(2);

        Api.Answer report = api.get("/api/v1/re-ratings/2");
        assertThat(report.at("reRating.calls")).isEqualTo("2");
        assertThat(report.at("reRating.corrected")).isEqualTo("1");
        assertThat(report.at("reRating.keptForGrants")).isEqualTo("1");
        assertThat(report.at("keptCalls.0")).isEqualTo(paidByGrant.toString());
        assertThat(api.get("/api/v1/calls/" + paidByGrant).at("charge")).isEqualTo("0.001192");
        assertThat(api.get("/api/v1/calls/" + paidByBoth).at("charge")).isEqualTo("0.000982");
        assertThat(api.get("/api/v1/re-ratings/3").at("error.code")).isEqualTo("not_found");
        assertThat(selfCheck()).isEqualTo("true");
    }

    /// Exactness F4.
    @Test
    void what_a_wallet_cannot_bear_is_owed() throws InterruptedException {
        CallId call = settled();
        api.written.say("dear", List.of(row("2000", JANUARY, true)), List.of());
        api.send("PUT", "/api/v1/prices", "dear");
        Api.Answer done = ended(2);

        // 700 tokens at 2,000 a million and 0.000632 of the rest are 1.400632; 1.00 was there.
        assertThat(api.get("/api/v1/calls/" + call).at("charge")).isEqualTo("1.400632");
        assertThat(done.at("items.0.differences.0.amount")).isEqualTo("1.39944");
        assertThat(done.at("items.0.differences.0.owed")).isEqualTo("0.400632");
        assertThat(balance()).isEqualTo("0.00");
        assertThat(selfCheck()).isEqualTo("true");
    }

    /// It wrote nothing, so its charge is the same by both; what it is found to have written has
    /// the price that holds by now.
    @Test
    void usage_that_is_known_late_has_the_backdated_price_too() throws InterruptedException {
        CallId call = traffic.open(key);
        Usage usage =
                Usage.builder(UsageSource.REPORTED).count(TokenClass.CACHED_INPUT, 700).build();
        traffic.settle(
                call,
                usage,
                Money.parse("0.000112"),
                Rater.rate(row("0.8", JANUARY, false).baseSell(), usage).lines());
        api.send("PUT", "/api/v1/prices", "cheaper backdated");
        assertThat(ended(2).at("items.0.corrected")).isEqualTo("0");
        api.post(
                "/api/v1/calls/" + call + "/corrections",
                "{'tokens':[{'tokenClass':'input','tokens':1000}],'reason':'late','reference':'l1'}");

        assertThat(api.get("/api/v1/calls/" + call).at("charge")).isEqualTo("0.0005");
        assertThat(api.get("/api/v1/calls/" + call).at("priceVersion")).isEqualTo("2");
        assertThat(selfCheck()).isEqualTo("true");
    }

    private CallId settled() {
        CallId call = traffic.open(key);
        traffic.settle(call);
        return call;
    }

    /// The re-ratings, once that of a version has ended.
    private Api.Answer ended(int version) throws InterruptedException {
        while (true) {
            Api.Answer all = api.get("/api/v1/re-ratings");
            if (all.at("items.0.priceVersion").equals("" + version)
                    && all.at("items.0.state").equals("done")) {
                return all;
            }
            Thread.onSpinWait();
        }
    }

    private String balance() {
        return api.get("/api/v1/organizations/" + organization + "/balance").at("available");
    }

    private String selfCheck() {
        Api.Answer check = api.post("/api/v1/self-check", "");
        return check.at("holds").equals("true") ? "true" : check.body().toPrettyString();
    }

    private static PriceRow row(String input, Instant effective, boolean backdate) {
        var sell =
                new PriceList(
                        Map.of(
                                TokenClass.INPUT, Price.perMillion(input),
                                TokenClass.CACHED_INPUT, Price.perMillion("0.16"),
                                TokenClass.OUTPUT, Price.perMillion("2")));
        var buy =
                new PriceList(
                        Map.of(
                                TokenClass.INPUT, Price.perMillion("0.4"),
                                TokenClass.OUTPUT, Price.perMillion("1")));
        var cny = new CurrencyCode("CNY");
        return new PriceRow(
                "qwen-plus",
                null,
                cny,
                effective,
                null,
                Tariff.of(sell),
                new PriceRow.Buying(cny, Tariff.of(buy)),
                backdate);
    }
}
