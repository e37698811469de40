package io.tokengrid.ledger;

import io.tokengrid.testing.Draw;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// Steps of a [LedgerScript] at random: few names, so that steps meet; amounts of all sizes; a
/// clock that creeps, jumps over borders of periods, hurries through changes of clocks and goes
/// back.
final class StepGenerator {
    private static final List<String> ORGANIZATIONS =
            List.of("acme", "umbrella", "inner", "debtor");
    private static final List<String> KEYS = List.of("k1", "k2", "k3", "k4", "k5", "k6");
    private static final List<String> CENTRES =
            List.of("a/x/f", "a/x/g", "a/y/f", "b/x/f", "b/z/h");
    private static final List<String> MODELS = List.of("glm", "qwen-plus", "glm,qwen-plus");
    private static final List<String> PERIODS = List.of("hour", "day", "month", "total");
    private static final List<String> ZONES =
            List.of(
                    "UTC",
                    "Asia/Shanghai",
                    "America/New_York",
                    "Australia/Lord_Howe",
                    "Asia/Kolkata",
                    "America/Havana",
                    "Europe/Berlin");
    private static final List<Long> JUMPS =
            List.of(1L, 59L, 600L, 1_800L, 3_600L, 7_200L, 86_400L, 700_000L, 2_700_000L);

    /// A day before clocks change in New York, Berlin, Havana or on Lord Howe, or just any day.
    private static final List<Instant> STARTS =
            List.of(
                    Instant.parse("2026-03-07T12:00:00Z"),
                    Instant.parse("2026-03-28T12:00:00Z"),
                    Instant.parse("2026-04-03T22:00:00Z"),
                    Instant.parse("2026-10-03T12:00:00Z"),
                    Instant.parse("2026-10-24T12:00:00Z"),
                    Instant.parse("2026-10-31T12:00:00Z"),
                    Instant.parse("2026-12-31T10:00:00Z"));

    private final RandomGenerator random;
    private final ArrayDeque<String> beginning = new ArrayDeque<>();
    private Instant now;
    private int calls;

    StepGenerator(RandomGenerator random) {
        this.random = random;
        now = Draw.one(random, STARTS);
        beginning.add("now " + now);
        ORGANIZATIONS.forEach(name -> beginning.add("open " + name + agreement()));
        KEYS.forEach(name -> beginning.add("key " + name + belonging()));
        ORGANIZATIONS.forEach(name -> beginning.add("top-up " + name + " 1000.00 first"));
    }

    /// The next step; `open` are the calls that hold money.
    String next(List<String> open) {
        if (!beginning.isEmpty()) {
            return beginning.removeFirst();
        }
        int dice = random.nextInt(100);
        if (dice < 10) {
            return time();
        } else if (dice < 50) {
            return hold();
        } else if (dice < 58) {
            return open.isEmpty() ? hold() : grow(open);
        } else if (dice < 77) {
            return open.isEmpty() && !Draw.once(random, 20) ? hold() : end(open);
        } else if (dice < 80) {
            return correct();
        } else if (dice < 82) {
            return charge();
        } else if (dice < 86) {
            return payment();
        } else if (dice < 88) {
            return granting();
        } else if (dice < 92) {
            return budgets();
        } else if (dice < 96) {
            return terms(Draw.once(random, 8) ? "open " : "terms ");
        } else if (dice < 98) {
            return key();
        }
        return Draw.once(random, 30) ? "revoke " + key(random) : "limits " + key(random) + limits();
    }

    private String time() {
        long seconds = Draw.one(random, JUMPS);
        now =
                Draw.once(random, 8)
                        ? now.minusSeconds(seconds)
                        : now.plus(Duration.ofSeconds(seconds, Draw.once(random, 3) ? 1 : 0));
        return "now " + now;
    }

    private String hold() {
        calls++;
        return "hold c"
                + calls
                + " "
                + key(random)
                + " "
                + amount()
                + (Draw.once(random, 2) ? " tokens=" + tokens() : "")
                + (Draw.once(random, 20) ? " model=glm" : "")
                + (Draw.once(random, 40) ? " currency=USD" : "")
                + (Draw.once(random, 4)
                        ? " claim=n" + random.nextInt(6) + ":b" + random.nextInt(2)
                        : "");
    }

    private String grow(List<String> open) {
        String call =
                Draw.once(random, 12)
                        ? "c" + (1 + random.nextInt(calls + 1))
                        : Draw.one(random, open);
        return "grow "
                + call
                + " "
                + amount()
                + (Draw.once(random, 2) ? " tokens=" + tokens() : "")
                + (Draw.once(random, 20) ? " model=glm" : "");
    }

    private String end(List<String> open) {
        String call =
                open.isEmpty() || Draw.once(random, 12)
                        ? "c" + (1 + random.nextInt(calls + 1))
                        : Draw.one(random, open);
        String cost = Draw.once(random, 3) ? " cost=mock:" + amount() : "";
        return Draw.once(random, 5)
                ? "release " + call + cost
                : "post "
                        + call
                        + " "
                        + amount()
                        + (Draw.once(random, 2) ? " tokens=" + tokens() : "")
                        + (Draw.once(random, 20) ? " model=glm" : "")
                        + (Draw.once(random, 5) ? " absorb" : "")
                        + (Draw.once(random, 9) ? " beyond=mock:" + amount() : "")
                        + cost;
    }

