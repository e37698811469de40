package io.tokengrid.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokengrid.metering.TokenClass;
import io.tokengrid.rating.Agreement;
import io.tokengrid.rating.NamePattern;
import io.tokengrid.rating.PriceList;
import io.tokengrid.rating.PriceRow;
import io.tokengrid.rating.PriceRules;
import io.tokengrid.rating.PriceText;
import io.tokengrid.rating.Share;
import io.tokengrid.rating.Tariff;
import io.tokengrid.storage.postgres.TestDatabase;
import io.tokengrid.units.CallId;
import io.tokengrid.units.Factor;
import io.tokengrid.units.Price;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class ReferencePageTest {
    @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

    /// Figures of the machine, which differ from run to run.
    private static final Set<String> MEASURED =
            Set.of(
                    "tookMillis",
                    "groups",
                    "facts",
                    "bytes",
                    "syncP50Micros",
                    "syncP99Micros",
                    "roomBytes",
                    "lagMillis");

    @TempDir Path folder;
    private final Map<String, ReferencePage.Example> examples = new LinkedHashMap<>();

    @Test
    @Timeout(120)
    void the_reference_says_what_the_program_does() throws IOException, SQLException {
        List<Route> routes;
        try (OwnSchema schema = OwnSchema.in(DATABASE);
                Api api = Api.open(folder, schema.database::connection)) {
            play(api);
            routes = api.console.routes();
        }
        assertThat(ReferencePage.without(routes, examples)).isEmpty();

        Path root = root();
        String page =
                new ReferencePage(root.resolve("console/src/main/java/io/tokengrid/console"))
                        .write(routes, examples);
        Path made = root.resolve("console/target/api.md");
        Files.writeString(made, page);
        assertThat(page)
                .as("copy console/target/api.md to docs/reference/api.md")
                .isEqualTo(Files.readString(root.resolve("docs/reference/api.md")));
    }

    private void play(Api api) {
        JsonNode opened =
                send(
                        api,
                        "POST /api/v1/organizations",
                        "",
                        "{'name':'Guian Travel','currency':'CNY','zone':'Asia/Shanghai'}");
        String id = opened.path("id").asString();
        send(api, "GET /api/v1/organizations", "?limit=10", null);
        send(
                api,
                "POST /api/v1/organizations/{id}/top-ups",
                id,
                "{'amount':'100.00','reference':'r1'}");
        send(
                api,
                "POST /api/v1/organizations/{id}/adjustments",
                id,
                "{'amount':'-1.50','reason':'set-up fee','reference':'fee-1'}");
        String grants = "POST /api/v1/organizations/{id}/grants";
        send(api, grants, id, "{'reference':'oops','kind':'promotional','amount':'500.00'}");
        send(
                api,
                "POST /api/v1/organizations/{id}/grants/{grant}/withdraw",
                id,
                "{'reason':'meant for somebody else'}");
        send(
                api,
                grants,
                id,
                "{'reference':'welcome','kind':'promotional','amount':'0.001','priority':10,"
                        + "'expires':'2027-01-01T00:00:00+08:00','models':['qwen-plus']}");
        JsonNode issued =
                send(
                        api,
                        "POST /api/v1/organizations/{id}/keys",
                        id,
                        "{'department':'Research','application':'Chat','function':'Answers',"
                                + "'budget':{'amount':'20','per':'day','hard':true}}");
        String key = issued.path("key").asString();
        String keyId = issued.path("id").asString();
        send(api, "GET /api/v1/organizations/{id}/keys", id, null);
        send(api, "GET /api/v1/keys/{id}", keyId, null);
        send(
                api,
                "PATCH /api/v1/keys/{id}",
                keyId,
                "{'models':['qwen-plus'],'expires':'2027-01-01T00:00:00+08:00'}");
        send(
                api,
                "PUT /api/v1/organizations/{id}/budgets",
                id,
                "{'budgets':[{'amount':'50','per':'month'},"
                        + "{'department':'Research','tokens':1000000,'per':'day','hard':false}]}");
        var traffic = new Traffic(api).priced();
        CallId call = traffic.open(key);
        traffic.settle(call);
        traffic.open(key);
        send(api, "GET /api/v1/organizations/{id}", id, null);
        send(
                api,
                "PATCH /api/v1/organizations/{id}",
                id,
                "{'billing':'postpaid','creditLimit':'30'}");
        send(api, "GET /api/v1/organizations/{id}/balance", id, null);
        send(api, "GET /api/v1/organizations/{id}/grants", id, null);
        send(api, "GET /api/v1/organizations/{id}/budgets", id, null);
        api.get("/api/v1/usage?wait=true");
        send(
                api,
                "GET /api/v1/organizations/{id}/statement",
                id + "?from=2026-11-01T00:00:00Z&to=2026-12-01T00:00:00Z",
                null);
        // An invoice to be paid would ask again for what grants paid.
        api.send("PATCH", "/api/v1/organizations/" + id, "{'billing':'prepaid'}");
        String month = "{'month':'2026-11'}";
        send(
                api,
                "PUT /api/v1/organizations/{id}/billing-profile",
                id,
                "{'buyer':{'name':'Guian Travel Co., Ltd.','taxId':'91520900MA6EXAMPLE'},"
                        + "'tax':{'rate':'0.06','included':true},'language':'zh'}");
        send(api, "GET /api/v1/organizations/{id}/billing-profile", id, null);
        send(api, "POST /api/v1/organizations/{id}/invoices", id, month);
        send(api, "GET /api/v1/organizations/{id}/invoices/draft", id + "?month=2026-11", null);
        Instant then = api.clock.instant();
        api.clock.set(Instant.parse("2026-12-01T02:00:00Z"));
        JsonNode invoice =
                send(
                        api,
                        "POST /api/v1/organizations/{id}/invoices",
                        id,
                        "{'month':'2026-11','issue':true}");
        String number = invoice.path("number").asString();
        send(api, "GET /api/v1/invoices/{id}", number, null);
        send(
                api,
                "POST /api/v1/invoices/{id}/credit-notes",
                number,
                "{'amount':'0.50','reason':'outage','reference':'c1'}");
        send(api, "GET /api/v1/organizations/{id}/invoices", id + "?wait=true", null);
        api.clock.set(then);
        send(api, "GET /api/v1/calls", "?state=open&limit=1", null);
        send(
                api,
                "POST /api/v1/calls/{id}/corrections",
                call.toString(),
                "{'tokens':[{'tokenClass':'input','tokens':700},"
                        + "{'tokenClass':'cached-input','tokens':200},"
                        + "{'tokenClass':'output','tokens':250}],"
                        + "'by':'provider','reason':'bill of November','reference':'bill-7'}");
        send(
                api,
                "POST /api/v1/usage-events",
                "",
                "[{'specversion':'1.0','type':'io.tokengrid.usage.v1',"
                        + "'source':'//gateway-2/logs','id':'918273','subject':'"
                        + keyId
                        + "','time':'2026-11-22T09:30:00+08:00',"
                        + "'data':{'model':'qwen-plus','provider':'dashscope',"
                        + "'tokens':{'input':2000,'cached-input':8000,'output':500}}}]");
        send(api, "GET /api/v1/calls/{id}", call.toString(), null);
        send(api, "GET /api/v1/usage", "?by=department,model&wait=true", null);
        send(api, "GET /api/v1/audit", "?wait=true", null);
        reconcile(api);
        send(api, "GET /api/v1/models", "", null);
        send(api, "GET /api/v1/models/retiring/callers", "?wait=true", null);
        send(api, "GET /api/v1/prices", "?wait=true", null);
        String document = withNextYear(api);
        send(api, "POST /api/v1/prices/check", "", document);
        send(
                api,
                "POST /api/v1/prices/explain",
                "",
                "{'model':'qwen-plus','organization':'"
                        + id
                        + "','tokens':[{'tokenClass':'input','tokens':1200},"
                        + "{'tokenClass':'cached-input','tokens':800},"
                        + "{'tokenClass':'output','tokens':300}]}");
        send(api, "PUT /api/v1/prices", "", document);
        send(
                api,
                "POST /api/v1/prices/what-if",
                "?wait=true",
                "{'from':'2026-11-22T00:00:00Z','to':'2026-11-23T00:00:00Z','version':2}");
        backdate(api);
        send(api, "GET /api/v1/re-ratings", "?wait=true", null);
        send(api, "GET /api/v1/re-ratings/{id}", "3", null);
        send(api, "GET /api/v1/prices/versions", "?wait=true", null);
        send(api, "GET /api/v1/prices/versions/{id}", "2", null);
        send(api, "GET /api/v1/value-chain", "?wait=true", null);
        send(api, "GET /api/v1/ledger/trial-balance", "", null);
        send(api, "POST /api/v1/self-check", "", null);
        String job = api.send("POST", "/api/v1/self-check?full=true", null).at("job");
        while (api.get("/api/v1/jobs/" + job).at("state").equals("running")) {
            Thread.onSpinWait();
        }
        send(api, "GET /api/v1/jobs/{id}", job, null);
        send(api, "GET /api/v1/status", "", null);
        api.reloads = new Reloader.Outcome.Changed(List.of("price of 'qwen-max' added"));
        send(api, "POST /api/v1/reload", "", null);
        send(api, "GET /api/v1/plans", "", null);
        String subscription = "/api/v1/organizations/{id}/subscription";
        send(api, "POST " + subscription, id, "{'plan':'small','reference':'contract-7'}");
        send(api, "GET " + subscription, id, null);
        send(api, "GET " + subscription + "s", id, null);
        send(api, "DELETE " + subscription, id, null);
        sendAs(api, key, "GET /v1/me", "");
        sendAs(api, key, "GET /v1/me/usage", "?by=day");
        sendAs(api, key, "GET /v1/me/calls/{id}", call.toString());
        send(api, "DELETE /api/v1/keys/{id}", keyId, null);
    }

    private void reconcile(Api api) {
        send(api, "GET /api/v1/bill-profiles", "", null);
        String bill =
                "2026-11-22,qwen-plus-latest,input,900,0.00036\n"
                        + "2026-11-22,qwen-plus-latest,output,400,0.0004\n";
        JsonNode made =
                send(
                        api,
                        "POST /api/v1/reconciliations",
                        "?provider=dashscope&profile=plain&period=2026-11",
                        bill);
        String id = made.path("id").asString();
        send(api, "GET /api/v1/reconciliations", "?limit=10", null);
        send(api, "GET /api/v1/reconciliations/{id}", id + "?limit=10", null);
        send(api, "POST /api/v1/reconciliations/{id}/approve", id, "{}");
        send(api, "POST /api/v1/reconciliations/{id}/reverse", id, null);
    }

    /// The price of output was another one from November on.
    private static void backdate(Api api) {
        List<PriceRow> rows = new ArrayList<>(api.store.node().book().rows());
        PriceRow first = rows.getFirst();
        rows.add(
                new PriceRow(
                        first.model(),
                        null,
                        first.currency(),
                        Instant.parse("2026-11-01T00:00:00Z"),
                        null,
                        Tariff.of(
                                new PriceList(
                                        Map.of(
                                                TokenClass.INPUT, Price.perMillion("0.8"),
                                                TokenClass.OUTPUT, Price.perMillion("1.9")))),
                        first.buy(),
                        true));
        api.written.say(
                "backdated", new PriceRules(rows, List.of(), List.of(), List.of(agreement())));
        api.send("PUT", "/api/v1/prices", "backdated");
        // It goes on until the call that is open has ended.
        while (!api.get("/api/v1/re-ratings?wait=true").at("items.0.corrected").equals("2")) {
            Thread.onSpinWait();
        }
    }

    /// The book in force and a row more, as a document.
    private static String withNextYear(Api api) {
        List<PriceRow> rows = new ArrayList<>(api.store.node().book().rows());
        PriceRow last = rows.getLast();
        rows.add(
                new PriceRow(
                        last.model(),
                        last.currency(),
                        Instant.parse("2027-01-01T00:00:00Z"),
                        new PriceList(
                                Map.of(
                                        TokenClass.INPUT, Price.perMillion("0.6"),
                                        TokenClass.OUTPUT, Price.perMillion("2"))),
                        null));
        var rules = new PriceRules(rows, List.of(), List.of(), List.of(agreement()));
        String document = PriceText.of(rules);
        api.written.say(document, rules);
        return document;
    }

    private static Agreement agreement() {
        return new Agreement(
                "guian",
                NamePattern.ANY,
                Set.of(),
                Set.of("guian"),
                Instant.parse("2026-11-01T00:00:00Z"),
                null,
                List.of(
                        new Share(
                                "Tax office",
                                Share.Role.TAX,
                                new Share.Basis.IncludedTax(Factor.parse("0.06"))),
                        new Share(
                                "Guian Computing",
                                Share.Role.COMPUTE_CENTRE,
                                new Share.Basis.Cost()),
                        new Share("We", Share.Role.PLATFORM, new Share.Basis.Weight(1))));
    }

    private JsonNode send(Api api, String route, String rest, @Nullable String body) {
        return send(api, Api.ADMIN_KEY, route, rest, body);
    }

    private void sendAs(Api api, String key, String route, String rest) {
        send(api, key, route, rest, null);
    }

    /// @param rest what stands in the braces, and a query
    private JsonNode send(Api api, String key, String route, String rest, @Nullable String body) {
        String[] words = route.split(" ", 2);
        int question = rest.indexOf('?');
        String id = question < 0 ? rest : rest.substring(0, question);
        String query = question < 0 ? "" : rest.substring(question);
        String target = words[1].replace("{id}", id).replace("{grant}", "1") + query;
        Api.Answer answer =
                api.send(words[0], target, body, Map.of("authorization", "Bearer " + key));
        assertThat(answer.status()).as(route + " " + answer.body()).isEqualTo(200);
        mask(answer.body());
        examples.put(
                route,
                new ReferencePage.Example(
                        words[0]
                                + " "
                                + target
                                + (body == null ? "" : "\n\n" + body.replace('\'', '"')),
                        answer.body().toPrettyString()));
        return answer.body();
    }

    private static void mask(JsonNode node) {
        if (node instanceof ObjectNode object) {
            for (String name : List.copyOf(object.propertyNames())) {
                if (MEASURED.contains(name)) {
                    object.put(name, 0);
                }
            }
        }
        node.forEach(ReferencePageTest::mask);
    }

    private static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("docs/reference"))) {
            folder = folder.getParent();
            if (folder == null) {
                throw new AssertionError("run the tests inside the source tree");
            }
        }
        return folder;
    }
}
