package io.tokengrid.console;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// The admin API with data that always is the same, and the console's pages beside it, on a port of
/// the loopback interface: what pages show is tested without a gateway, a journal or a database.
final class FakeApi implements AutoCloseable {
    static final Instant NOW = Instant.parse("2026-11-20T10:24:00Z");
    static final String ADMIN_KEY = "admin-key-of-the-tests";
    static final String SECRET = "tg-wB0Zr1c2bWvYh7fJ3kQmPZ5uLxN8sTdGa4oE6iKy9Rs";
    static final String SUNRISE = "org-2c";
    static final String HARBOR = "org-2d";

    /// As the control plane sends it with every page.
    static final String POLICY =
            "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final FakeUsage usage;
    private final FakeCalls calls = new FakeCalls(NOW);
    private final FakeInvoices invoices;
    private final boolean empty;
    private final List<Map<String, Object>> organizations = new ArrayList<>();
    private final List<Map<String, Object>> keys = new ArrayList<>();
    private List<Object> budgets = new ArrayList<>();

    private FakeApi(boolean empty) throws IOException {
        this.empty = empty;
        invoices = new FakeInvoices(empty);
        usage = new FakeUsage(NOW, 7);
        if (!empty) {
            organizations.add(
                    FakeData.organization(
                            SUNRISE, "Sunrise Robotics", "prepaid", "48217.36519248"));
            organizations.add(FakeData.organization(HARBOR, "Harbor Labs", "internal", "0"));
            organizations.add(
                    FakeData.organization("org-2e", "Lumen Trading", "postpaid", "-1250.0031"));
            keys.addAll(FakeData.keys());
            budgets.addAll(FakeData.budgets());
        }
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    static FakeApi filled() throws IOException {
        return new FakeApi(false);
    }

    /// As right after the first start.
    static FakeApi empty() throws IOException {
        return new FakeApi(true);
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }

    /// A JSON object, whose fields may be null.
    @SuppressWarnings("NullAway") // JSON has null; the map goes nowhere but into the writer
    static Map<String, Object> object(Map<String, @Nullable Object> fields) {
        return new LinkedHashMap<>(fields);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            if (path.startsWith("/console/")) {
                page(exchange, path.substring("/console/".length()));
                return;
            }
            if (!("Bearer " + ADMIN_KEY)
                    .equals(exchange.getRequestHeaders().getFirst("authorization"))) {
                send(
                        exchange,
                        401,
                        error(
                                "unauthorized",
                                "The key is missing or not known.",
                                "Send the admin key as 'Authorization: Bearer ADMIN-KEY'."));
                return;
            }
            Answer answer;
            synchronized (this) {
                answer = answer(exchange.getRequestMethod(), path, query(exchange), body(exchange));
            }
            send(exchange, answer.status(), answer.body());
        }
    }

    private record Answer(int status, Object body) {
        static Answer ok(Object body) {
            return new Answer(200, body);
        }
    }

