package io.tokengrid.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokengrid.metering.ServiceTier;
import io.tokengrid.metering.TokenClass;
import io.tokengrid.metering.UsageUnit;
import io.tokengrid.rating.Audience;
import io.tokengrid.rating.Change;
import io.tokengrid.rating.ContextTier;
import io.tokengrid.rating.DayRange;
import io.tokengrid.rating.Modifier;
import io.tokengrid.rating.ModifierSet;
import io.tokengrid.rating.NamePattern;
import io.tokengrid.rating.PriceList;
import io.tokengrid.rating.PriceRow;
import io.tokengrid.rating.PricedAt;
import io.tokengrid.rating.ServiceTierPrices;
import io.tokengrid.rating.Side;
import io.tokengrid.rating.Tariff;
import io.tokengrid.rating.TieredPrices;
import io.tokengrid.rating.TimeWindow;
import io.tokengrid.rating.WindowHours;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Factor;
import io.tokengrid.units.Price;
import io.tokengrid.units.TokenCount;
import io.tokengrid.units.UnitPrice;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Prices are checked, explained and published without surprises.
final class PricesTest {
    private static final CurrencyCode CNY = new CurrencyCode("CNY");
    private static final Instant JANUARY = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir Path folder;
    private Api api;

    @BeforeEach
    void open() throws IOException {
        api = Api.open(folder);
        api.written.say("flat", List.of(flat("2", JANUARY)), List.of());
        api.written.say("dearer", List.of(flat("3", JANUARY)), List.of());
        api.written.say(
                "next",
                List.of(flat("2", JANUARY), flat("3", Instant.parse("2027-01-01T00:00:00Z"))),
                List.of());
        api.written.say("rich", List.of(rich()), List.of(partners()));
    }

    @AfterEach
    void close() throws IOException {
        api.close();
    }

    @Test
    void what_is_published_by_the_api_is_in_force_after_a_restart() throws IOException {
        Api.Answer published = api.send("PUT", "/api/v1/prices", "flat");
        api.close();
        api = Api.open(folder);

        assertThat(published.status()).isEqualTo(200);
        assertThat(published.at("version")).isEqualTo("1");
        assertThat(api.get("/api/v1/prices").at("rows.0.sell.0.perMillion")).isEqualTo("2");
    }

