package io.tokengrid.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tokengrid.units.Money;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Other names of models, and models whose days are numbered.
class ModelLifecycleTest {
    private static final Instant LONG_AGO = Instant.parse("2020-01-01T00:00:00Z");
    private static final Instant FAR_AHEAD = Instant.parse("2999-12-31T16:00:00Z");

    @ParameterizedTest
    @ValueSource(strings = {"", "\"stream\":true"})
    void an_alias_is_served_charged_and_recorded_as_its_model_and_both_names_are_said(
            String fields) {
        try (var grid = GatewaySetup.standard().alias("latest", "demo").start()) {
            var answer = grid.client().post(GatewayClient.body("latest", fields));

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("x-tokengrid-model")).hasValue("demo");
            assertThat(grid.settled().change().charge()).isGreaterThan(Money.ZERO);
            assertThat(grid.call().admitted().call().model()).isEqualTo("demo");
            assertThat(grid.call().admitted().call().tags())
                    .isEqualTo(Map.of("model-alias", "latest"));
        }
    }

    @Test
    void a_retiring_model_is_served_and_every_answer_says_until_when() {
        var life = new Lifecycle(false, FAR_AHEAD, "demo-2");
        try (var grid = GatewaySetup.standard().lifecycle("demo", life).start()) {
            var answer = grid.client().chat("\"upstream\":{\"tokens\":10}");

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("sunset"))
                    .hasValue("Tue, 31 Dec 2999 16:00:00 GMT");
            assertThat(answer.headers().firstValue("x-tokengrid-successor")).hasValue("demo-2");
        }
    }

    @Test
    void a_model_that_is_gone_is_refused_with_its_successor_and_costs_nothing() {
        var life = new Lifecycle(false, LONG_AGO, "demo-2");
        try (var grid = GatewaySetup.standard().lifecycle("demo", life).start()) {
            var answer = grid.client().chat("");

            assertThat(answer.statusCode()).isEqualTo(410);
            assertThat(answer.headers().firstValue("x-should-retry")).hasValue("false");
            var error = GatewayClient.json(answer).get("error");
            assertThat(error.get("code").asString()).isEqualTo("model_gone");
            assertThat(error.get("message").asString())
                    .isEqualTo(
                            "The model 'demo' was retired at 2020-01-01T00:00:00Z. Call 'demo-2' instead.");
            assertThat(grid.organization().held()).isEqualTo(Money.ZERO);
        }
    }

    @Test
    void the_list_of_models_has_every_name_that_can_be_called() {
        var setup =
                GatewaySetup.standard()
                        .model("old", GatewaySetup.TestModel.standard())
                        .model("going", GatewaySetup.TestModel.standard())
                        .model("new", GatewaySetup.TestModel.standard())
                        .lifecycle("old", new Lifecycle(false, LONG_AGO, "demo"))
                        .lifecycle("going", new Lifecycle(false, FAR_AHEAD, "demo"))
                        .lifecycle("new", new Lifecycle(true, null, null))
                        .alias("latest", "new");
        try (var grid = setup.start()) {
            var request =
                    grid.client()
                            .to("/v1/models")
                            .header("authorization", "Bearer " + GatewayFixture.SECRET)
                            .build();
            var names = GatewayClient.json(grid.client().send(request)).get("data");

            assertThat(names.valueStream().map(name -> name.get("id").asString()))
                    .containsExactly("demo", "going", "latest", "new");
            assertThat(names.get(1).get("state").asString()).isEqualTo("retiring");
            assertThat(names.get(1).get("successor").asString()).isEqualTo("demo");
            assertThat(names.get(2).get("alias_of").asString()).isEqualTo("new");
            assertThat(names.get(3).get("state").asString()).isEqualTo("preview");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "false,                     , current",
        "true,                      , preview",
        "false, 2026-12-31T16:00:00Z, retiring",
        "true,  2026-12-31T16:00:00Z, retiring",
        "false, 2026-11-22T00:00:00Z, gone",
        "true,  2026-01-01T00:00:00Z, gone",
    })
    void a_model_is_gone_from_the_first_instant_of_its_retirement(
            boolean preview, Instant retires, String state) {
        Instant now = Instant.parse("2026-11-22T00:00:00Z");

        assertThat(new Lifecycle(preview, retires, null).at(now).key()).isEqualTo(state);
    }

    @Test
    void an_alias_names_a_model_and_is_none() {
        assertThatThrownBy(() -> new Catalogue(Map.of(), Map.of("latest", "demo")))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
