package io.tokengrid.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokengrid.journal.Fact;
import io.tokengrid.units.TokenCount;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Starting, reloading, draining and being cut short.
class LifecycleTest {
    private GatewayFixture grid = GatewaySetup.standard().start();

    @AfterEach
    void stop() {
        grid.close();
    }

    private CompletableFuture<HttpResponse<String>> start(String fields) {
        return grid.client().start(grid.client().request(GatewayClient.body(fields)));
    }

    private int status(String path) {
        return grid.client().send(grid.client().to(path).GET().build()).statusCode();
    }

    @Test
    void a_draining_gateway_refuses_new_calls_and_finishes_open_ones() throws Exception {
        assertThat(status("/health/ready")).isEqualTo(200);
        var open = start("\"stream\":true,\"upstream\":{\"tokens\":50,\"tokens_per_second\":50}");
        Await.until("it is open", () -> grid.organization().openCalls() == 1);
        var drained =
                CompletableFuture.supplyAsync(() -> {
                    try {
                        return grid.gateway().drain(Duration.ofSeconds(30));
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                });
        Await.until("it drains", () -> status("/health/ready") == 503);

        var refused = grid.client().chat("");

        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(GatewayClient.code(refused)).isEqualTo("draining");
        assertThat(refused.headers().firstValue("retry-after")).hasValue("1");
        assertThat(status("/health/live")).isEqualTo(200);
        assertThat(open.join().body()).endsWith("data: [DONE]\n\n");
        assertThat(drained.join()).isTrue();
    }

    @Test
    void a_cut_settles_streams_as_far_as_they_came_and_frees_other_calls() throws Exception {
        var stream = start("\"stream\":true,\"upstream\":{\"tokens\":9,\"stall_after\":4}");
        var json = start("\"upstream\":{\"delay_ms\":60000}");
        Await.until("both are served", () -> grid.upstream().served().open() == 2);
        Await.until("the stream is marked", this::isMarked);

        assertThat(grid.gateway().drain(Duration.ZERO)).isFalse();
        grid.gateway().cut();

        assertThat(grid.settled(stream.join()).result().usage().output())
                .isEqualTo(new TokenCount(4));
        assertThat(stream.join().body()).contains("\"code\":\"draining\"");
        assertThat(json.join().statusCode()).isEqualTo(503);
        assertThat(grid.voided(json.join()).reason()).isEqualTo("shutdown");
        assertThat(grid.gateway().open()).isZero();
    }

    private boolean isMarked() {
        return grid.facts().stream().anyMatch(Fact.Marked.class::isInstance);
    }

    @Test
    void too_many_open_calls_are_an_overload() {
        grid.close();
        grid = GatewaySetup.standard().options(o -> Options.bounds(o, 1, 1, 1)).start();
        var first = start("\"upstream\":{\"delay_ms\":500}");
        Await.until("it is open", () -> grid.gateway().open() == 1);

        var second = grid.client().chat("");

        assertThat(second.statusCode()).isEqualTo(503);
        assertThat(GatewayClient.code(second)).isEqualTo("overloaded");
        assertThat(first.join().statusCode()).isEqualTo(200);
    }

    @Test
    void a_reload_changes_the_models_for_later_calls() {
        assertThat(grid.client().chat("").statusCode()).isEqualTo(200);
        grid.gateway().reload(new Catalogue(Map.of()));

        assertThat(GatewayClient.code(grid.client().chat(""))).isEqualTo("model_not_found");
    }

    @Test
    void several_event_loops_listen_on_one_port() {
        grid.close();
        grid = GatewaySetup.standard().options(o -> Options.bounds(o, 3, 100, 3)).start();
        for (int i = 0; i < 12; i++) {
            try (var client = new GatewayClient(grid.gateway().port(), GatewayFixture.SECRET)) {
                assertThat(client.chat("").statusCode()).isEqualTo(200);
            }
        }

        assertThat(grid.calls()).hasSize(12);
    }

    @Test
    void models_are_listed_for_those_who_have_a_key() {
        var request = grid.client().to("/v1/models").GET();
        assertThat(grid.client().send(request.build()).statusCode()).isEqualTo(401);
        var listed = grid.client().send(request.header("x-api-key", GatewayFixture.SECRET).build());

        assertThat(listed.body())
                .isEqualTo(
                        "{\"object\":\"list\",\"data\":[{\"id\":\"demo\",\"object\":\"model\","
                                + "\"created\":0,\"owned_by\":\"tokengrid\"}]}");
    }

    @Test
    void all_other_paths_go_to_the_control_plane() {
        var answer = grid.client().send(grid.client().to("/api/v1/x%20y?a=b").GET().build());

        assertThat(answer.body()).isEqualTo("GET /api/v1/x y");
    }

    @Test
    void a_path_that_is_badly_encoded_is_the_clients_fault() throws IOException {
        for (String target : new String[] {"/api/v1/%zz", "/api/v1/calls?limit=%f"}) {
            try (var client = RawClient.to(grid)) {
                client.write("GET " + target + " HTTP/1.1\r\nhost: test\r\n\r\n");

                var answer = client.answer();

                assertThat(answer.status()).isEqualTo(400);
                assertThat(answer.body()).contains("\"invalid_request\"");
            }
        }
    }

    @Test
    void an_illegal_argument_of_the_control_plane_is_our_fault() {
        var answer = grid.client().send(grid.client().to("/broken").GET().build());

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(GatewayClient.code(answer)).isEqualTo("internal");
    }
}
