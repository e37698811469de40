package io.tokengrid.console;

import io.tokengrid.testing.Seeds;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/// Four days of usage of two organizations, summed on demand as the API does. Calls go on while it
/// is looked at: each time it is asked for sums without groups, some were made. Not thread-safe.
final class FakeUsage {
    private static final int HOURS = 96;
    private static final List<String> CLASSES =
            List.of("input", "cached-input", "cache-write", "output", "reasoning");
    private static final Map<String, List<String>> PRICES =
            Map.of(
                    "qwen-plus", List.of("0.8", "0.16", "1.0", "2", "8"),
                    "qwen-max", List.of("2.4", "0.48", "3.0", "9.6", "9.6"),
                    "deepseek-chat", List.of("2", "0.2", "2", "3", "3"));

    /// Where calls come from and where they go, and how many of them.
    private record Source(
            String organization,
            String department,
            String application,
            String function,
            String model,
            String provider,
            String site,
            int weight,
            boolean costed) {}

    private static final List<Source> SOURCES =
            List.of(
                    new Source(
                            FakeApi.SUNRISE,
                            "research",
                            "assistant",
                            "chat",
                            "qwen-plus",
                            "bailian",
                            "guian",
                            90,
                            true),
                    new Source(
                            FakeApi.SUNRISE,
                            "research",
                            "assistant",
                            "summary",
                            "qwen-max",
                            "bailian",
                            "guian",
                            22,
                            true),
                    new Source(
                            FakeApi.SUNRISE,
                            "support",
                            "helpdesk",
                            "answers",
                            "qwen-plus",
                            "bailian",
                            "ulanqab",
                            140,
                            true),
                    new Source(
                            FakeApi.SUNRISE,
                            "support",
                            "helpdesk",
                            "triage",
                            "deepseek-chat",
                            "deepseek",
                            "",
                            60,
                            false),
                    new Source(
                            FakeApi.SUNRISE,
                            "marketing",
                            "copywriter",
                            "drafts",
                            "qwen-max",
                            "bailian",
                            "guian",
                            18,
                            true),
                    new Source(
                            FakeApi.SUNRISE,
                            "finance",
                            "ledger-reader",
                            "extraction",
                            "qwen-plus",
                            "bailian",
                            "guian",
                            25,
                            true),
                    new Source(
                            FakeApi.HARBOR,
                            "platform",
                            "code-review",
                            "review",
                            "deepseek-chat",
                            "deepseek",
                            "",
                            48,
                            false),
                    new Source(
                            FakeApi.HARBOR,
                            "design",
                            "moodboard",
                            "captions",
                            "qwen-plus",
                            "bailian",
                            "ulanqab",
                            30,
                            true));

    @SuppressWarnings("ArrayRecordComponent") // never compared as a record
    private record Cell(Source source, Instant hour, long calls, long[] tokens) {}

    private final List<Cell> cells = new ArrayList<>();
    private final Instant last;

    FakeUsage(Instant now, long seed) {
        last = now.truncatedTo(ChronoUnit.HOURS);
        RandomGenerator random = Seeds.generator(seed);
        Instant first = last.minus(Duration.ofHours(HOURS - 1));
        for (int i = 0; i < HOURS; i++) {
            Instant hour = first.plus(Duration.ofHours(i));
            double day = 1 + Math.sin((hour.getEpochSecond() / 3600.0 - 3) / 24 * 2 * Math.PI);
            for (Source source : SOURCES) {
                long calls =
                        Math.round(source.weight() * (0.15 + day) * random.nextDouble(0.7, 1.3));
                long input = calls * random.nextLong(700, 1300);
                long output = calls * random.nextLong(150, 290);
                long cached = input * random.nextLong(15, 40) / 100;
                long written = input * random.nextLong(0, 8) / 100;
                long reasoning = source.model().equals("qwen-max") ? output * 2 / 5 : 0;
                long[] tokens = {
                    input - cached - written, cached, written, output - reasoning, reasoning
                };
                cells.add(new Cell(source, hour, calls, tokens));
            }
        }
    }

