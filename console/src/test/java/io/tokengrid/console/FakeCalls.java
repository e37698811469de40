package io.tokengrid.console;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Calls of every kind as `GET /api/v1/calls` shows them, newest first. Immutable.
final class FakeCalls {
    static final String SETTLED = "call-1-1-2000";
    static final String FLAGGED = "call-1-1-1999";
    static final String VOIDED = "call-1-1-1998";
    static final String OPEN = "call-1-1-1997";
    static final int COUNT = 120;

    private final List<Map<String, Object>> calls = new ArrayList<>();

    FakeCalls(Instant now) {
        for (int i = 0; i < COUNT; i++) {
            Instant admitted = now.minus(Duration.ofSeconds(40L + 37L * i));
            String id = "call-1-1-" + (2000 - i);
            calls.add(
                    switch (i % 12) {
                        case 1 -> flagged(id, admitted);
                        case 2 -> voided(id, admitted);
                        case 3 -> i == 3 ? open(id, admitted) : settled(id, admitted, i);
                        case 4 -> i == 4 ? reported(id, admitted) : settled(id, admitted, i);
                        default -> settled(id, admitted, i);
                    });
        }
    }

    Map<String, Object> page(
            @Nullable String organization,
            @Nullable String state,
            @Nullable String after,
            int limit) {
        List<Map<String, Object>> found =
                calls.stream()
                        .filter(call ->
                                organization == null
                                        || organization.equals(call.get("organization")))
                        .filter(call -> state == null || state.equals(call.get("state")))
                        .toList();
        int from = after == null ? 0 : Integer.parseInt(after);
        int to = Math.min(found.size(), from + limit);
        var page = new HashMap<String, @Nullable Object>();
        page.put("items", found.subList(from, to));
        page.put("next", to < found.size() ? String.valueOf(to) : null);
        return FakeApi.object(page);
    }

    @Nullable Map<String, Object> call(String id) {
        return calls.stream().filter(call -> id.equals(call.get("id"))).findFirst().orElse(null);
    }

    private static Map<String, @Nullable Object> base(String id, Instant admitted) {
        var call = new HashMap<String, @Nullable Object>();
        call.put("id", id);
        call.put("organization", FakeApi.SUNRISE);
        call.put("key", "key-1f");
        call.put("department", "research");
        call.put("application", "assistant");
        call.put("function", "chat");
        call.put("model", "qwen-plus");
        call.put("streamed", true);
        call.put("tags", Map.of("experiment", "b", "user", "u-81"));
        call.put("priceVersion", 3);
        call.put("currency", "CNY");
        call.put("held", "0.0297184");
        call.put("charge", null);
        call.put("paid", null);
        call.put("drawnFrom", List.of());
        call.put("cost", null);
        call.put("usage", null);
        call.put("reported", List.of());
        call.put("counted", null);
        call.put("serviceTier", null);
        call.put("lines", List.of());
        call.put("unitLines", List.of());
        call.put("priceMissing", List.of());
        call.put("reasons", List.of());
        call.put("adjustments", List.of());
        call.put("settledAs", null);
        call.put("corrections", List.of());
        call.put("attempts", List.of());
        call.put("event", null);
        call.put("times", times(admitted, null, null, null));
        call.put("delivery", null);
        call.put("finishReason", null);
        call.put("reason", null);
        call.put("cut", false);
        return call;
    }

    private static Map<String, Object> settled(String id, Instant admitted, int i) {
        long input = 1_024 + 13L * i;
        long cached = 512;
        long output = 231 + 7L * i;
        var call = base(id, admitted);
        call.put("state", "settled");
        call.put("streamed", i % 2 == 0);
        charge(call, input - cached, cached, output);
        call.put(
                "usage",
                Map.of(
                        "source",
                        "reported",
                        "flags",
                        List.of(),
                        "input",
                        input,
                        "output",
                        output,
                        "classes",
                        List.of(
                                tokens("input", input - cached),
                                tokens("cached-input", cached),
                                tokens("output", output))));
        call.put(
                "reported",
                List.of(
                        figure("input", input),
                        figure("cached", cached),
                        figure("output", output),
                        figure("total", input + output)));
        call.put(
                "counted",
                Map.of(
                        "input",
                        input,
                        "output",
                        output - 2,
                        "encoding",
                        "qwen",
                        "exact",
                        true,
                        "inputDrift",
                        0,
                        "outputDrift",
                        2));
        call.put("attempts", List.of(attempt("bailian", admitted, 4, 1_830, 200, null)));
        call.put("times", times(admitted, 412L, 1_836L, 1_838L));
        call.put("delivery", "complete");
        call.put("finishReason", "stop");
        return FakeApi.object(call);
    }

    /// A call that failed over, and whose figures could not be true.
    private static Map<String, Object> flagged(String id, Instant admitted) {
        var call = base(id, admitted);
        call.put("state", "settled");
        charge(call, 980, 0, 198);
        call.put(
                "usage",
                Map.of(
                        "source",
                        "counted",
                        "flags",
                        List.of("impossible", "split-assumed"),
                        "input",
                        980,
                        "output",
                        198,
                        "classes",
                        List.of(tokens("input", 980), tokens("output", 198))));
        call.put(
                "reported",
                Arrays.asList(
                        figure("input", -1), figure("output", null), figure("total", 99_999)));
        call.put(
                "attempts",
                List.of(
                        attempt("deepseek", admitted, 3, 540, 529, "overloaded"),
                        attempt("bailian", admitted, 560, 2_210, 200, null)));
        call.put("times", times(admitted, 1_020L, 2_780L, 2_781L));
        call.put("delivery", "cut");
        call.put("cut", true);
        return FakeApi.object(call);
    }

