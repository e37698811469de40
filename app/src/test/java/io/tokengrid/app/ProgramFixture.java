package io.tokengrid.app;

import io.tokengrid.upstream.ScriptableUpstream;
import io.tokengrid.upstream.UpstreamOptions;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/// The whole program in this process, on a free port, in front of a scriptable upstream: a model
/// `m` with a price, a customer with money and one without.
final class ProgramFixture implements AutoCloseable {
    static final String ADMIN_KEY = "tga_fixture";

    private final ScriptableUpstream upstream =
            ScriptableUpstream.start(
                    UpstreamOptions.standard().withTokenizer("o200k").withAnswerTokens(12));
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Server server;
    private final Api api;
    private final Api.Customer rich;
    private final Api.Customer poor;

    /// @param folder for its data
    ProgramFixture(Path folder) throws IOException, InterruptedException {
        this(folder, Map.of());
    }

    /// @param settings beyond the fixture's own, by path
    ProgramFixture(Path folder, Map<String, String> settings)
            throws IOException, InterruptedException {
        this(folder, settings, UnaryOperator.identity());
    }

    /// @param change of the configuration's text
    ProgramFixture(Path folder, Map<String, String> settings, UnaryOperator<String> change)
            throws IOException, InterruptedException {
        var overrides = new HashMap<>(settings);
        overrides.put("data", folder.resolve("data").toString());
        overrides.put("listen.port", "0");
        Config config =
                Config.parse(
                        change.apply(config(ADMIN_KEY, upstream)),
                        "fixture.yaml",
                        Map.of(),
                        overrides);
        server = Server.start(config, () -> config);
        api = new Api(http, server.address(), ADMIN_KEY);
        rich = api.customer("Rich", "1000");
        poor = api.customer("Poor", "0.000000000000000001");
    }

    /// A configuration with a model `m` that has a selling and a buying price.
    ///
    /// @param upstream what model `m` is served by
    static String config(String adminKey, ScriptableUpstream upstream) {
        return """
        admin-key: %s
        providers:
          up: { dialect: openai, base-url: "http://127.0.0.1:%d/v1" }
        models:
          m:
            tokenizer: o200k
            template: plain
            max-output: 64
            deployments:
              - { provider: up, model: served }
        prices:
          - model: m
            currency: CNY
            effective: 2026-01-01T00:00:00+08:00
            per-million: { input: "0.8", cached-input: "0.16", output: "2" }
            buy-per-million: { input: "0.5", output: "1.3" }
        """
                .formatted(adminKey, upstream.port());
    }

    /// What an OpenAI client is configured with.
    String baseUrl() {
        return server.address() + "/v1";
    }

    /// The key of a customer with money.
    String key() {
        return rich.key();
    }

    /// The key of a customer whose money pays for no call.
    String poorKey() {
        return poor.key();
    }

    /// Calls as the key of the customer with money may read them.
    Api own() {
        return api.withKey(rich.key());
    }

    ScriptableUpstream upstream() {
        return upstream;
    }

    /// As an operator.
    Api admin() {
        return api;
    }

    /// How often calls were refused with this code.
    long refusals(String code) throws IOException, InterruptedException {
        return metric("tokengrid_calls_refused_total{code=\"" + code + "\"}");
    }

    /// A metric's value, a whole number; 0 if there is none.
    ///
    /// @param name with its labels
    long metric(String name) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(server.address() + "/metrics"))
                        .header("authorization", "Bearer " + ADMIN_KEY)
                        .build();
        return http.send(request, BodyHandlers.ofString())
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .map(line -> new BigDecimal(line.substring(name.length()).strip()))
                .mapToLong(BigDecimal::longValueExact)
                .sum();
    }

    @Override
    public void close() throws IOException {
        server.close();
        http.close();
        upstream.close();
    }
}
