package io.tokengrid.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OperationsTest {
    @TempDir Path folder;
    private Api api;

    @BeforeEach
    void open() throws IOException {
        api = Api.open(folder);
    }

    @AfterEach
    void close() throws IOException {
        api.close();
    }

    @Test
    void the_price_book_says_what_is_inherited_from_where() {
        new Traffic(api).priced();
        Api.Answer answer = api.get("/api/v1/prices");

        assertThat(answer.at("version")).isEqualTo("1");
        assertThat(answer.at("rows.0.model")).isEqualTo("qwen-plus");
        assertThat(answer.at("rows.0.inForce")).isEqualTo("true");
        assertThat(answer.at("rows.0.sell.0.tokenClass")).isEqualTo("input");
        assertThat(answer.at("rows.0.sell.0.perMillion")).isEqualTo("0.8");
        assertThat(answer.at("rows.0.sell.1.tokenClass")).isEqualTo("cached-input");
        assertThat(answer.body().at("/rows/0/sell/1/inheritedFrom").isNull()).isTrue();
        assertThat(answer.at("rows.0.sell.2.tokenClass")).isEqualTo("cache-write");
        assertThat(answer.at("rows.0.sell.2.inheritedFrom")).isEqualTo("input");
        assertThat(answer.at("rows.0.buy.0.perMillion")).isEqualTo("0.4");
    }

    @Test
    void models_are_those_of_the_configuration() {
        Api.Answer answer = api.get("/api/v1/models");

        assertThat(answer.at("models.0.name")).isEqualTo("qwen-plus");
        assertThat(answer.at("models.0.deployments.0.site")).isEqualTo("guian");
        assertThat(answer.at("models.0.aliases.0")).isEqualTo("qwen");
        assertThat(answer.at("models.0.state")).isEqualTo("retiring");
        assertThat(answer.at("models.0.retires")).isEqualTo("2026-12-31T16:00:00Z");
        assertThat(answer.at("models.0.successor")).isEqualTo("qwen-max");
    }

    @Test
    void the_status_says_how_long_and_how_far() {
        String key = api.key(api.organization("A"));
        api.topUp(api.get("/api/v1/organizations").at("items.0.id"), "1");
        new Traffic(api).priced().open(key);
        api.clock.advance(Duration.ofSeconds(90));

        Api.Answer answer = api.get("/api/v1/status");

        assertThat(answer.at("version")).isEqualTo("0.1.0");
        assertThat(answer.at("node")).isEqualTo("1");
        assertThat(answer.at("epoch")).isEqualTo("1");
        assertThat(answer.at("uptimeSeconds")).isEqualTo("90");
        assertThat(answer.at("openCalls")).isEqualTo("1");
        assertThat(answer.at("journal.lastSequence")).isEqualTo("5");
        assertThat(answer.at("journal.shortage")).isEmpty();
    }

    @Test
    void a_reload_answers_what_changed_or_why_nothing_did() {
        api.reloads = new Reloader.Outcome.Changed(List.of("price of qwen-plus"));
        Api.Answer changed = api.send("POST", "/api/v1/reload", null);
        api.reloads = new Reloader.Outcome.Refused(List.of("line 3: unknown key 'prics'"));
        Api.Answer refused = api.send("POST", "/api/v1/reload", null);

        assertThat(changed.at("changes.0")).isEqualTo("price of qwen-plus");
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.at("error.code")).isEqualTo("reload_refused");
        assertThat(refused.at("error.message")).contains("unknown key 'prics'");
    }
}