    /// Rows as `GET /api/v1/usage` has them, by the values of `by`.
    List<Map<String, Object>> rows(
            Instant from, Instant to, String organization, List<String> by, ZoneId zone) {
        if (by.isEmpty()) {
            cells.add(
                    new Cell(SOURCES.getFirst(), last, 9, new long[] {6_113, 2_950, 0, 1_978, 0}));
        }
        Map<List<String>, List<Cell>> groups = new TreeMap<>(FakeUsage::inOrder);
        for (Cell cell : cells) {
            boolean within = !cell.hour().isBefore(from) && cell.hour().isBefore(to);
            if (within
                    && (organization.isEmpty()
                            || organization.equals(cell.source().organization()))) {
                List<String> key = by.stream().map(name -> value(cell, name, zone)).toList();
                groups.computeIfAbsent(key, _ -> new ArrayList<>()).add(cell);
            }
        }
        var rows = new ArrayList<Map<String, Object>>();
        groups.forEach((key, members) -> rows.add(row(by, key, members)));
        return rows;
    }

    private static int inOrder(List<String> a, List<String> b) {
        return String.join("\n", a).compareTo(String.join("\n", b));
    }

    private static String value(Cell cell, String name, ZoneId zone) {
        Source source = cell.source();
        return switch (name) {
            case "organization" -> source.organization();
            case "department" -> source.department();
            case "application" -> source.application();
            case "function" -> source.function();
            case "model" -> source.model();
            case "provider" -> source.provider();
            case "site" -> source.site();
            case "day" -> cell.hour().atZone(zone).toLocalDate().toString();
            case "hour" -> DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(cell.hour().atZone(zone));
            default -> throw new IllegalArgumentException("no dimension " + name);
        };
    }

    private static Map<String, Object> row(List<String> by, List<String> key, List<Cell> members) {
        var group = new LinkedHashMap<String, Object>();
        for (int i = 0; i < by.size(); i++) {
            group.put(by.get(i), key.get(i));
        }
        long calls = 0;
        long unknown = 0;
        long[] tokens = new long[CLASSES.size()];
        BigDecimal charge = BigDecimal.ZERO;
        BigDecimal cost = BigDecimal.ZERO;
        for (Cell cell : members) {
            calls += cell.calls();
            BigDecimal one = charge(cell);
            charge = charge.add(one);
            if (cell.source().costed()) {
                cost = cost.add(one.multiply(new BigDecimal("0.75")));
            } else {
                unknown += cell.calls();
            }
            for (int i = 0; i < tokens.length; i++) {
                tokens[i] += cell.tokens()[i];
            }
        }
        var row = new TreeMap<String, Object>();
        row.put("calls", calls);
        row.put("settled", calls);
        row.put("tokens", byClass(tokens));
        row.put("charge", charge.stripTrailingZeros().toPlainString());
        row.put("paid", charge.stripTrailingZeros().toPlainString());
        row.put("overrun", "0");
        row.put("waived", "0");
        row.put("cost", cost.stripTrailingZeros().toPlainString());
        row.put("unknownCost", unknown);
        row.put("estimatedCost", "0");
        long input = tokens[0] + tokens[1] + tokens[2];
        long output = tokens[3] + tokens[4];
        row.put("input", input);
        row.put("output", output);
        boolean off = unknown == calls;
        row.put(
                "audit",
                Map.of(
                        "calls", calls / 2,
                        "billedInput", input / 2,
                        "billedOutput", output / 2,
                        "countedInput", input / 2 - (off ? input / 180 : 0),
                        "countedOutput", output / 2));
        return Map.of("group", group, "currency", "CNY", "sums", row);
    }

    private static BigDecimal charge(Cell cell) {
        List<String> prices = PRICES.getOrDefault(cell.source().model(), List.of());
        BigDecimal sum = BigDecimal.ZERO;
        for (int i = 0; i < cell.tokens().length; i++) {
            sum =
                    sum.add(
                            new BigDecimal(prices.get(i))
                                    .movePointLeft(6)
                                    .multiply(BigDecimal.valueOf(cell.tokens()[i])));
        }
        return sum;
    }

    private static Map<String, Object> byClass(long[] tokens) {
        var map = new TreeMap<String, Object>();
        for (int i = 0; i < tokens.length; i++) {
            if (tokens[i] > 0) {
                map.put(CLASSES.get(i), tokens[i]);
            }
        }
        return map;
    }
}