    /// Of one of the last calls, which may be open or released.
    private String correct() {
        return "correct c"
                + Math.max(1, calls - random.nextInt(20))
                + " "
                + amount()
                + (Draw.once(random, 2) ? " tokens=" + tokens() : "")
                + (Draw.once(random, 3) ? " cost=mock:" + amount() : "");
    }

    /// Of now, or of before the present period of some budgets.
    private String charge() {
        return "charge c"
                + ++calls
                + " "
                + key(random)
                + " "
                + amount()
                + (Draw.once(random, 3) ? " used=" + now.minusSeconds(random.nextInt(90_000)) : "")
                + (Draw.once(random, 2) ? " tokens=" + tokens() : "")
                + (Draw.once(random, 3) ? " cost=mock:" + amount() : "");
    }

    private String payment() {
        String reference = " r" + random.nextInt(400);
        return Draw.once(random, 4)
                ? "adjust "
                        + organization()
                        + (Draw.once(random, 2) ? " -" : " ")
                        + amount()
                        + reference
                : "top-up " + organization() + " " + amount() + reference;
    }

    private String granting() {
        if (Draw.once(random, 3)) {
            return Draw.once(random, 2)
                    ? "tick"
                    : "withdraw " + organization() + " " + (1 + random.nextInt(8));
        }
        String amount = amount();
        Instant from = now.plusSeconds(random.nextInt(20_000) - 10_000L);
        return "grant "
                + organization()
                + " "
                + amount
                + " r"
                + random.nextInt(400)
                + (Draw.once(random, 2) ? " paid=" + (Draw.once(random, 2) ? amount : "0.50") : "")
                + (Draw.once(random, 2) ? " priority=" + random.nextInt(3) : "")
                + (Draw.once(random, 2) ? " from=" + from : "")
                + (Draw.once(random, 4)
                        ? ""
                        : " until=" + from.plusSeconds(Draw.one(random, JUMPS) + 20_000))
                + (Draw.once(random, 3) ? " models=" + Draw.one(random, MODELS) : "");
    }

    private String budgets() {
        var step = new StringBuilder("budgets ").append(organization());
        if (Draw.once(random, 3)) {
            step.append('#').append(key(random));
        } else {
            String centre = Draw.one(random, CENTRES);
            int depth = random.nextInt(4);
            step.append(depth == 0 ? "" : "/" + centre.substring(0, 2 * depth - 1));
        }
        for (int rest = random.nextInt(4); rest > 0; rest--) {
            String limit =
                    Draw.once(random, 3) ? random.nextInt(6_000) + "t" : random.nextInt(900) + ".5";
            step.append(' ').append(limit).append('/').append(Draw.one(random, PERIODS));
            step.append(Draw.once(random, 4) ? ":soft" : "");
        }
        return step.toString();
    }

    private String terms(String verb) {
        return verb + organization() + agreement();
    }

    private String agreement() {
        String billing = Draw.one(random, List.of("prepaid", "prepaid", "postpaid", "internal"));
        String options =
                billing.equals("postpaid")
                        ? " limit=" + amount()
                        : billing.equals("internal") && Draw.once(random, 2) ? " unlimited" : "";
        String currency = Draw.once(random, 50) ? " USD" : " CNY";
        return " " + billing + currency + options + " zone=" + Draw.one(random, ZONES);
    }

    private String key() {
        return "key " + key(random) + belonging();
    }

    private String belonging() {
        return " " + organization() + " " + Draw.one(random, CENTRES) + limits();
    }

    private String limits() {
        return (Draw.once(random, 12) ? " expires=" + now.plusSeconds(1_000_000) : "")
                + (Draw.once(random, 6) ? " models=qwen-plus,kimi" : "");
    }

    private String organization() {
        return Draw.one(random, ORGANIZATIONS);
    }

    private static String key(RandomGenerator random) {
        return Draw.one(random, KEYS);
    }

    /// From 10^-18 to some hundreds, and nothing at times.
    private String amount() {
        return switch (random.nextInt(8)) {
            case 0 -> "0.00";
            case 1 -> new BigDecimal(1 + random.nextInt(9)).movePointLeft(18).toPlainString();
            case 2 -> random.nextInt(500) + ".000000000000000001";
            case 3, 4 -> random.nextInt(10) + ".50";
            default -> String.valueOf(random.nextInt(100));
        };
    }

    private long tokens() {
        return Draw.once(random, 60) ? Long.MAX_VALUE - random.nextInt(3) : random.nextInt(900);
    }

    /// Everything that can be asked about, for comparison.
    static List<String> questions() {
        var questions = new ArrayList<String>();
        for (String organization : ORGANIZATIONS) {
            questions.add("balance " + organization);
            questions.add("totals " + organization);
            questions.add("grants " + organization);
            questions.add("used " + organization);
            KEYS.forEach(key -> questions.add("used " + organization + "#" + key));
            for (String centre : CENTRES) {
                String department = centre.substring(0, 1);
                questions.add("used " + organization + "/" + department);
                questions.add("used " + organization + "/" + centre.substring(0, 3));
                questions.add("used " + organization + "/" + centre);
            }
        }
        return questions;
    }
}