    private Answer answer(
            String method, String path, Map<String, String> query, Map<String, Object> body) {
        String[] parts = path.split("/", -1);
        String id = parts.length > 4 ? parts[4] : "";
        String part = parts.length > 5 ? parts[5] : "";
        return switch (method + " " + parts[3] + (part.isEmpty() ? "" : "/" + part)) {
            case "GET status" -> Answer.ok(FakeData.status(NOW, empty));
            case "GET usage" ->
                    Answer.ok(
                            Map.of(
                                    "rows",
                                    empty ? List.of() : rows(query),
                                    "asOf",
                                    Map.of(
                                            "sequence",
                                            4_183_220,
                                            "at",
                                            NOW.minusMillis(180).toString())));
            case "GET organizations" ->
                    id.isEmpty() ? Answer.ok(page(organizations)) : found(organization(id));
            case "POST organizations" -> Answer.ok(opened(body));
            case "PATCH organizations" -> changed(id, body);
            case "POST organizations/top-ups" -> toppedUp(id, body);
            case "POST organizations/adjustments" -> toppedUp(id, body);
            case "GET organizations/keys" -> Answer.ok(page(id.equals(SUNRISE) ? keys : List.of()));
            case "POST organizations/keys" -> Answer.ok(issued(body));
            case "GET organizations/grants" ->
                    Answer.ok(page(id.equals(SUNRISE) ? FakeGrants.grants() : List.of()));
            case "GET plans" -> Answer.ok(Map.of("plans", empty ? List.of() : FakePlans.plans()));
            case "GET organizations/subscriptions" ->
                    Answer.ok(
                            Map.of(
                                    "subscriptions",
                                    id.equals(SUNRISE)
                                            ? List.of(FakePlans.subscription())
                                            : List.of()));
            case "DELETE keys" -> revoked(id);
            case "PATCH keys" -> Answer.ok(keys.getFirst());
            case "GET organizations/budgets" ->
                    Answer.ok(Map.of("budgets", id.equals(SUNRISE) ? budgets : List.of()));
            case "PUT organizations/budgets" -> budgetsSet(body);
            case "GET organizations/invoices" -> Answer.ok(page(invoices.list()));
            case "POST organizations/invoices" -> Answer.ok(invoices.make(body));
            case "GET calls" -> calls(id, query);
            case "GET ledger/", "GET ledger" -> Answer.ok(FakeData.trialBalance(empty));
            case "POST self-check" -> Answer.ok(FakeData.selfCheck());
            case "GET reconciliations" ->
                    Answer.ok(id.isEmpty() ? FakeBills.list(empty) : FakeBills.one(query));
            case "GET bill-profiles" -> Answer.ok(FakeBills.shapes());
            case "GET audit" -> Answer.ok(FakeAudit.answer(NOW, empty));
            case "GET value-chain" -> Answer.ok(FakeChain.answer(NOW, empty));
            case "GET prices" ->
                    Answer.ok(id.isEmpty() ? FakeData.prices(empty) : FakePriceVersions.list());
            case "GET re-ratings" -> Answer.ok(FakePriceVersions.reRatings(empty));
            case "GET prices/3" -> Answer.ok(FakePriceVersions.one());
            case "GET models/callers" -> Answer.ok(FakeData.callers());
            case "GET models" -> Answer.ok(FakeData.models(empty));
            default ->
                    new Answer(
                            404,
                            error(
                                    "not_found",
                                    "There is no " + path + ".",
                                    "GET /api/openapi.json describes what there is."));
        };
    }

    private List<Map<String, Object>> rows(Map<String, String> query) {
        String by = query.getOrDefault("by", "");
        return usage.rows(
                Instant.parse(query.getOrDefault("from", "1970-01-01T00:00:00Z")),
                Instant.parse(query.getOrDefault("to", "9999-12-31T00:00:00Z")),
                query.getOrDefault("organization", ""),
                by.isEmpty() ? List.of() : List.of(by.split(",", -1)),
                ZoneId.of(query.getOrDefault("zone", "UTC")));
    }

    private Answer calls(String id, Map<String, String> query) {
        if (!id.isEmpty()) {
            return found(empty ? null : calls.call(id));
        }
        return Answer.ok(
                empty
                        ? page(List.of())
                        : calls.page(
                                query.get("organization"),
                                query.get("state"),
                                query.get("after"),
                                Integer.parseInt(query.getOrDefault("limit", "50"))));
    }

    private static Answer found(@Nullable Object value) {
        return value == null
                ? new Answer(
                        404,
                        error(
                                "not_found",
                                "There is nothing of this name.",
                                "Copy the id as it was answered."))
                : Answer.ok(value);
    }

    private @Nullable Map<String, Object> organization(String id) {
        return organizations.stream()
                .filter(one -> id.equals(one.get("id")))
                .findFirst()
                .orElse(null);
    }

    private Map<String, Object> opened(Map<String, Object> body) {
        String id = "org-3" + organizations.size();
        Map<String, Object> one =
                FakeData.organization(
                        id,
                        String.valueOf(body.get("name")),
                        String.valueOf(body.get("billing")),
                        "0");
        organizations.add(one);
        return one;
    }

    private Answer changed(String id, Map<String, Object> body) {
        Map<String, Object> one = organization(id);
        if (one != null) {
            one.putAll(body);
        }
        return found(one);
    }

