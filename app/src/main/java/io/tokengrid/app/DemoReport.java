package io.tokengrid.app;

import io.tokengrid.journal.UsageSums;
import io.tokengrid.ledger.TrialBalance;
import io.tokengrid.rating.ChargeItem;
import io.tokengrid.storage.postgres.Statement;
import io.tokengrid.units.Money;
import io.tokengrid.units.OrganizationId;
import io.tokengrid.upstream.ReplayResult;
import io.tokengrid.upstream.Served;
import io.tokengrid.upstream.ServedCall;
import io.tokengrid.upstream.Trace;
import io.tokengrid.upstream.Usage;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.ObjectMapper;

/// The statement of the demo and what was checked.
///
/// @param calls that the trace has
/// @param statement of the sample organization
/// @param result what the client saw
/// @param checks each with its figures
record DemoReport(long calls, Statement statement, ReplayResult result, List<Check> checks) {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /// What the trace's tokens are priced at, as `demo.yaml` has it, per token.
    private static final BigDecimal INPUT = new BigDecimal("0.8").movePointLeft(6);

    private static final BigDecimal OUTPUT = new BigDecimal("2").movePointLeft(6);

    /// What must hold.
    ///
    /// @param name in words
    /// @param detail the figures on both sides
    record Check(String name, boolean passed, String detail) {}

    static DemoReport of(
            Server server,
            DemoOrganization organization,
            Trace trace,
            ReplayResult result,
            Served served)
            throws InterruptedException {
        served.awaitIdle(PATIENCE);
        Statement statement = server.statement(OrganizationId.parse(organization.id()), PATIENCE);
        return new DemoReport(
                trace.requests().size(),
                statement,
                result,
                checks(
                        trace,
                        statement.sums(),
                        result,
                        served.sum(ServedCall.Outcome.COMPLETED).usage(),
                        server.trialBalance()));
    }

    private static List<Check> checks(
            Trace trace, UsageSums sums, ReplayResult result, Usage served, TrialBalance balance) {
        long input = sums.input().value();
        long output = sums.output().value();
        BigDecimal charge = sums.charge().toBigDecimal();
        UsageSums.Audit audit = sums.audit();
        return List.of(
                equal(
                        "calls settled = requests of the trace",
                        sums.settled(),
                        trace.requests().size()),
                equal(
                        "input tokens settled = input tokens of the trace",
                        input,
                        trace.inputTokens()),
                equal(
                        "output tokens settled = output tokens of the trace",
                        output,
                        trace.outputTokens()),
                equal(
                        "tokens settled = tokens that the upstream served",
                        input + output,
                        served.input() + served.output()),
                equal(
                        "charge = tokens x price, recomputed in decimals from the price list",
                        charge,
                        INPUT.multiply(BigDecimal.valueOf(input))
                                .add(OUTPUT.multiply(BigDecimal.valueOf(output)))),
                equal(
                        "charge = sum of what the client was told, call by call",
                        charge,
                        result.charges().getOrDefault("CNY", BigDecimal.ZERO)),
                equal("calls that we counted ourselves", audit.calls(), sums.settled()),
                equal(
                        "tokens counted by us = tokens reported by the provider",
                        audit.countedInput().value() + audit.countedOutput().value(),
                        audit.billedInput().value() + audit.billedOutput().value()),
                new Check(
                        "trial balance: debits - credits = 0 in every currency",
                        balance.balanced(),
                        balance.sums().entrySet().stream()
                                .map(sum -> sum.getKey() + " " + sum.getValue().difference())
                                .collect(Collectors.joining(", "))));
    }

    private static Check equal(String name, long one, long other) {
        return new Check(name, one == other, String.format(Locale.ROOT, "%,d = %,d", one, other));
    }

    private static Check equal(String name, BigDecimal one, BigDecimal other) {
        return new Check(
                name,
                one.compareTo(other) == 0,
                Money.of(one)
                        + " = "
                        + Money.of(other.setScale(Money.SCALE, RoundingMode.UNNECESSARY)));
    }

    boolean passed() {
        return checks.stream().allMatch(Check::passed);
    }

