package io.tokengrid.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokengrid.journal.CallRating;
import io.tokengrid.journal.CallRecord;
import io.tokengrid.journal.Publisher;
import io.tokengrid.ledger.Terms;
import io.tokengrid.metering.ServiceTier;
import io.tokengrid.metering.TokenClass;
import io.tokengrid.metering.UsageUnit;
import io.tokengrid.rating.Audience;
import io.tokengrid.rating.Change;
import io.tokengrid.rating.ContextTier;
import io.tokengrid.rating.ExchangeRate;
import io.tokengrid.rating.Modifier;
import io.tokengrid.rating.ModifierSet;
import io.tokengrid.rating.NamePattern;
import io.tokengrid.rating.PriceBook;
import io.tokengrid.rating.PriceList;
import io.tokengrid.rating.PriceRow;
import io.tokengrid.rating.PriceRules;
import io.tokengrid.rating.Reason;
import io.tokengrid.rating.ServiceTierPrices;
import io.tokengrid.rating.Side;
import io.tokengrid.rating.Tariff;
import io.tokengrid.rating.TieredPrices;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Factor;
import io.tokengrid.units.Money;
import io.tokengrid.units.Price;
import io.tokengrid.units.TokenCount;
import io.tokengrid.units.UnitPrice;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What a call is charged where its price depends on how it was served (exactness A6, B1).
class PricedCallTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final RawUpstream upstream = new RawUpstream(_ -> {});
    private final GatewayFixture grid =
            GatewaySetup.standard().upstreams(0).foreign(upstream.url()).start();

    /// Up to 1,000 tokens 1 and 2 a million, beyond 10 and 20; flex is half of that; 0.001 a
    /// request.
    @BeforeEach
    void publish() {
        var length = new TokenCount(1_000);
        var tariff =
                new Tariff(
                        new TieredPrices(
                                List.of(
                                        new ContextTier(TokenCount.ZERO, length, prices("1", "2")),
                                        new ContextTier(length, null, prices("10", "20")))),
                        List.of(),
                        List.of(
                                new ServiceTierPrices(
                                        ServiceTier.FLEX, new Change.Times(Factor.parse("0.5")))));
        publish(row(null, tariff));
    }

    private static PriceRow row(@Nullable String provider, Tariff tariff) {
        return new PriceRow("demo", provider, GatewayFixture.CNY, START, null, tariff, null);
    }

    private void publish(PriceRow row) {
        grid.node()
                .publish(
                        book -> new PriceBook(book.version() + 1, List.of(row)),
                        Publisher.API,
                        Instant.now());
    }

    private static PriceList prices(String input, String output) {
        return new PriceList(
                Map.of(
                        TokenClass.INPUT, Price.perMillion(input),
                        TokenClass.OUTPUT, Price.perMillion(output)),
                Map.of(UsageUnit.REQUEST, UnitPrice.parse("0.001")));
    }

    @AfterEach
    void stop() {
        grid.close();
        upstream.close();
    }

    private HttpResponse<String> ask(String fields, String tier, long input, long output) {
        answer(tier, input, output);
        return grid.client().chat(fields);
    }

    private void answer(String tier, long input, long output) {
        upstream.script(exchange ->
                exchange.json(
                        200,
                        """
                        {"id":"1","model":"m","service_tier":"%s","choices":[{"index":0,
                        "message":{"role":"assistant","content":"yes"},"finish_reason":"stop"}],
                        "usage":{"prompt_tokens":%d,"completion_tokens":%d,"total_tokens":%d}}
                        """
                                .formatted(tier, input, output, input + output)));
    }

    private Money charge(HttpResponse<String> answer) {
        return grid.settled(answer).change().charge();
    }

    @Test
    void the_tier_that_the_provider_gave_decides() {
        var given = ask("\"max_tokens\":100,\"service_tier\":\"flex\"", "flex", 10, 5);
        var notGiven = ask("\"max_tokens\":100,\"service_tier\":\"flex\"", "default", 10, 5);

        assertThat(charge(given)).isEqualTo(Money.parse("0.00051"));
        assertThat(grid.settled(given).result().service().tier()).isEqualTo(ServiceTier.FLEX);
        assertThat(charge(notGiven)).isEqualTo(Money.parse("0.00102"));
        assertThat(grid.call(given).admitted().change().amount())
                .as("the hold is for the dearer of both")
                .isEqualTo(grid.call(notGiven).admitted().change().amount());
    }

    @Test
    void a_long_prompt_makes_all_of_the_call_dearer() {
        answer("default", 1_001, 5);
        String body = GatewayClient.body("\"max_tokens\":100");
        var answer = grid.client().post(body.replace("hello world", "a ".repeat(1_200)));

        assertThat(charge(answer)).isEqualTo(Money.parse("0.01111"));
    }

    @Test
    void a_price_in_another_currency_is_held_and_charged_at_the_books_rate_and_so_is_its_cost() {
        var dollars = new CurrencyCode("USD");
        var sell =
                new PriceList(
                        Map.of(
                                TokenClass.INPUT,
                                Price.perMillion("100"),
                                TokenClass.OUTPUT,
                                Price.perMillion("200")));
        var buy =
                new PriceList(
                        Map.of(
                                TokenClass.INPUT,
                                Price.perMillion("50"),
                                TokenClass.OUTPUT,
                                Price.perMillion("100")));
        var rate =
                new ExchangeRate(
                        dollars,
                        GatewayFixture.CNY,
                        Factor.parse("7.1"),
                        null,
                        "a bank",
                        LocalDate.parse("2026-11-20"));
        var rules =
                new PriceRules(
                        List.of(new PriceRow("demo", dollars, START, sell, buy)),
                        List.of(),
                        List.of(rate));
        grid.node()
                .publish(
                        book -> new PriceBook(book.version() + 1, rules),
                        Publisher.API,
                        Instant.now());

        var answer = ask("\"max_tokens\":5", "default", 10, 5);

        assertThat(charge(answer)).isEqualTo(Money.parse("0.0142"));
        assertThat(Objects.requireNonNull(grid.settled(answer).change().cost()).amount())
                .isEqualTo(Money.parse("0.0071"));
        assertThat(grid.call(answer).admitted().change().amount())
                .isGreaterThanOrEqualTo(Money.parse("0.0142"));
    }

    @Test
    void a_request_has_a_price_of_its_own_that_the_hold_has_in_it() {
        var answer = ask("\"max_tokens\":1", "default", 2, 1);

        var service = grid.settled(answer).result().service();
        assertThat(service.lines())
                .singleElement()
                .satisfies(line -> {
                    assertThat(line.unit()).isEqualTo(UsageUnit.REQUEST);
                    assertThat(line.amount()).isEqualTo(Money.parse("0.001"));
                });
        assertThat(grid.call(answer).admitted().change().amount())
                .isGreaterThan(Money.parse("0.001"));
    }

    @Test
    void a_call_is_explained_and_rated_again_from_its_facts() {
        var answer = ask("\"max_tokens\":100,\"service_tier\":\"flex\"", "flex", 10, 5);

        CallRecord call = grid.call(answer);
        var rated = new CallRating(grid.node().book(), call.admitted()).rate(grid.settled(answer));
        assertThat(rated.charge().total()).isEqualTo(charge(answer));
        assertThat(Objects.requireNonNull(rated.prices()).reasons().stream().map(Reason::kind))
                .containsExactly("row", "context-tier", "service-tier");
    }

    @Test
    void a_group_of_customers_has_its_discount_as_long_as_the_organization_is_in_it() {
        var off =
                new Modifier(
                        "partners",
                        Modifier.Kind.DISCOUNT,
                        Side.SELL,
                        new Change.Times(Factor.parse("0.9")),
                        new Audience(NamePattern.ANY, Set.of(), Set.of("resellers"), Set.of()),
                        START,
                        null);
        var set = new ModifierSet("discounts", ModifierSet.Combine.STACK, List.of(off));
        var row = row(null, Tariff.of(prices("1", "2")));
        grid.node()
                .publish(
                        book -> new PriceBook(book.version() + 1, List.of(row), List.of(set)),
                        Publisher.API,
                        Instant.now());

        var before = ask("\"max_tokens\":100", "default", 10, 5);
        Terms terms = grid.organization().terms();
        var grouped =
                new Terms(
                        terms.currency(),
                        terms.billing(),
                        terms.creditLimit(),
                        terms.unlimited(),
                        terms.zone(),
                        Set.of("resellers"));
        grid.account(
                (ledger, now) -> ledger.decideTerms(GatewayFixture.ORGANIZATION, grouped, now));
        var after = ask("\"max_tokens\":100", "default", 10, 5);

        assertThat(charge(before)).isEqualTo(Money.parse("0.00102"));
        assertThat(charge(after)).isEqualTo(Money.parse("0.000918"));
        var rated = new CallRating(grid.node().book(), grid.call(after).admitted());
        assertThat(rated.rate(grid.settled(after)).charge().total()).isEqualTo(charge(after));
    }

    @Test
    void a_model_that_only_another_provider_has_a_price_for_is_refused() {
        publish(row("elsewhere", Tariff.of(prices("1", "2"))));

        assertThat(ask("\"max_tokens\":1", "default", 2, 1).statusCode()).isEqualTo(422);
    }
}
