package io.tokengrid.app;

import io.tokengrid.units.Money;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// A reconciliation as people read it: the sums, the findings by kind, and the largest of them.
final class ReconciliationReport {
    private static final int MOST = 30;

    private final PrintWriter out;

    ReconciliationReport(PrintWriter out) {
        this.out = out;
    }

    /// @param all as the admin API answers it, with every finding
    void print(JsonNode all) {
        JsonNode of = all.get("reconciliation");
        String currency = text(of, "currency");
        out.printf(
                "%s: %s, %s to %s (%s)%n",
                text(of, "id"),
                text(of, "provider"),
                text(of, "from"),
                text(of, "to"),
                text(of, "zone"));
        out.printf(
                "profile %s (%s), %s rows, %s lines about other things%n",
                text(of, "profile"), text(of, "attested"), text(of, "rows"), text(of, "skipped"));
        out.printf("%n%-22s %28s %s%n", "billed", text(of, "billed"), currency);
        out.printf("%-22s %28s %s%n", "booked", text(of, "booked"), currency);
        out.printf("%-22s %28s %s%n", "difference", text(of, "difference"), currency);
        if (!money(of, "estimated").isZero()) {
            out.printf("%-22s %28s %s%n", "estimated beside it", text(of, "estimated"), currency);
        }
        out.println();
        for (JsonNode kind : of.get("kinds")) {
            out.printf(
                    "%-22s %28s %s in %s findings%n",
                    text(kind, "kind"), text(kind, "amount"), currency, text(kind, "findings"));
        }
        findings(all.get("findings"));
        String approved = of.get("approved").isNull() ? "" : text(of, "approved");
        out.printf(
                "%n%s%n",
                approved.isEmpty()
                        ? "Nothing is posted. Run again with --approve, or approve some kinds of it"
                                + " in the console or by the admin API."
                        : "Approved: " + approved + " " + currency + " are posted.");
    }

    private void findings(JsonNode findings) {
        List<JsonNode> largest = new ArrayList<>();
        findings.forEach(largest::add);
        largest.sort(Comparator.comparing((JsonNode one) -> size(money(one, "amount"))).reversed());
        if (!largest.isEmpty()) {
            out.printf("%n%-10s %-15s %22s  %s%n", "day", "kind", "amount", "what");
        }
        for (JsonNode one : largest.subList(0, Math.min(MOST, largest.size()))) {
            out.printf(
                    "%-10s %-15s %22s  %s%n",
                    one.get("day").isNull() ? "" : text(one, "day"),
                    text(one, "kind"),
                    text(one, "amount"),
                    what(one));
        }
        if (largest.size() > MOST) {
            out.printf("and %d smaller ones: --json has all%n", largest.size() - MOST);
        }
    }

    private static String what(JsonNode one) {
        var what = new StringBuilder(text(one, "model"));
        if (!one.get("meter").isNull()) {
            what.append(' ').append(text(one, "meter"));
        }
        if (!one.get("quantity").isNull()) {
            what.append(' ').append(text(one, "quantity"));
        }
        if (!text(one, "billedAs").isEmpty()) {
            what.append(", billed as ").append(text(one, "billedAs"));
        }
        if (!text(one, "expectedAs").isEmpty()) {
            what.append(", expected as ").append(text(one, "expectedAs"));
        }
        return one.get("line").asInt() == 0
                ? what.toString()
                : what + " (line " + text(one, "line") + ")";
    }

    private static Money size(Money amount) {
        return amount.isNegative() ? amount.negated() : amount;
    }

    private static Money money(JsonNode of, String field) {
        return Money.parse(text(of, field));
    }

    private static String text(JsonNode of, String field) {
        return of.get(field).asString();
    }
}