    void print(PrintWriter out) {
        UsageSums sums = statement.sums();
        out.println();
        out.println("Statement of Sample Ltd (" + statement.organization() + ")");
        line(out, "opening balance", money(statement.opening()));
        statement
                .topUps()
                .forEach(up -> line(out, "top-up '" + up.reference() + "'", money(up.amount())));
        line(out, "calls settled", String.format(Locale.ROOT, "%,d", sums.settled()));
        statement.lines().forEach(line -> line(out, line));
        line(out, "paid", money(sums.paid()));
        line(out, "cost at the provider", money(sums.cost()) + " (by the sample's buying prices)");
        line(out, "closing balance", money(statement.closing()));
        out.println();
        out.printf(
                "  %-18s %-16s %-10s %8s %12s %12s %14s%n",
                "department", "application", "function", "calls", "input", "output", "charge");
        for (Statement.CostCentreSums centre : statement.costCentres()) {
            out.printf(
                    Locale.ROOT,
                    "  %-18s %-16s %-10s %,8d %,12d %,12d %14s%n",
                    centre.costCentre().department(),
                    centre.costCentre().application(),
                    centre.costCentre().function(),
                    centre.sums().settled(),
                    centre.sums().input().value(),
                    centre.sums().output().value(),
                    centre.sums().charge());
        }
        out.println();
        out.printf(
                Locale.ROOT,
                "Checked (%,.0f calls/s; latency p50 %.1f ms, p99 %.1f ms)%n",
                calls / Math.max(1e-9, result.elapsed().toNanos() / 1e9),
                result.latencies().quantile(0.5).toNanos() / 1e6,
                result.latencies().quantile(0.99).toNanos() / 1e6);
        for (Check check : checks) {
            out.printf(
                    "  %-6s %s: %s%n",
                    check.passed() ? "ok" : "FAILED", check.name(), check.detail());
        }
        result.failures()
                .forEach((reason, calls) ->
                        out.printf("  %d x seen by the client: %s%n", calls, reason));
        if (result.uncharged() > 0) {
            out.printf("  %d x an answer without its charge%n", result.uncharged());
        }
        out.flush();
    }

    String toJson() {
        UsageSums sums = statement.sums();
        var tokens = new LinkedHashMap<String, Long>();
        sums.tokens().forEach((tokenClass, count) -> tokens.put(tokenClass.key(), count.value()));
        var json = new LinkedHashMap<String, Object>();
        json.put("organization", statement.organization().toString());
        json.put("currency", statement.currency().code());
        json.put("calls", sums.settled());
        json.put("inputTokens", sums.input().value());
        json.put("outputTokens", sums.output().value());
        json.put("tokens", tokens);
        json.put("charge", sums.charge().toString());
        json.put("cost", sums.cost().toString());
        json.put("opening", statement.opening().toString());
        json.put("closing", statement.closing().toString());
        json.put("costCentres", statement.costCentres().stream().map(DemoReport::json).toList());
        json.put("checks", checks);
        json.put("passed", passed());
        return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n";
    }

    private static Map<String, Object> json(Statement.CostCentreSums centre) {
        var json = new LinkedHashMap<String, Object>();
        json.put("department", centre.costCentre().department());
        json.put("application", centre.costCentre().application());
        json.put("function", centre.costCentre().function());
        json.put("calls", centre.sums().settled());
        json.put("inputTokens", centre.sums().input().value());
        json.put("outputTokens", centre.sums().output().value());
        json.put("charge", centre.sums().charge().toString());
        return json;
    }

    private String money(Money amount) {
        return amount + " " + statement.currency();
    }

    private void line(PrintWriter out, Statement.Line line) {
        String quantity = String.format(Locale.ROOT, "%,d", line.sum().quantity());
        String amount = money(line.sum().amount());
        String of = " of " + line.model();
        switch (line.item()) {
            case ChargeItem.Tokens(var tokenClass, var price) ->
                    line(
                            out,
                            tokenClass.key() + " tokens" + of,
                            quantity + " x " + price + " per million = " + amount);
            case ChargeItem.Units(var unit, var price) ->
                    line(out, unit.key() + of, quantity + " x " + price + " = " + amount);
            case ChargeItem.Deduction reason ->
                    line(out, reason.key() + of, quantity + " calls: " + amount);
        }
    }

    private static void line(PrintWriter out, String what, String figure) {
        out.printf("  %-30s %s%n", what, figure);
    }
}
