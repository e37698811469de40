package io.tokengrid.console;

import io.tokengrid.gateway.ControlRequest;
import io.tokengrid.gateway.ControlResponse;
import io.tokengrid.gateway.Lifecycle;
import io.tokengrid.rating.invoice.Language;
import io.tokengrid.rating.invoice.Party;
import io.tokengrid.rating.invoice.Seller;
import io.tokengrid.rating.invoice.TaxTerms;
import io.tokengrid.rating.plan.Tax;
import io.tokengrid.storage.NodeOptions;
import io.tokengrid.storage.NodeStore;
import io.tokengrid.storage.postgres.Connections;
import io.tokengrid.storage.postgres.Corrections;
import io.tokengrid.storage.postgres.Fold;
import io.tokengrid.storage.postgres.FoldOptions;
import io.tokengrid.storage.postgres.Ingestion;
import io.tokengrid.storage.postgres.ReRater;
import io.tokengrid.storage.postgres.Views;
import io.tokengrid.storage.segment.JournalOptions;
import io.tokengrid.testing.TestClock;
import io.tokengrid.units.TokenCount;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The control plane on a real node in a folder, asked as the gateway would ask it.
final class Api implements AutoCloseable {
    static final String ADMIN_KEY = "admin-key-of-the-tests";
    static final String USAGE_KEY = "usage-key-of-the-tests";
    static final Instant START = Instant.parse("2026-11-22T08:00:00Z");
    static final JsonMapper JSON = JsonMapper.builder().build();

    final TestClock clock = new TestClock(START);
    final NodeStore store;
    final Console console;
    private final Fold fold;
    private final ReRater reRater;
    Reloader.Outcome reloads = new Reloader.Outcome.Changed(List.of());
    final FakePriceDocuments written = new FakePriceDocuments();
    Seller seller =
            new Seller(
                    new Party(
                            "Guian Compute Co., Ltd.",
                            "91520900MA6DHXYZ12",
                            "1 Data Road, Guian, Guizhou",
                            "+86 851 0000 0000",
                            "Bank of Guizhou, Guian",
                            "6200 0000 0000 0000"),
                    "Finance",
                    new Seller.Series("INV-", "CB-", "CN-"),
                    new TaxTerms(new BigDecimal("0.06"), false, Tax.Basis.LINE, ""),
                    Language.EN,
                    30,
                    new Seller.ItemCode("信息技术服务", "3040203000000000000"));
    ForwardGauge.Counts forwards = new ForwardGauge.Counts(0, 0, 0);

    private Api(NodeStore store, Connections database, long seed) {
        this.store = store;
        fold = Fold.start(store.node().journal(), 1, database, FoldOptions.defaults(), clock);
        Views views = new Views(database, fold, 1);
        var corrections = new Corrections(store.node(), views, clock);
        reRater = ReRater.start(store.node(), views, corrections, clock);
        console =
                new Console(
                        new ConsoleParts(
                                store,
                                views,
                                corrections,
                                reRater::all,
                                new Ingestion(store.node(), views, clock),
                                Secrets.hash(ADMIN_KEY),
                                Secrets.hash(USAGE_KEY),
                                new ConsoleParts.Operations(
                                        new About("0.1.0", 1, START),
                                        Api::models,
                                        SubscriptionsTest::plans,
                                        () -> reloads,
                                        () -> forwards,
                                        written,
                                        new FakeBillDocuments(),
                                        () -> null,
                                        () -> seller),
                                clock,
                                new Random(seed)));
    }

    /// Without a database: whatever needs the views is refused.
    static Api open(Path folder) throws IOException {
        return open(
                folder,
                () -> {
                    throw new SQLException("no database in this test");
                });
    }

    static Api open(Path folder, Connections database) throws IOException {
        NodeStore store =
                NodeStore.open(folder, 1, NodeOptions.standard(JournalOptions.small()), START);
        return new Api(store, database, 1);
    }

    private static List<OfferedModel> models() {
        return List.of(
                new OfferedModel(
                        "qwen-plus",
                        new TokenCount(8_192),
                        new TokenCount(131_072),
                        List.of("qwen"),
                        Lifecycle.State.RETIRING,
                        Instant.parse("2026-12-31T16:00:00Z"),
                        "qwen-max",
                        List.of(
                                new OfferedModel.OfferedDeployment(
                                        "dashscope", "qwen-plus-latest", "guian"))));
    }

    /// An answer.
    record Answer(int status, Map<String, String> headers, JsonNode body) {
        /// The field at a path such as `items.0.id`, as text.
        String at(String path) {
            JsonNode node = body;
            for (String step : path.split("\\.", -1)) {
                node = step.matches("[0-9]+") ? node.path(Integer.parseInt(step)) : node.path(step);
            }
            return node.isMissingNode() ? "(missing)" : node.asString("(" + node + ")");
        }
    }

    Answer get(String path) {
        return send("GET", path, null);
    }

    /// What is no JSON.
    byte[] bytes(String target) {
        int question = target.indexOf('?');
        return console.handle(
                        new ControlRequest(
                                "GET",
                                target.substring(0, question),
                                query(target.substring(question + 1)),
                                Map.of("authorization", "Bearer " + ADMIN_KEY),
                                new byte[0]))
                .body();
    }

    Answer post(String path, @Nullable String body) {
        return send("POST", path, body);
    }

    Answer send(String method, String path, @Nullable String body) {
        return send(method, path, body, Map.of("authorization", "Bearer " + ADMIN_KEY));
    }

    /// As a caller of the data plane.
    Answer getAs(String key, String path) {
        return send("GET", path, null, Map.of("authorization", "Bearer " + key));
    }

    /// @param body with `'` for `"`, so that tests can be read
    Answer send(String method, String path, @Nullable String body, Map<String, String> headers) {
        var all = new HashMap<>(headers);
        if (body != null) {
            all.putIfAbsent("content-type", "application/json");
        }
        byte[] bytes =
                body == null
                        ? new byte[0]
                        : body.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        return raw(method, path, bytes, all);
    }

    Answer raw(String method, String target, byte[] body, Map<String, String> headers) {
        int question = target.indexOf('?');
        String path = question < 0 ? target : target.substring(0, question);
        ControlResponse response =
                console.handle(
                        new ControlRequest(
                                method,
                                path,
                                question < 0 ? Map.of() : query(target.substring(question + 1)),
                                headers,
                                body));
        boolean json =
                "application/json".equals(response.headers().get("content-type"))
                        && response.body().length > 0;
        return new Answer(
                response.status(),
                response.headers(),
                json ? JSON.readTree(response.body()) : JSON.createObjectNode());
    }

    private static Map<String, String> query(String text) {
        var query = new LinkedHashMap<String, String>();
        for (String pair : text.split("&", -1)) {
            String[] parts = pair.split("=", 2);
            query.put(parts[0], parts.length == 1 ? "" : parts[1]);
        }
        return query;
    }

    /// Opens a prepaid organization and answers its id.
    String organization(String name) {
        return post("/api/v1/organizations", "{'name':'" + name + "','currency':'CNY'}").at("id");
    }

    /// Issues a key and answers its secret.
    String key(String organization) {
        return post(
                        "/api/v1/organizations/" + organization + "/keys",
                        "{'department':'Research','application':'Chat','function':'Answers'}")
                .at("key");
    }

    void topUp(String organization, String amount) {
        post(
                "/api/v1/organizations/" + organization + "/top-ups",
                "{'amount':'" + amount + "','reference':'r-" + amount + "'}");
    }

    @Override
    public void close() throws IOException {
        reRater.close();
        fold.close();
        store.close();
    }
}