    /// Usage that did not pass the gateway.
    private static Map<String, Object> reported(String id, Instant admitted) {
        var call = base(id, admitted);
        call.put("state", "settled");
        call.put("streamed", false);
        call.put("held", "0.00");
        call.put("tags", Map.of());
        charge(call, 2_000, 8_000, 500);
        call.put(
                "usage",
                Map.of(
                        "source",
                        "reported",
                        "flags",
                        List.of(),
                        "input",
                        10_000,
                        "output",
                        500,
                        "classes",
                        List.of(
                                tokens("input", 2_000),
                                tokens("cached-input", 8_000),
                                tokens("output", 500))));
        call.put(
                "event",
                Map.of(
                        "source",
                        "//gateway-2/logs",
                        "id",
                        "918273",
                        "provider",
                        "bailian",
                        "site",
                        "guian",
                        "recorded",
                        admitted.plusSeconds(3_600).toString(),
                        "owed",
                        "0.00"));
        call.put("times", times(admitted, null, 2_400L, null));
        return FakeApi.object(call);
    }

    private static Map<String, Object> voided(String id, Instant admitted) {
        var call = base(id, admitted);
        call.put("state", "voided");
        call.put("cost", "unknown");
        call.put("attempts", List.of(attempt("bailian", admitted, 5, 120, 400, "invalid_request")));
        call.put("times", times(admitted, null, 131L, null));
        call.put("delivery", "unknown");
        call.put("reason", "upstream_invalid_request");
        return FakeApi.object(call);
    }

    private static Map<String, Object> open(String id, Instant admitted) {
        var call = base(id, admitted);
        call.put("state", "open");
        return FakeApi.object(call);
    }

    private static void charge(
            Map<String, @Nullable Object> call, long input, long cached, long output) {
        List<Map<String, Object>> lines = new ArrayList<>();
        lines.add(line("input", input, "0.8", null));
        if (cached > 0) {
            lines.add(line("cached-input", cached, "0.16", null));
        }
        lines.add(line("output", output, "2", null));
        BigDecimal sum =
                lines.stream()
                        .map(line -> new BigDecimal(String.valueOf(line.get("amount"))))
                        .reduce(new BigDecimal("0.001"), BigDecimal::add);
        String charge = sum.stripTrailingZeros().toPlainString();
        call.put("serviceTier", "default");
        call.put("lines", lines);
        call.put(
                "unitLines",
                List.of(
                        Map.of(
                                "unit", "request",
                                "quantity", 1,
                                "perUnit", "0.001",
                                "amount", "0.001")));
        call.put(
                "reasons",
                List.of(
                        Map.of(
                                "kind", "row",
                                "rule", "model 'qwen-plus'",
                                "text", "prices of qwen-plus in CNY")));
        call.put("charge", charge);
        call.put("paid", charge);
        call.put(
                "drawnFrom",
                List.of(FakeData.fields("source", "prepaid", "grant", 1, "amount", charge)));
        call.put("cost", sum.multiply(new BigDecimal("0.75")).stripTrailingZeros().toPlainString());
    }

    private static Map<String, Object> line(
            String tokenClass, long tokens, String price, @Nullable String from) {
        var line = new HashMap<String, @Nullable Object>();
        line.put("tokenClass", tokenClass);
        line.put("tokens", tokens);
        line.put("perMillion", price);
        line.put("priceFrom", from);
        line.put(
                "amount",
                new BigDecimal(price)
                        .movePointLeft(6)
                        .multiply(BigDecimal.valueOf(tokens))
                        .stripTrailingZeros()
                        .toPlainString());
        return FakeApi.object(line);
    }

    private static Map<String, Object> tokens(String tokenClass, long tokens) {
        return Map.of("tokenClass", tokenClass, "tokens", tokens);
    }

    private static Map<String, Object> figure(String figure, @Nullable Number tokens) {
        var one = new HashMap<String, @Nullable Object>();
        one.put("figure", figure);
        one.put("tokens", tokens);
        return FakeApi.object(one);
    }

    private static Map<String, Object> attempt(
            String provider,
            Instant admitted,
            long after,
            long took,
            int status,
            @Nullable String failure) {
        var attempt = new HashMap<String, @Nullable Object>();
        attempt.put("provider", provider);
        attempt.put("model", "qwen-plus-latest");
        attempt.put("site", provider.equals("bailian") ? "guian" : null);
        attempt.put("started", admitted.plusMillis(after).toString());
        attempt.put("tookMillis", took);
        attempt.put("status", status);
        attempt.put("failure", failure);
        return FakeApi.object(attempt);
    }

    private static Map<String, Object> times(
            Instant admitted,
            @Nullable Long first,
            @Nullable Long ended,
            @Nullable Long delivered) {
        var times = new HashMap<String, @Nullable Object>();
        times.put("admitted", admitted.toString());
        times.put("deadline", admitted.plusSeconds(600).toString());
        times.put("firstByte", after(admitted, first));
        times.put("ended", after(admitted, ended));
        times.put("delivered", after(admitted, delivered));
        return FakeApi.object(times);
    }

    private static @Nullable String after(Instant admitted, @Nullable Long millis) {
        return millis == null ? null : admitted.plusMillis(millis).toString();
    }
}