    /// Adds an amount to what is available; refuses one that is no decimal, as the API does.
    private Answer toppedUp(String id, Map<String, Object> body) {
        Map<String, Object> one = organization(id);
        String amount = String.valueOf(body.get("amount"));
        if (!amount.matches("-?[0-9]+(\\.[0-9]+)?")) {
            return new Answer(
                    400,
                    error(
                            "invalid_value",
                            "'amount': \"" + amount + "\" is no decimal number.",
                            "Send a decimal such as \"100.00\"."));
        }
        if (one != null) {
            one.merge(
                    "available",
                    amount,
                    (a, b) ->
                            new java.math.BigDecimal(String.valueOf(a))
                                    .add(new java.math.BigDecimal(String.valueOf(b)))
                                    .toPlainString());
        }
        return found(one);
    }

    private Map<String, Object> issued(Map<String, Object> body) {
        Map<String, Object> key =
                FakeData.key(
                        "key-9z",
                        "department",
                        String.valueOf(body.get("application")),
                        String.valueOf(body.get("function")));
        key.put("department", body.get("department"));
        keys.add(key);
        var answer = new HashMap<>(key);
        answer.put("key", SECRET);
        return answer;
    }

    private Answer revoked(String id) {
        for (Map<String, Object> key : keys) {
            if (id.equals(key.get("id"))) {
                key.put("revokedAt", NOW.toString());
                return Answer.ok(key);
            }
        }
        return found(null);
    }

    private Answer budgetsSet(Map<String, Object> body) {
        var set = new ArrayList<Object>();
        for (Object wanted : (List<?>) body.getOrDefault("budgets", List.of())) {
            set.add(FakeData.budget((Map<?, ?>) wanted));
        }
        budgets = set;
        return Answer.ok(Map.of("budgets", budgets));
    }

    private static Map<String, Object> page(List<?> items) {
        var page = new HashMap<String, @Nullable Object>();
        page.put("items", items);
        page.put("next", null);
        return object(page);
    }

    private static Map<String, Object> error(String code, String message, String hint) {
        return Map.of("error", Map.of("code", code, "message", message, "hint", hint));
    }

    private static void page(HttpExchange exchange, String path) throws IOException {
        String name = path.isEmpty() ? "index.html" : path;
        try (InputStream in = FakeApi.class.getResourceAsStream("web/" + name)) {
            if (in == null) {
                send(exchange, 404, error("not_found", "There is no page " + name + ".", ""));
                return;
            }
            String type =
                    switch (name.substring(name.lastIndexOf('.') + 1)) {
                        case "html" -> "text/html; charset=utf-8";
                        case "js" -> "text/javascript; charset=utf-8";
                        case "css" -> "text/css; charset=utf-8";
                        default -> "image/svg+xml";
                    };
            exchange.getResponseHeaders().set("content-type", type);
            exchange.getResponseHeaders().set("content-security-policy", POLICY);
            write(exchange, 200, in.readAllBytes());
        }
    }

    private static void send(HttpExchange exchange, int status, Object body) throws IOException {
        exchange.getResponseHeaders().set("content-type", "application/json");
        write(exchange, status, JSON.writeValueAsBytes(body));
    }

    private static void write(HttpExchange exchange, int status, byte[] bytes) throws IOException {
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private static Map<String, Object> body(HttpExchange exchange) throws IOException {
        byte[] bytes = exchange.getRequestBody().readAllBytes();
        var fields = new HashMap<String, Object>();
        if (bytes.length > 0) {
            Map<?, ?> read = JSON.readValue(bytes, Map.class);
            read.forEach((name, value) -> fields.put(String.valueOf(name), value));
        }
        return fields;
    }

    private static Map<String, String> query(HttpExchange exchange) {
        var query = new HashMap<String, String>();
        String raw = exchange.getRequestURI().getRawQuery();
        for (String pair : raw == null ? new String[0] : raw.split("&", -1)) {
            int equals = pair.indexOf('=');
            query.put(
                    URLDecoder.decode(pair.substring(0, equals), StandardCharsets.UTF_8),
                    URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
        }
        return query;
    }
}
