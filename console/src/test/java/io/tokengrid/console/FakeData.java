package io.tokengrid.console;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What [FakeApi] answers about customers, books and prices.
final class FakeData {
    private FakeData() {}

    static Map<String, Object> fields(@Nullable Object... namesAndValues) {
        var fields = new HashMap<String, @Nullable Object>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
        }
        return FakeApi.object(fields);
    }

    static Map<String, Object> status(Instant now, boolean empty) {
        return fields(
                "version",
                "0.1.0",
                "node",
                1,
                "epoch",
                4,
                "now",
                now.toString(),
                "startedAt",
                now.minusSeconds(190_800).toString(),
                "uptimeSeconds",
                190_800,
                "openCalls",
                empty ? 0 : 12,
                "journal",
                fields(
                        "lastSequence", 4_183_224,
                        "durableSequence", 4_183_221,
                        "oldestSequence", 1,
                        "facts", 4_183_221,
                        "groups", 512_077,
                        "bytes", 903_200_112L,
                        "syncP50Micros", 262,
                        "syncP99Micros", 648,
                        "segments", 15,
                        "roomBytes", 134_217_728L,
                        "reservedBytes", 44_032,
                        "shortage", ""));
    }

    static Map<String, Object> organization(
            String id, String name, String billing, String available) {
        return fields(
                "id",
                id,
                "name",
                name,
                "currency",
                "CNY",
                "billing",
                billing,
                "creditLimit",
                billing.equals("postpaid") ? "20000" : "0",
                "unlimited",
                false,
                "zone",
                "Asia/Shanghai",
                "priceGroups",
                List.of("resellers"),
                "openedAt",
                "2026-10-02T01:15:00Z",
                "available",
                available,
                "held",
                "0.3566208",
                "spent",
                "1782.27818672",
                "owed",
                "0",
                "openCalls",
                12);
    }

    static Map<String, Object> key(
            String id, String department, String application, String function) {
        return fields(
                "id",
                id,
                "organization",
                FakeApi.SUNRISE,
                "department",
                department,
                "application",
                application,
                "function",
                function,
                "budget",
                null,
                "expires",
                null,
                "models",
                List.of(),
                "issuedAt",
                "2026-10-02T01:20:00Z",
                "revokedAt",
                null);
    }

    static List<Map<String, Object>> keys() {
        Map<String, Object> limited = key("key-20", "support", "helpdesk", "answers");
        limited.put("models", List.of("qwen-plus", "deepseek-chat"));
        limited.put("expires", "2027-03-31T16:00:00Z");
        limited.put(
                "budget",
                budget(fields("key", "key-20", "tokens", 20_000_000, "per", "day", "hard", true)));
        Map<String, Object> revoked = key("key-21", "marketing", "copywriter", "drafts");
        revoked.put("revokedAt", "2026-11-04T02:00:00Z");
        return List.of(key("key-1f", "research", "assistant", "chat"), limited, revoked);
    }

    static List<Map<String, Object>> budgets() {
        return List.of(
                budget(fields("amount", "3000", "per", "month", "hard", true)),
                budget(
                        fields(
                                "department",
                                "support",
                                "amount",
                                "150",
                                "per",
                                "day",
                                "hard",
                                true)),
                budget(
                        fields(
                                "department",
                                "research",
                                "application",
                                "assistant",
                                "tokens",
                                50_000_000,
                                "per",
                                "day",
                                "hard",
                                false)));
    }

    /// A budget as it stands, of one as it is wanted: half to all of it is used.
    static Map<String, Object> budget(Map<?, ?> wanted) {
        Object amount = wanted.get("amount");
        Object tokens = wanted.get("tokens");
        String per = String.valueOf(wanted.get("per"));
        BigDecimal limit = new BigDecimal(amount == null ? "0" : String.valueOf(amount));
        String share = per.equals("month") ? "0.594092728906666667" : "0.91043718";
        return fields(
                "department",
                wanted.get("department"),
                "application",
                wanted.get("application"),
                "function",
                wanted.get("function"),
                "key",
                wanted.get("key"),
                "amount",
                amount,
                "tokens",
                tokens,
                "per",
                per,
                "hard",
                wanted.get("hard"),
                "periodStart",
                "2026-11-19T16:00:00Z",
                "resets",
                per.equals("total")
                        ? null
                        : per.equals("month") ? "2026-11-30T16:00:00Z" : "2026-11-20T16:00:00Z",
                "spent",
                limit.multiply(new BigDecimal(share)).stripTrailingZeros().toPlainString(),
                "held",
                amount == null ? "0" : "0.3566208",
                "tokensSpent",
                tokens == null ? 0 : ((Number) tokens).longValue() / 10 * 3,
                "tokensHeld",
                tokens == null ? 0 : 98_304);
    }

    static Map<String, Object> trialBalance(boolean empty) {
        if (empty) {
            return fields("sequence", 0, "balanced", true, "units", List.of());
        }
        var accounts = new ArrayList<Map<String, Object>>();
        account(accounts, "cash", "platform", "50000", "0");
        account(accounts, "wallet", FakeApi.SUNRISE, "1782.63480752", "50000");
        account(accounts, "held", FakeApi.SUNRISE, "1782.27818672", "1782.6348075200000001");
        account(accounts, "revenue", FakeApi.SUNRISE, "0", "1782.2781867199999999");
        account(accounts, "provider-cost", "bailian", "1336.70864004", "0");
        account(accounts, "provider-payable", "bailian", "0", "1336.70864004");
        BigDecimal debits = sum(accounts, "debits");
        BigDecimal credits = sum(accounts, "credits");
        return fields(
                "sequence",
                4_183_224,
                "balanced",
                true,
                "units",
                List.of(
                        fields(
                                "unit", "CNY",
                                "debits", debits.toPlainString(),
                                "credits", credits.toPlainString(),
                                "sum",
                                        credits.subtract(debits)
                                                .stripTrailingZeros()
                                                .toPlainString(),
                                "accounts", accounts)));
    }

    private static void account(
            List<Map<String, Object>> to,
            String kind,
            String owner,
            String debits,
            String credits) {
        BigDecimal balance = new BigDecimal(credits).subtract(new BigDecimal(debits));
        to.add(
                fields(
                        "kind", kind,
                        "owner", owner,
                        "debits", debits,
                        "credits", credits,
                        "balance", balance.stripTrailingZeros().toPlainString()));
    }

    private static BigDecimal sum(List<Map<String, Object>> accounts, String column) {
        return accounts.stream()
                .map(account -> new BigDecimal(String.valueOf(account.get(column))))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    static Map<String, Object> selfCheck() {
        return fields(
                "holds", true,
                "sequence", 4_183_224,
                "facts", 200_000,
                "tookMillis", 812,
                "invariants",
                        List.of(
                                invariant(
                                        "DebitsEqualCredits",
                                        "holds",
                                        "6 accounts in 1 units",
                                        null),
                                invariant("NoBalanceBelowLimit", "holds", "3 organizations", null),
                                invariant(
                                        "EveryHoldEndsOnce",
                                        "holds",
                                        "12 open holds, 99,994 beginnings and ends",
                                        null),
                                invariant("SettledWithinHold", "holds", "49,801 settlements", null),
                                invariant(
                                        "EveryForwardHasOneHold",
                                        "holds",
                                        "50,012 calls forwarded, 50,012 held",
                                        null),
                                invariant("RetryChangesNothing", "holds", "3 references", null),
                                invariant(
                                        "ChargeMatchesRerating",
                                        "holds",
                                        "49,801 settlements",
                                        null),
                                invariant("LinesAddUp", "holds", "49,801 settlements", null),
                                invariant(
                                        "ReplayGivesSameState",
                                        "unknown",
                                        "48,112 bytes of state at fact 4183224",
                                        "the second copy did not get there in time")));
    }

    private static Map<String, Object> invariant(
            String name, String status, String figure, @Nullable String detail) {
        return fields("name", name, "status", status, "figure", figure, "detail", detail);
    }

    static Map<String, Object> prices(boolean empty) {
        return fields(
                "version", empty ? 0 : 3,
                "publishedAt", empty ? null : "2026-11-01T01:00:00Z",
                "publishedBy", empty ? null : "file",
                "configured", true,
                "modifiers", empty ? List.of() : List.of(partners()),
                "exchangeRates", empty ? List.of() : List.of(rate()),
                "yaml", empty ? "prices: []\n" : "prices:\n  - model: deepseek-chat\n",
                "rows",
                        empty
                                ? List.of()
                                : List.of(
                                        price(
                                                "deepseek-chat",
                                                "2026-01-01T00:00:00Z",
                                                true,
                                                List.of("2", "0.2", "3"),
                                                null),
                                        price(
                                                "qwen-max",
                                                "2026-01-01T00:00:00Z",
                                                true,
                                                List.of("2.4", "0.48", "9.6"),
                                                List.of("1.8", "0.36", "7.2")),
                                        price(
                                                "qwen-plus",
                                                "2026-01-01T00:00:00Z",
                                                true,
                                                List.of("0.8", "0.16", "2"),
                                                List.of("0.6", "0.12", "1.5")),
                                        price(
                                                "qwen-plus",
                                                "2027-01-01T00:00:00Z",
                                                false,
                                                List.of("0.7", "0.14", "1.8"),
                                                null)));
    }

    private static Map<String, Object> rate() {
        return fields(
                "from", "USD",
                "to", "CNY",
                "rate", "7.0793",
                "source", "China Foreign Exchange Trade System, central parity",
                "asOf", "2026-11-19");
    }

    private static Map<String, Object> price(
            String model,
            String effective,
            boolean inForce,
            List<String> sell,
            @Nullable List<String> buy) {
        return fields(
                "model",
                model,
                "provider",
                null,
                "currency",
                "CNY",
                "effective",
                effective,
                "until",
                null,
                "inForce",
                inForce,
                "sell",
                classes(sell),
                "buyCurrency",
                buy == null ? null : "CNY",
                "buy",
                buy == null ? null : classes(buy),
                "row",
                model.equals("deepseek-chat") ? rules() : Map.of(),
                "yaml",
                "- model: " + model + "\n");
    }

    private static Map<String, Object> rules() {
        return fields(
                "context-tiers",
                List.of(
                        fields("up-to", "128000", "per-million", Map.of("input", "2")),
                        fields("per-million", Map.of("input", "4"))),
                "windows",
                List.of(
                        fields(
                                "name",
                                "night",
                                "zone",
                                "Asia/Shanghai",
                                "hours",
                                List.of("22:00-06:30"),
                                "days",
                                List.of("mon-fri"),
                                "times",
                                "0.5")),
                "service-tiers",
                fields("batch", fields("times", "0.5")));
    }

    private static Map<String, Object> partners() {
        return fields(
                "name",
                "partners",
                "combine",
                "best",
                "members",
                List.of(
                        fields(
                                "name",
                                "resellers",
                                "kind",
                                "discount",
                                "times",
                                "0.95",
                                "groups",
                                List.of("resellers"),
                                "effective",
                                "2026-01-01T00:00:00Z")));
    }

    private static List<Map<String, Object>> classes(List<String> prices) {
        return Arrays.asList(
                fields("tokenClass", "input", "perMillion", prices.get(0), "inheritedFrom", null),
                fields(
                        "tokenClass",
                        "cached-input",
                        "perMillion",
                        prices.get(1),
                        "inheritedFrom",
                        null),
                fields(
                        "tokenClass",
                        "cache-write",
                        "perMillion",
                        prices.get(0),
                        "inheritedFrom",
                        "input"),
                fields("tokenClass", "output", "perMillion", prices.get(2), "inheritedFrom", null),
                fields(
                        "tokenClass",
                        "reasoning",
                        "perMillion",
                        prices.get(2),
                        "inheritedFrom",
                        "output"));
    }

    static Map<String, Object> models(boolean empty) {
        return fields(
                "models",
                empty
                        ? List.of()
                        : List.of(
                                model("qwen-plus", 131_072, "bailian", "qwen-plus-latest", "guian"),
                                model("qwen-max", 32_768, "bailian", "qwen-max-latest", "guian"),
                                model("deepseek-chat", 65_536, "deepseek", "deepseek-chat", null),
                                model("glm-5", 131_072, "zhipu", "glm-5", null)));
    }

    static Map<String, Object> callers() {
        return fields(
                "callers",
                List.of(
                        fields(
                                "model",
                                "glm-5",
                                "state",
                                "retiring",
                                "retires",
                                "2026-12-31T16:00:00Z",
                                "successor",
                                "qwen-max",
                                "organization",
                                FakeApi.SUNRISE,
                                "key",
                                "key-41",
                                "calls",
                                1_204,
                                "charge",
                                "18.2204",
                                "currency",
                                "CNY")));
    }

    private static Map<String, Object> model(
            String name, int context, String provider, String theirs, @Nullable String site) {
        return fields(
                "name",
                name,
                "maxOutput",
                8_192,
                "contextWindow",
                context,
                "aliases",
                name.equals("qwen-max") ? List.of("qwen") : List.of(),
                "state",
                name.equals("glm-5") ? "retiring" : "current",
                "retires",
                name.equals("glm-5") ? "2026-12-31T16:00:00Z" : null,
                "successor",
                name.equals("glm-5") ? "qwen-max" : null,
                "deployments",
                List.of(fields("provider", provider, "model", theirs, "site", site)));
    }
}
