package io.tokengrid.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tokengrid.rating.plan.PlanOffer;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// Plans of the configuration, and the samples in `docs/examples` over HTTP through a whole
/// program.
final class OfferedPlansTest {
    private static final Path SAMPLE =
            Repository.root().resolve("docs/examples/china-telecom-plans.yaml");

    /// A prompt is held for with what its count may err by.
    private static final int SPARE = 20;

    @TempDir private Path folder;

    private static List<PlanOffer> plans(String yaml) {
        return Config.parse(yaml, "plans.yaml", Map.of(), Map.of()).plans();
    }

    @Test
    void the_samples_are_plans() {
        List<PlanOffer> plans = plans(ConfigText.of(SAMPLE));

        assertThat(plans).extracting(PlanOffer::name).containsExactly("tokens-10m", "tokens-150m");
        assertThat(plans.getFirst().fee()).hasToString("9.9");
        assertThat(plans.getLast().allowance().included()).hasToString("150000000");
        Reference.check(
                "docs/concepts/plans.md",
                "china-telecom-plans",
                "```yaml\n" + ConfigText.of(SAMPLE) + "```");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ fee: 1, allowance: { included: 5 } } | plans.p.currency: is missing",
                "{ currency: CNY, allowance: { included: 0 } } | includes more than nothing",
                "{ currency: CNY, period: hour, proration: seconds, allowance: { included: 5 } } | a day or longer",
                "{ currency: CNY, allowance: { included: 5, cap: 3 } } | is of at-end: overage",
                "{ currency: CNY, allowance: { included: 5, unit: Token } } | small letters",
                "{ currency: CNY, allowance: { included: 5, weights: [{ weight: 10 }] } } | at most 9.2",
                "{ currency: CNY, allowance: { included: 5, weights: [{ weight: 1, meter: outpt }] } } | output",
                "{ currency: CNY, allowance: { included: 5, at-end: cheaper } } | overage",
                "{ currency: CNY, seats: 3, allowance: { included: 5 } } | is not a setting",
            })
    void what_cannot_be_subscribed_to_is_refused_by_name(String plan, String why) {
        assertThatThrownBy(() -> plans("plans:\n  p: " + plan + "\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(why.strip());
    }

    /// @param most output tokens that it holds for
    /// @param script what becomes of it upstream
    private static HttpResponse<String> call(
            ProgramFixture program, String key, long most, String script)
            throws IOException, InterruptedException {
        String body =
                """
                {"model":"m","max_tokens":%d,"messages":[{"role":"user","content":"Hello"}],
                 "upstream":{%s}}
                """
                        .formatted(most, script);
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(program.baseUrl() + "/chat/completions"))
                        .header("authorization", "Bearer " + key)
                        .header("content-type", "application/json")
                        .POST(BodyPublishers.ofString(body))
                        .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(request, BodyHandlers.ofString());
        }
    }

    /// All of the model's limits are a plan's size.
    private ProgramFixture program(String plans) throws IOException, InterruptedException {
        return new ProgramFixture(
                folder,
                Map.of(),
                text -> text.replace("max-output: 64", "max-output: 100000000") + plans);
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue("x-tokengrid-" + name).orElse("");
    }

    @Test
    void ten_million_tokens_for_9_90_are_drawn_until_no_call_fits_in_what_is_left()
            throws IOException, InterruptedException {
        try (var program = program(ConfigText.of(SAMPLE))) {
            Api api = program.admin();
            Api.Customer customer = api.customer("Planned", "100");
            String path = customer.path();
            JsonNode made =
                    api.post(
                            path + "/subscription",
                            "{\"plan\":\"tokens-10m\",\"reference\":\"s1\"}");
            assertThat(made.at("/period/fee").asString()).isEqualTo("9.90");
            long left = made.at("/period/included").asDecimal().longValueExact();
            assertThat(left).isEqualTo(10_000_000);

            HttpResponse<String> first = call(program, customer.key(), 20, "\"tokens\":20");
            long prompt = Api.JSON.readTree(first.body()).at("/usage/prompt_tokens").asLong();
            assertThat(header(first, "currency")).isEqualTo("units:token");
            assertThat(new BigDecimal(header(first, "charge")))
                    .isEqualByComparingTo("" + (prompt + 20));
            left -= prompt + 20;
            HttpResponse<String> last = first;
            while (left > prompt + SPARE) {
                long tokens = Math.min(900_000, left - prompt - SPARE);
                last = call(program, customer.key(), tokens, "\"tokens\":" + tokens);
                assertThat(last.statusCode()).as(last.body()).isEqualTo(200);
                long used = Api.JSON.readTree(last.body()).at("/usage/total_tokens").asLong();
                left -= used;
            }
            HttpResponse<String> beyond = call(program, customer.key(), left, "\"tokens\":1");

            JsonNode plan = api.get(path + "/subscription");
            String drawn = (10_000_000 - left) + ".00";
            assertThat(plan.at("/period/drawn").asString()).isEqualTo(drawn);
            assertThat(plan.at("/period/left").asString()).isEqualTo(left + ".00");
            assertThat(beyond.statusCode()).isEqualTo(402);
            assertThat(beyond.body()).contains("plan_exhausted");

            JsonNode statement =
                    api.getOnceReady(
                            path
                                    + "/statement?from=2026-01-01T00:00:00Z"
                                    + "&to=2099-01-01T00:00:00Z&wait=true");
            assertThat(statement.at("/closing").asString()).isEqualTo("90.10");
            assertThat(statement.at("/fees/0/plan").asString()).isEqualTo("tokens-10m");
            assertThat(statement.at("/fees/0/amount").asString()).isEqualTo("9.90");
            assertThat(statement.at("/inUnits/0/unit").asString()).isEqualTo("token");
            assertThat(statement.at("/inUnits/0/sums/charge").asString()).isEqualTo(drawn);
            assertThat(statement.at("/sums/charge").asString()).isEqualTo("0.00");
            JsonNode seen = api.get("/api/v1/calls/" + header(last, "call"));
            assertThat(seen.at("/plan/name").asString()).isEqualTo("tokens-10m");
            assertThat(seen.at("/currency").asString()).isEqualTo("units:token");
            assertThat(seen.at("/drawnFrom/0/source").asString()).isEqualTo("plan");
            assertThat(seen.at("/drawnFrom/0/amount").asString())
                    .isEqualTo(seen.at("/charge").asString());
            assertThat(api.post("/api/v1/self-check", "").at("/ok").asString())
                    .isNotEqualTo("false");
        }
    }

    @Test
    void what_does_not_fit_in_150_million_tokens_is_charged_by_the_price_book_up_to_20()
            throws Exception {
        String sample = ConfigText.of(SAMPLE).replaceAll(" +anchor: .*\n", "");
        try (var program = program(sample);
                ExecutorService aside = Executors.newVirtualThreadPerTaskExecutor()) {
            Api api = program.admin();
            Api.Customer customer = api.customer("Planned", "100");
            String path = customer.path();
            api.post(path + "/subscription", "{\"plan\":\"tokens-150m\",\"reference\":\"s1\"}");
            Callable<HttpResponse<String>> half =
                    () ->
                            call(
                                    program,
                                    customer.key(),
                                    74_995_000,
                                    "\"tokens\":20,\"delay_ms\":10000");
            Future<HttpResponse<String>> most = aside.submit(half);
            Future<HttpResponse<String>> more = aside.submit(half);
            while (new BigDecimal(api.get(path + "/subscription").at("/period/left").asString())
                            .compareTo(BigDecimal.valueOf(10_000))
                    > 0) {
                Thread.onSpinWait();
            }

            HttpResponse<String> above = call(program, customer.key(), 10_000, "\"tokens\":1000");
            HttpResponse<String> beyond =
                    call(program, customer.key(), 10_000_000, "\"tokens\":20");

            assertThat(header(above, "currency")).isEqualTo("CNY");
            long prompt = Api.JSON.readTree(above.body()).at("/usage/prompt_tokens").asLong();
            BigDecimal charge =
                    new BigDecimal("0.0000008")
                            .multiply(BigDecimal.valueOf(prompt))
                            .add(new BigDecimal("0.002"));
            assertThat(new BigDecimal(header(above, "charge"))).isEqualByComparingTo(charge);
            assertThat(beyond.statusCode()).isEqualTo(402);
            assertThat(beyond.body()).contains("plan_exhausted", "beyond its cap");
            assertThat(header(most.get(), "currency")).isEqualTo("units:token");
            assertThat(header(more.get(), "currency")).isEqualTo("units:token");
            JsonNode plan = api.get(path + "/subscription");
            assertThat(new BigDecimal(plan.at("/period/overageSpent").asString()))
                    .isEqualByComparingTo(charge);
            assertThat(new BigDecimal(api.get(path + "/balance").at("/available").asString()))
                    .isEqualByComparingTo(new BigDecimal("60.10").subtract(charge));
            JsonNode me = api.withKey(customer.key()).get("/v1/me");
            assertThat(me.at("/plan/atEnd").asString()).isEqualTo("overage");
            assertThat(me.at("/plan/period/held").asString()).isEqualTo("0.00");
        }
    }
}