    @Test
    void prices_of_the_configuration_are_not_replaced_by_the_api() {
        api.written.configured = true;
        Api.Answer refused = api.send("PUT", "/api/v1/prices", "flat");

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.at("error.code")).isEqualTo("prices_configured");
        assertThat(api.get("/api/v1/prices").at("version")).isEqualTo("0");
        assertThat(api.get("/api/v1/prices").at("configured")).isEqualTo("true");
    }

    @Test
    void a_row_that_was_in_force_is_not_changed() {
        api.send("PUT", "/api/v1/prices", "flat");
        Api.Answer checked = api.post("/api/v1/prices/check", "dearer");
        Api.Answer refused = api.send("PUT", "/api/v1/prices", "dearer");
        Api.Answer later = api.send("PUT", "/api/v1/prices", "next");

        assertThat(checked.at("publishable")).isEqualTo("false");
        assertThat(checked.at("refusals.0")).endsWith("was changed after it came into force");
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.at("error.code")).isEqualTo("prices_refused");
        assertThat(later.at("version")).isEqualTo("2");
        assertThat(later.at("rows.1.inForce")).isEqualTo("false");
    }

    @Test
    void a_check_says_each_text_that_would_be_different() {
        api.send("PUT", "/api/v1/prices", "flat");
        Api.Answer checked = api.post("/api/v1/prices/check", "dearer");

        assertThat(checked.at("changes.0.kind")).isEqualTo("changed");
        assertThat(checked.at("changes.0.name"))
                .isEqualTo("model 'm' effective 2026-01-01T00:00:00Z in CNY");
        assertThat(checked.at("changes.0.fields.0.field")).isEqualTo("per-million.input");
        assertThat(checked.at("changes.0.fields.0.before")).isEqualTo("2");
        assertThat(checked.at("changes.0.fields.0.after")).isEqualTo("3");
        assertThat(checked.at("effective.0.prices.input")).isEqualTo("3");
        assertThat(api.get("/api/v1/prices").at("version")).isEqualTo("1");
    }

    @Test
    void a_document_that_is_wrong_is_refused_with_its_places() {
        Api.Answer checked = api.post("/api/v1/prices/check", "?");
        Api.Answer refused = api.send("PUT", "/api/v1/prices", "?");

        assertThat(checked.status()).isEqualTo(200);
        assertThat(checked.at("mistakes.0.message")).isEqualTo("document:1:1: not known");
        assertThat(checked.at("mistakes.0.hint")).isEqualTo("write another");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.at("error.message")).isEqualTo("document:1:1: not known.");
    }

    @Test
    void the_book_shows_all_that_a_row_says() {
        Api.Answer book = api.send("PUT", "/api/v1/prices", "rich");

        assertThat(book.at("rows.0.provider")).isEqualTo("p");
        assertThat(book.body().at("/rows/0/row/context-tiers/0/up-to").asString())
                .isEqualTo("1000");
        assertThat(book.body().at("/rows/0/row/windows/0/hours/0").asString())
                .isEqualTo("09:00-12:00");
        assertThat(book.body().at("/rows/0/row/service-tiers/batch/times").asString())
                .isEqualTo("0.5");
        assertThat(book.at("modifiers.0.members.0.groups.0")).isEqualTo("gold");
        assertThat(book.at("yaml")).startsWith("prices:\n  - model: m\n    provider: p\n");
    }

    @Test
    void an_explanation_names_the_tier_the_window_the_service_tier_and_the_discount() {
        api.send("PUT", "/api/v1/prices", "rich");
        Api.Answer answer =
                explain(
                        "'priceGroups':['gold'],'serviceTier':'batch','admitted':'2026-11-20T10:00:00+08:00'");

        // 1,500 x 4 x 2 x 0.5 x 0.9 + 100 x 8 x 2 x 0.5 x 0.9 + one request at 0.01 x 2 x 0.5 x 0.9
        assertThat(answer.at("sell.total")).isEqualTo("0.01512");
        assertThat(answer.at("sell.reasons.1.kind")).isEqualTo("context-tier");
        assertThat(answer.at("sell.reasons.1.text"))
                .isEqualTo("tier above 1000 because the prompt has 1500 tokens");
        assertThat(answer.at("sell.reasons.2.rule")).isEqualTo("peak");
        assertThat(answer.at("sell.reasons.3.rule")).isEqualTo("batch");
        assertThat(answer.at("sell.reasons.4.text"))
                .isEqualTo("discount gold x 0.9 for group gold");
        assertThat(answer.body().at("/buy").isNull()).isTrue();
    }

    @Test
    void an_organization_is_rated_by_its_own_price_groups() {
        api.send("PUT", "/api/v1/prices", "rich");
        String plain = api.organization("A");
        String gold =
                api.post(
                                "/api/v1/organizations",
                                "{'name':'B','currency':'CNY','priceGroups':['gold']}")
                        .at("id");

        assertThat(explain("'organization':'" + plain + "'").at("sell.total")).isEqualTo("0.0168");
        assertThat(explain("'organization':'" + gold + "'").at("sell.total")).isEqualTo("0.01512");
    }

    @Test
    void a_call_can_be_explained_by_prices_that_are_not_published() {
        Api.Answer answer = explain("'prices':'rich'");

        assertThat(answer.at("sell.total")).isEqualTo("0.0168");
        assertThat(answer.body().at("/version").isNull()).isTrue();
        assertThat(api.get("/api/v1/prices").at("version")).isEqualTo("0");
    }

    @Test
    void a_model_without_a_price_is_not_explained_as_free() {
        assertThat(explain("'units':[]").at("error.code")).isEqualTo("price_unknown");

        api.send("PUT", "/api/v1/prices", "rich");
        Api.Answer other =
                api.post(
                        "/api/v1/prices/explain",
                        "{'model':'m','provider':'other','currency':'CNY','tokens':[]}");

        assertThat(other.status()).isEqualTo(200);
        assertThat(other.body().at("/sell").isNull()).isTrue();
    }

    /// A prompt of 1,500 and an answer of 100 tokens, in Shanghai's afternoon if nothing else is
    /// said.
    private Api.Answer explain(String more) {
        return api.post(
                "/api/v1/prices/explain",
                "{'model':'m','provider':'p',"
                        + "'tokens':[{'tokenClass':'input','tokens':1500},{'tokenClass':'output','tokens':100}],"
                        + more
                        + "}");
    }

    private static PriceRow flat(String input, Instant effective) {
        return new PriceRow("m", CNY, effective, list(input, "8"), null);
    }

    private static PriceRow rich() {
        var tiers =
                new TieredPrices(
                        List.of(
                                new ContextTier(
                                        TokenCount.ZERO, new TokenCount(1_000), list("2", "4")),
                                new ContextTier(new TokenCount(1_000), null, list("4", "8"))));
        var peak =
                new TimeWindow(
                        "peak",
                        WindowHours.daily(
                                ZoneId.of("Asia/Shanghai"), List.of(DayRange.parse("09:00-12:00"))),
                        PricedAt.ADMISSION,
                        new Change.Times(Factor.parse("2")));
        var batch = new ServiceTierPrices(ServiceTier.BATCH, new Change.Times(Factor.parse("0.5")));
        return new PriceRow(
                "m",
                "p",
                CNY,
                JANUARY,
                null,
                new Tariff(tiers, List.of(peak), List.of(batch)),
                null);
    }

    private static ModifierSet partners() {
        return new ModifierSet(
                "partners",
                ModifierSet.Combine.BEST,
                List.of(
                        new Modifier(
                                "gold",
                                Modifier.Kind.DISCOUNT,
                                Side.SELL,
                                new Change.Times(Factor.parse("0.9")),
                                new Audience(NamePattern.ANY, Set.of(), Set.of("gold"), Set.of()),
                                JANUARY,
                                null)));
    }

    private static PriceList list(String input, String output) {
        return new PriceList(
                Map.of(
                        TokenClass.INPUT, Price.perMillion(input),
                        TokenClass.OUTPUT, Price.perMillion(output)),
                Map.of(UsageUnit.REQUEST, UnitPrice.parse("0.01")));
    }
}
