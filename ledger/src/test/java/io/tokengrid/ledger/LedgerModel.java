package io.tokengrid.ledger;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// An auditor: says what every step of a [LedgerScript] should come to, from plain decimals and
/// lists, sharing no code with the ledger. Slow and simple on purpose.
///
/// Long because it repeats the whole ledger in its own way, and one reader compares the two.
final class LedgerModel {
    private static final BigInteger MOST_TOKENS = BigInteger.valueOf(Long.MAX_VALUE);

    private static final class Organization {
        String billing = "";
        String currency = "";
        @Nullable BigDecimal limit;
        boolean unlimited;
        ZoneId zone = ZoneId.of("UTC");
        BigDecimal available = BigDecimal.ZERO;
        BigDecimal spent = BigDecimal.ZERO;
        BigDecimal owed = BigDecimal.ZERO;
        final Map<String, BigDecimal> references = new HashMap<>();
        final List<Grant> grants = new ArrayList<>();
    }

    private static final class Grant {
        int number;
        List<String> terms = List.of();
        String reference = "";
        BigDecimal amount = BigDecimal.ZERO;
        boolean gift;
        int priority;
        Instant from = Instant.EPOCH;
        @Nullable Instant until;
        Set<String> models = Set.of();
        boolean revoked;
        BigDecimal left = BigDecimal.ZERO;
        BigDecimal held = BigDecimal.ZERO;
        BigDecimal drawn = BigDecimal.ZERO;
        BigDecimal expired = BigDecimal.ZERO;
        BigDecimal withdrawn = BigDecimal.ZERO;
    }

    private static final class Key {
        String organization = "";
        List<String> scopes = List.of();
        @Nullable Instant expires;
        Set<String> models = Set.of();
        boolean revoked;
    }

    private static final class Budget {
        boolean inTokens;
        boolean soft;
        String period = "";
        BigDecimal limit = BigDecimal.ZERO;

        /// Counts up with each period.
        int turn;

        @Nullable Instant start;
        @Nullable Instant end;
        BigDecimal spent = BigDecimal.ZERO;
        BigDecimal held = BigDecimal.ZERO;
        BigInteger tokensSpent = BigInteger.ZERO;
        BigInteger tokensHeld = BigInteger.ZERO;
    }

    private record Hold(
            String organization,
            BigDecimal amount,
            BigInteger tokens,
            Map<Budget, Integer> turns,
            @Nullable String claim,
            Map<Grant, BigDecimal> draws) {}

    /// A call that was posted, as it stands by now.
    private record Settled(Hold hold, BigDecimal paid, BigInteger tokens) {}

    private static final class Claim {
        String call = "";
        String body = "";
        Instant expires = Instant.EPOCH;
        @Nullable BigDecimal charge;
    }

    private final Map<String, Organization> organizations = new HashMap<>();
    private final Map<String, Key> keys = new HashMap<>();
    private final Map<String, List<Budget>> budgets = new HashMap<>();
    private final Map<String, Hold> holds = new LinkedHashMap<>();
    private final Map<String, Settled> settled = new HashMap<>();

    /// Charged ones in the order in which they were charged.
    private final Map<String, Claim> claims = new LinkedHashMap<>();

    private Instant now = Instant.parse("2026-03-02T10:00:00Z");

    String predict(Step step) {
        return switch (step.verb()) {
            case "now" -> {
                now = Instant.parse(step.word(0));
                yield "";
            }
            case "open" -> open(step);
            case "terms" -> terms(step);
            case "key" -> key(step);
            case "limits" -> {
                Key key = keys.get(step.word(0));
                yield key == null ? "conflict" : limit(key, step, "changed");
            }
            case "revoke" -> {
                Key key = keys.get(step.word(0));
                String outcome = key == null ? "conflict" : key.revoked ? "nothing" : "revoked";
                if (key != null) {
                    key.revoked = true;
                }
                yield outcome;
            }
            case "budgets" -> setBudgets(step);
            case "top-up" -> topUp(step);
            case "adjust" -> adjust(step);
            case "hold" -> hold(step);
            case "grow" -> grow(step);
            case "post" -> post(step);
            case "correct" -> correct(step);
            case "charge" -> charge(step);
            case "release" -> release(step);
            case "grant" -> grant(step);
            case "withdraw" -> withdraw(step);
            case "tick" -> tick();
            case "totals" -> totals(step.word(0));
            case "grants" -> grants(step.word(0));
            case "balance" -> balance(step.word(0));
            case "used" -> used(step.word(0));
            default -> throw new AssertionError(step);
        };
    }

    /// `NoBalanceBelowLimit`: what is wrong with the balance of an organization after money was
    /// held or charged that was `before`; empty if nothing is.
    String belowLimit(String name, BigDecimal before) {
        Organization organization = organization(name);
        BigDecimal floor = organization.limit == null ? null : organization.limit.negate();
        return floor == null || organization.available.compareTo(floor.min(before)) >= 0
                ? ""
                : name + " went from " + before + " to " + organization.available;
    }

    BigDecimal available(String name) {
        return organization(name).available;
    }

    String organizationOf(String key) {
        Key known = keys.get(key);
        return known == null ? "" : known.organization;
    }

    /// The calls that hold money, in the order in which they were admitted.
    List<String> openCalls() {
        return List.copyOf(holds.keySet());
    }

    String payer(String call) {
        Hold hold = holds.get(call);
        return hold == null ? "" : hold.organization();
    }

    /// Who paid for a call that was posted.
    String customer(String call) {
        Settled known = settled.get(call);
        return known == null ? "" : known.hold().organization();
    }

    boolean knows(String organization) {
        return organizations.containsKey(organization);
    }

    private String open(Step step) {
        if (organizations.containsKey(step.word(0))) {
            return "conflict";
        }
        var organization = new Organization();
        organization.currency = step.word(2);
        agree(organization, step);
        organizations.put(step.word(0), organization);
        return "opened";
    }

    private String terms(Step step) {
        Organization organization = organizations.get(step.word(0));
        if (organization == null || !organization.currency.equals(step.word(2))) {
            return "conflict";
        }
        agree(organization, step);
        budgets.forEach((scope, list) -> {
            if (organizationIn(scope).equals(step.word(0))) {
                list.forEach(budget -> budget.end = end(budget, organization.zone));
            }
        });
        return "changed";
    }

    private static void agree(Organization organization, Step step) {
        organization.billing = step.word(1);
        organization.limit =
                organization.billing.equals("internal")
                        ? null
                        : new BigDecimal(step.option("limit", "0"));
        organization.unlimited = step.says("unlimited");
        organization.zone = ZoneId.of(step.option("zone", "UTC"));
    }

    private String key(Step step) {
        if (!organizations.containsKey(step.word(1)) || keys.containsKey(step.word(0))) {
            return "conflict";
        }
        var key = new Key();
        key.organization = step.word(1);
        String[] centre = step.word(2).split("/", -1);
        key.scopes =
                List.of(
                        key.organization,
                        key.organization + "/" + centre[0],
                        key.organization + "/" + centre[0] + "/" + centre[1],
                        key.organization + "/" + step.word(2),
                        key.organization + "#" + step.word(0));
        keys.put(step.word(0), key);
        return limit(key, step, "issued");
    }

    private static String limit(Key key, Step step, String outcome) {
        String expires = step.option("expires");
        String models = step.option("models");
        key.expires = expires == null ? null : Instant.parse(expires);
        key.models = models == null ? Set.of() : Set.of(models.split(",", -1));
        return outcome;
    }

    private String setBudgets(Step step) {
        String scope = step.word(0);
        if (!organizations.containsKey(organizationIn(scope))) {
            return "conflict";
        }
        int hash = scope.indexOf('#');
        if (hash > 0 && !organizationOf(scope.substring(hash + 1)).equals(organizationIn(scope))) {
            return "conflict";
        }
        var before = new ArrayList<>(budgets.getOrDefault(scope, List.of()));
        var after = new ArrayList<Budget>();
        for (String text : step.words().subList(1, step.words().size())) {
            Budget wanted = budget(text);
            Budget old =
                    before.stream()
                            .filter(b ->
                                    b.period.equals(wanted.period) && b.inTokens == wanted.inTokens)
                            .findFirst()
                            .orElse(null);
            if (old != null) {
                before.remove(old);
                old.limit = wanted.limit;
                old.soft = wanted.soft;
            }
            after.add(old == null ? wanted : old);
        }
        budgets.put(scope, after);
        return "set";
    }

    private static Budget budget(String text) {
        var budget = new Budget();
        budget.soft = text.endsWith(":soft");
        String[] parts = text.replace(":soft", "").split("/", -1);
        budget.inTokens = parts[0].endsWith("t");
        budget.period = parts[1];
        budget.limit = new BigDecimal(parts[0].replace("t", ""));
        return budget;
    }

    private String topUp(Step step) {
        Organization organization = organizations.get(step.word(0));
        if (organization == null) {
            return "conflict";
        }
        var amount = new BigDecimal(step.word(1));
        if (amount.signum() <= 0) {
            return "invalid";
        }
        String repeated = repeated(organization, step.word(2), amount);
        return repeated.isEmpty() ? received(organization, amount, "received ") : repeated;
    }

    private String adjust(Step step) {
        Organization organization = organizations.get(step.word(0));
        if (organization == null) {
            return "conflict";
        }
        var amount = new BigDecimal(step.word(1));
        if (amount.signum() == 0) {
            return "invalid";
        }
        String repeated = repeated(organization, step.word(2), amount);
        if (!repeated.isEmpty()) {
            return repeated;
        }
        if (amount.signum() > 0) {
            return received(organization, amount, "adjusted ");
        }
        BigDecimal owed =
                organization.limit == null
                        ? BigDecimal.ZERO
                        : amount.negate().subtract(bearable(organization)).max(BigDecimal.ZERO);
        organization.owed = organization.owed.add(owed);
        organization.available = organization.available.add(amount).add(owed);
        return "adjusted " + text(amount) + part(", owed ", owed);
    }

    private static String repeated(Organization organization, String reference, BigDecimal amount) {
        if (organization.grants.stream().anyMatch(grant -> grant.reference.equals(reference))) {
            return "conflict";
        }
        BigDecimal before = organization.references.putIfAbsent(reference, amount);
        return before == null ? "" : before.compareTo(amount) == 0 ? "nothing" : "conflict";
    }

    private static String received(Organization organization, BigDecimal amount, String verb) {
        BigDecimal repaid = organization.owed.min(amount);
        organization.owed = organization.owed.subtract(repaid);
        organization.available = organization.available.add(amount).subtract(repaid);
        return verb + text(amount) + part(", repaid ", repaid);
    }

    private static BigDecimal bearable(Organization organization) {
        return organization.limit == null
                ? new BigDecimal("1e30")
                : organization.available.add(organization.limit).max(BigDecimal.ZERO);
    }

    private String hold(Step step) {
        Key key = keys.get(step.word(1));
        var amount = new BigDecimal(step.word(2));
        var tokens = BigInteger.valueOf(step.tokens());
        if (key == null) {
            return "refused KEY_UNKNOWN";
        }
        String refusal = refused(key, step, amount, tokens);
        if (!refusal.isEmpty()) {
            return refusal;
        }
        Organization organization = organization(key.organization);
        Map<Grant, BigDecimal> draws = draw(organization, amount, step);
        reserve(draws);
        organization.available = organization.available.subtract(amount).add(sum(draws));
        var turns = new HashMap<Budget, Integer>();
        for (Budget budget : budgetsOf(key)) {
            if (!isCurrent(budget)) {
                begin(budget, organization.zone);
            }
            budget.held = budget.held.add(amount);
            budget.tokensHeld = budget.tokensHeld.add(tokens);
            turns.put(budget, budget.turn);
        }
        String name = null;
        String option = step.option("claim");
        if (option != null) {
            String[] parts = option.split(":", -1);
            name = key.organization + ":" + parts[0];
            var claim = new Claim();
            claim.call = step.word(0);
            claim.body = parts[1];
            claim.expires = now.plus(Duration.ofHours(24));
            claims.remove(name);
            forgetExpired();
            claims.put(name, claim);
        }
        holds.put(step.word(0), new Hold(key.organization, amount, tokens, turns, name, draws));
        return "held" + text(draws);
    }

    /// A clock that goes back does not bring them back.
    private void forgetExpired() {
        List<String> charged =
                claims.keySet().stream().filter(name -> chargeOf(name) != null).toList();
        for (String name : charged) {
            if (now.isBefore(Objects.requireNonNull(claims.get(name)).expires)) {
                return;
            }
            claims.remove(name);
        }
    }

    private @Nullable BigDecimal chargeOf(String claim) {
        Claim known = claims.get(claim);
        return known == null ? null : known.charge;
    }

    private String refused(Key key, Step step, BigDecimal amount, BigInteger tokens) {
        if (key.revoked) {
            return "refused KEY_REVOKED";
        }
        if (key.expires != null && !now.isBefore(key.expires)) {
            return "refused KEY_EXPIRED";
        }
        if (!key.models.isEmpty() && !key.models.contains(step.option("model", "qwen-plus"))) {
            return "refused MODEL_NOT_ALLOWED";
        }
        String option = step.option("claim");
        if (option != null) {
            String[] parts = option.split(":", -1);
            Claim claim = claims.get(key.organization + ":" + parts[0]);
            if (claim != null && (claim.charge == null || now.isBefore(claim.expires))) {
                return !claim.body.equals(parts[1])
                        ? "mismatch " + claim.call
                        : claim.charge == null
                                ? "in progress " + claim.call
                                : "charged before " + claim.call + " " + text(claim.charge);
            }
        }
        Organization organization = organization(key.organization);
        if (!organization.currency.equals(step.option("currency", "CNY"))) {
            return "refused CURRENCY_MISMATCH";
        }
        List<Budget> mine = budgetsOf(key);
        if (organization.billing.equals("internal") && !organization.unlimited && mine.isEmpty()) {
            return "refused NO_BUDGET";
        }
        if (organization.owed.signum() > 0) {
            return "refused RECEIVABLE_DUE";
        }
        boolean budgetHeld = false;
        for (Budget budget : mine) {
            boolean current = isCurrent(budget);
            BigDecimal spent = current ? budget.spent : BigDecimal.ZERO;
            BigDecimal held = current ? budget.held : BigDecimal.ZERO;
            BigDecimal more = amount;
            if (budget.inTokens) {
                spent = new BigDecimal(current ? budget.tokensSpent : BigInteger.ZERO);
                held = new BigDecimal(current ? budget.tokensHeld : BigInteger.ZERO);
                more = new BigDecimal(tokens);
            }
            if (current && budget.tokensHeld.add(tokens).compareTo(MOST_TOKENS) > 0) {
                budgetHeld = true;
            } else if (!budget.soft) {
                if (spent.add(more).compareTo(budget.limit) > 0) {
                    return "refused BUDGET_EXCEEDED";
                }
                budgetHeld |= spent.add(held).add(more).compareTo(budget.limit) > 0;
            }
        }
        boolean balanceHeld = false;
        if (organization.limit != null && amount.signum() > 0) {
            BigDecimal free = organization.available.add(organization.limit);
            BigDecimal need = need(organization, amount, step);
            BigDecimal back = BigDecimal.ZERO;
            for (Hold other : holds.values()) {
                if (other.organization().equals(key.organization)) {
                    back = back.add(usable(other, step));
                }
            }
            balanceHeld = need.signum() > 0 && free.compareTo(need) < 0;
            if (balanceHeld && free.add(back).compareTo(need) < 0) {
                return "refused INSUFFICIENT_BALANCE";
            }
        }
        return budgetHeld ? "refused BUDGET_HELD" : balanceHeld ? "refused BALANCE_HELD" : "";
    }

    private String grow(Step step) {
        Hold hold = holds.get(step.word(0));
        var amount = new BigDecimal(step.word(1));
        var tokens = BigInteger.valueOf(step.tokens());
        if (hold == null || (amount.signum() == 0 && tokens.signum() == 0)) {
            return "nothing";
        }
        if (hold.tokens().add(tokens).compareTo(MOST_TOKENS) > 0) {
            return "invalid";
        }
        boolean exceeded = false;
        boolean budgetHeld = false;
        for (Budget budget : hold.turns().keySet()) {
            boolean current = budget.turn == hold.turns().get(budget);
            if (!isStillSet(budget)) {
                continue;
            }
            if (current && budget.tokensHeld.add(tokens).compareTo(MOST_TOKENS) > 0) {
                budgetHeld = true;
            } else if (!budget.soft) {
                BigDecimal more = budget.inTokens ? new BigDecimal(tokens) : amount;
                BigDecimal spent =
                        budget.inTokens ? new BigDecimal(budget.tokensSpent) : budget.spent;
                BigDecimal held = budget.inTokens ? new BigDecimal(budget.tokensHeld) : budget.held;
                BigDecimal used = current ? spent.add(more) : more;
                exceeded |= used.compareTo(budget.limit) > 0;
                budgetHeld |= current && used.add(held).compareTo(budget.limit) > 0;
            }
        }
        if (exceeded) {
            return "refused BUDGET_EXCEEDED";
        }
        Organization organization = organization(hold.organization());
        boolean balanceHeld = false;
        if (organization.limit != null && amount.signum() > 0) {
            BigDecimal free = organization.available.add(organization.limit);
            BigDecimal need = need(organization, amount, step);
            balanceHeld = need.signum() > 0 && free.compareTo(need) < 0;
            BigDecimal others = BigDecimal.ZERO;
            for (Hold other : holds.values()) {
                if (other != hold && other.organization().equals(hold.organization())) {
                    others = others.add(usable(other, step));
                }
            }
            if (balanceHeld && free.add(others).compareTo(need) < 0) {
                return "refused INSUFFICIENT_BALANCE";
            }
        }
        if (budgetHeld || balanceHeld) {
            return budgetHeld ? "refused BUDGET_HELD" : "refused BALANCE_HELD";
        }
        Map<Grant, BigDecimal> more = draw(organization, amount, step);
        reserve(more);
        var draws = new LinkedHashMap<>(hold.draws());
        more.forEach((grant, part) -> draws.merge(grant, part, BigDecimal::add));
        organization.available = organization.available.subtract(amount).add(sum(more));
        hold.turns()
                .forEach((budget, turn) -> {
                    if (budget.turn == turn) {
                        budget.held = budget.held.add(amount);
                        budget.tokensHeld = budget.tokensHeld.add(tokens);
                    }
                });
        BigDecimal all = hold.amount().add(amount);
        holds.put(
                step.word(0),
                new Hold(
                        hold.organization(),
                        all,
                        hold.tokens().add(tokens),
                        hold.turns(),
                        hold.claim(),
                        draws));
        return "holds " + text(all) + text(draws);
    }

    private String post(Step step) {
        Hold hold = holds.remove(step.word(0));
        if (hold == null) {
            return "nothing";
        }
        Organization organization = organization(hold.organization());
        var charge = new BigDecimal(step.word(1));
        BigDecimal excess = charge.subtract(hold.amount()).max(BigDecimal.ZERO);
        BigDecimal extra = BigDecimal.ZERO;
        if (!step.says("absorb")) {
            BigDecimal need = need(organization, excess, step);
            extra = excess.subtract(need).add(need.min(bearable(organization)));
            for (Budget budget : hold.turns().keySet()) {
                if (!budget.inTokens
                        && !budget.soft
                        && isStillSet(budget)
                        && budget.turn == hold.turns().get(budget)) {
                    BigDecimal left = budget.limit.subtract(budget.spent).subtract(budget.held);
                    extra = extra.min(left.max(BigDecimal.ZERO));
                }
            }
        }
        BigDecimal overrun = excess.subtract(extra);
        BigDecimal paid = charge.subtract(overrun);
        BigDecimal rest = charge.min(hold.amount());
        var draws = new LinkedHashMap<Grant, BigDecimal>();
        for (Map.Entry<Grant, BigDecimal> reserved : hold.draws().entrySet()) {
            BigDecimal taken = reserved.getValue().min(rest);
            rest = rest.subtract(taken);
            if (taken.signum() > 0) {
                draws.put(reserved.getKey(), taken);
            }
        }
        Map<Grant, BigDecimal> above = draw(organization, extra, step);
        above.forEach((grant, part) -> grant.left = grant.left.subtract(part));
        above.forEach((grant, part) -> draws.merge(grant, part, BigDecimal::add));
        draws.forEach((grant, part) -> {
            grant.drawn = grant.drawn.add(part);
            BigDecimal inHold = part.subtract(above.getOrDefault(grant, BigDecimal.ZERO));
            grant.left = grant.left.subtract(inHold);
        });
        giveBack(hold);
        organization.available =
                organization
                        .available
                        .add(hold.amount().subtract(sum(hold.draws())))
                        .subtract(paid.subtract(sum(draws)));
        organization.spent = organization.spent.add(paid);
        var tokens = BigInteger.valueOf(step.tokens());
        end(hold, paid, tokens);
        settled.put(step.word(0), new Settled(hold, paid, tokens));
        if (hold.claim() != null) {
            Claim claim = Objects.requireNonNull(claims.remove(hold.claim()));
            claim.charge = charge;
            claims.put(hold.claim(), claim);
        }
        return "charged "
                + text(charge)
                + part(", extra ", extra)
                + part(", overrun ", overrun)
                + text(draws);
    }

    // Grants

    private String grant(Step step) {
        String until = step.option("until");
        String models = step.option("models");
        var grant = new Grant();
        grant.reference = step.word(2);
        grant.amount = new BigDecimal(step.word(1));
        grant.left = grant.amount;
        grant.gift = step.option("paid") == null;
        var paid = new BigDecimal(step.option("paid", "0"));
        grant.priority = Integer.parseInt(step.option("priority", "100"));
        grant.from = Instant.parse(step.option("from", now.toString()));
        grant.until = until == null ? null : Instant.parse(until);
        grant.models = models == null ? Set.of() : Set.of(models.split(",", -1));
        grant.terms =
                List.of(
                        text(grant.amount),
                        grant.gift ? "gift" : text(paid),
                        grant.priority + "",
                        grant.from + " " + grant.until,
                        grant.models.stream().sorted().toList() + "");
        boolean valid =
                grant.amount.signum() > 0
                        && (grant.gift || (paid.signum() > 0 && paid.compareTo(grant.amount) <= 0))
                        && (grant.until == null || grant.until.isAfter(grant.from));
        if (!valid) {
            return "invalid";
        }
        Organization organization = organizations.get(step.word(0));
        if (organization == null) {
            return "conflict";
        }
        for (Grant before : organization.grants) {
            if (before.reference.equals(grant.reference)) {
                return before.terms.equals(grant.terms) ? "nothing" : "conflict";
            }
        }
        if (organization.references.containsKey(grant.reference)) {
            return "conflict";
        }
        if (isOver(grant)) {
            return "invalid";
        }
        long open =
                organization.grants.stream()
                        .filter(one -> one.left.add(one.held).signum() > 0)
                        .count();
        if (open >= 50) {
            return "conflict";
        }
        organization.grants.add(grant);
        grant.number = organization.grants.size();
        return "granted " + grant.number;
    }

    private String withdraw(Step step) {
        Organization organization = organizations.get(step.word(0));
        int number = Integer.parseInt(step.word(1));
        if (organization == null || number > organization.grants.size()) {
            return "conflict";
        }
        Grant grant = organization.grants.get(number - 1);
        if (isOver(grant) || grant.left.add(grant.held).signum() == 0) {
            return "nothing";
        }
        grant.revoked = true;
        grant.withdrawn = grant.left;
        grant.left = BigDecimal.ZERO;
        return "withdrawn " + text(grant.withdrawn);
    }

    private String tick() {
        var lapsed = new ArrayList<String>();
        organizations.forEach((name, organization) -> {
            for (Grant grant : organization.grants) {
                if (isOver(grant) && grant.left.signum() > 0) {
                    lapsed.add(name + " " + grant.number + " " + text(grant.left));
                    if (grant.revoked) {
                        grant.withdrawn = grant.withdrawn.add(grant.left);
                    } else {
                        grant.expired = grant.expired.add(grant.left);
                    }
                    grant.left = BigDecimal.ZERO;
                }
            }
        });
        return lapsed.stream().sorted().collect(Collectors.joining(", "));
    }

    private boolean isOver(Grant grant) {
        return grant.revoked || (grant.until != null && !now.isBefore(grant.until));
    }

    private boolean isUsable(Grant grant, String model) {
        return !isOver(grant)
                && !now.isBefore(grant.from)
                && (grant.models.isEmpty() || model.isEmpty() || grant.models.contains(model));
    }

    private static String model(Step step) {
        return step.option("model", "qwen-plus");
    }

    /// What the grants do not cover.
    private BigDecimal need(Organization organization, BigDecimal amount, Step step) {
        return amount.subtract(sum(draw(organization, amount, step)));
    }

    /// What comes back if a call ends free of charge, as far as another model's call can have it.
    private BigDecimal usable(Hold hold, Step step) {
        BigDecimal usable = hold.amount();
        for (Map.Entry<Grant, BigDecimal> draw : hold.draws().entrySet()) {
            if (!isUsable(draw.getKey(), model(step))) {
                usable = usable.subtract(draw.getValue());
            }
        }
        return usable;
    }

    private Map<Grant, BigDecimal> draw(Organization organization, BigDecimal amount, Step step) {
        var order = new ArrayList<>(organization.grants);
        order.removeIf(grant -> !isUsable(grant, model(step)));
        order.sort(
                Comparator.<Grant>comparingInt(grant -> grant.priority)
                        .thenComparing(grant -> grant.until == null ? Instant.MAX : grant.until)
                        .thenComparing(grant -> grant.gift ? 0 : 1)
                        .thenComparing(grant -> grant.from)
                        .thenComparing(grant -> grant.number));
        var draws = new LinkedHashMap<Grant, BigDecimal>();
        BigDecimal rest = amount;
        for (Grant grant : order) {
            BigDecimal taken = grant.left.min(rest);
            if (taken.signum() > 0) {
                draws.put(grant, taken);
                rest = rest.subtract(taken);
            }
        }
        return draws;
    }

    private static void reserve(Map<Grant, BigDecimal> draws) {
        draws.forEach((grant, part) -> {
            grant.left = grant.left.subtract(part);
            grant.held = grant.held.add(part);
        });
    }

    private static void giveBack(Hold hold) {
        hold.draws()
                .forEach((grant, part) -> {
                    grant.left = grant.left.add(part);
                    grant.held = grant.held.subtract(part);
                });
    }

    private static BigDecimal sum(Map<Grant, BigDecimal> draws) {
        return draws.values().stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static String text(Map<Grant, BigDecimal> draws) {
        var text = new StringBuilder();
        draws.forEach((grant, part) ->
                text.append(", grant ").append(grant.number).append(' ').append(text(part)));
        return text.toString();
    }

    private BigDecimal usable(Organization organization) {
        return organization.grants.stream()
                .filter(grant -> isUsable(grant, ""))
                .map(grant -> grant.left)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private String totals(String name) {
        Organization organization = organizations.get(name);
        if (organization == null) {
            return "unknown";
        }
        BigDecimal granted = BigDecimal.ZERO;
        BigDecimal withdrawn = BigDecimal.ZERO;
        BigDecimal expired = BigDecimal.ZERO;
        BigDecimal upcoming = BigDecimal.ZERO;
        for (Grant grant : organization.grants) {
            if (now.isBefore(grant.from)) {
                upcoming = upcoming.add(grant.left);
                continue;
            }
            granted = granted.add(grant.amount);
            withdrawn = withdrawn.add(grant.withdrawn).add(grant.expired);
            expired = expired.add(grant.expired);
            if (isOver(grant)) {
                withdrawn = withdrawn.add(grant.left);
                expired = grant.revoked ? expired : expired.add(grant.left);
            }
        }
        return "granted "
                + text(granted)
                + " withdrawn "
                + text(withdrawn)
                + part(" expired ", expired)
                + part(" upcoming ", upcoming);
    }

    private String grants(String name) {
        Organization organization = organizations.get(name);
        return organization == null
                ? ""
                : organization.grants.stream()
                        .map(grant ->
                                grant.number
                                        + part(" left ", grant.left)
                                        + part(" held ", grant.held)
                                        + part(" drawn ", grant.drawn)
                                        + part(" expired ", grant.expired)
                                        + part(" withdrawn ", grant.withdrawn))
                        .collect(Collectors.joining("; "));
    }

    /// The customer has what it would have, had it paid this at first; what it cannot bear is owed.
    private String correct(Step step) {
        Settled before = settled.get(step.word(0));
        if (before == null) {
            return "nothing";
        }
        Hold hold = before.hold();
        Organization organization = organization(hold.organization());
        BigDecimal paid =
                new BigDecimal(step.word(1)).subtract(new BigDecimal(step.option("overrun", "0")));
        var tokens = BigInteger.valueOf(step.tokens());
        BigDecimal more = paid.subtract(before.paid());
        settled.put(step.word(0), new Settled(hold, paid, tokens));
        organization.spent = organization.spent.add(more);
        hold.turns()
                .forEach((budget, turn) -> {
                    if (budget.turn == turn && isStillSet(budget)) {
                        budget.spent = budget.spent.add(more);
                        budget.tokensSpent =
                                budget.tokensSpent
                                        .subtract(before.tokens())
                                        .max(BigInteger.ZERO)
                                        .add(tokens)
                                        .min(MOST_TOKENS);
                    }
                });
        if (more.signum() < 0) {
            BigDecimal repaid = organization.owed.min(more.negate());
            organization.owed = organization.owed.subtract(repaid);
            organization.available = organization.available.subtract(more).subtract(repaid);
            return "returned " + text(more.negate()) + part(", repaid ", repaid);
        }
        BigDecimal owed =
                organization.limit == null
                        ? BigDecimal.ZERO
                        : more.subtract(bearable(organization)).max(BigDecimal.ZERO);
        organization.owed = organization.owed.add(owed);
        organization.available = organization.available.subtract(more).add(owed);
        return "charged " + text(more) + part(", owed ", owed);
    }

    private String charge(Step step) {
        Key key = keys.get(step.word(1));
        if (key == null) {
            return "conflict";
        }
        Organization organization = organization(key.organization);
        var charge = new BigDecimal(step.word(2));
        var tokens = BigInteger.valueOf(step.tokens());
        String used = step.option("used");
        Map<Grant, BigDecimal> draws = draw(organization, charge, step);
        draws.forEach((grant, part) -> {
            grant.left = grant.left.subtract(part);
            grant.drawn = grant.drawn.add(part);
        });
        BigDecimal rest = charge.subtract(sum(draws));
        BigDecimal owed =
                organization.limit == null
                        ? BigDecimal.ZERO
                        : rest.subtract(bearable(organization)).max(BigDecimal.ZERO);
        organization.owed = organization.owed.add(owed);
        organization.available = organization.available.subtract(rest).add(owed);
        organization.spent = organization.spent.add(charge);
        var turns = new HashMap<Budget, Integer>();
        for (Budget budget : budgetsOf(key)) {
            Instant start = startOf(budget.period, organization.zone);
            if (used == null || !Instant.parse(used).isBefore(start)) {
                if (!isCurrent(budget)) {
                    begin(budget, organization.zone);
                }
                budget.spent = budget.spent.add(charge);
                budget.tokensSpent = budget.tokensSpent.add(tokens).min(MOST_TOKENS);
                turns.put(budget, budget.turn);
            }
        }
        var hold =
                new Hold(key.organization, BigDecimal.ZERO, BigInteger.ZERO, turns, null, Map.of());
        settled.put(step.word(0), new Settled(hold, charge, tokens));
        return "charged " + text(charge) + text(draws) + part(", owed ", owed);
    }

    private String release(Step step) {
        Hold hold = holds.remove(step.word(0));
        if (hold == null) {
            return "nothing";
        }
        Organization organization = organization(hold.organization());
        giveBack(hold);
        organization.available =
                organization.available.add(hold.amount().subtract(sum(hold.draws())));
        end(hold, BigDecimal.ZERO, BigInteger.ZERO);
        if (hold.claim() != null) {
            claims.remove(hold.claim());
        }
        return "released";
    }

    private static void end(Hold hold, BigDecimal paid, BigInteger tokens) {
        hold.turns()
                .forEach((budget, turn) -> {
                    if (budget.turn == turn) {
                        budget.held = budget.held.subtract(hold.amount());
                        budget.tokensHeld = budget.tokensHeld.subtract(hold.tokens());
                        budget.spent = budget.spent.add(paid);
                        budget.tokensSpent = budget.tokensSpent.add(tokens).min(MOST_TOKENS);
                    }
                });
    }

    private String balance(String name) {
        Organization organization = organizations.get(name);
        return organization == null
                ? "unknown"
                : "available "
                        + text(organization.available.add(usable(organization)))
                        + " held "
                        + text(held(name))
                        + " spent "
                        + text(organization.spent)
                        + part(" owed ", organization.owed);
    }

    private String used(String scope) {
        return budgets.getOrDefault(scope, List.of()).stream()
                .map(this::used)
                .collect(Collectors.joining("; "));
    }

    private String used(Budget budget) {
        boolean current = isCurrent(budget);
        if (budget.inTokens) {
            BigInteger spent = current ? budget.tokensSpent : BigInteger.ZERO;
            BigInteger held = current ? budget.tokensHeld : BigInteger.ZERO;
            return spent
                    + "t of "
                    + budget.limit
                    + "t/"
                    + budget.period
                    + (held.signum() == 0 ? "" : " held " + held + "t");
        }
        BigDecimal spent = current ? budget.spent : BigDecimal.ZERO;
        BigDecimal held = current ? budget.held : BigDecimal.ZERO;
        return text(spent)
                + " of "
                + text(budget.limit)
                + "/"
                + budget.period
                + part(" held ", held);
    }

    private BigDecimal held(String organization) {
        return holds.values().stream()
                .filter(hold -> hold.organization().equals(organization))
                .map(Hold::amount)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private List<Budget> budgetsOf(Key key) {
        var all = new ArrayList<Budget>();
        key.scopes.forEach(scope -> all.addAll(budgets.getOrDefault(scope, List.of())));
        return all;
    }

    private boolean isStillSet(Budget budget) {
        var all = new HashSet<Budget>();
        budgets.values().forEach(all::addAll);
        return all.contains(budget);
    }

    // The calendar, in steps of a minute: no clock changes within one

    private boolean isCurrent(Budget budget) {
        return budget.start != null && (budget.end == null || now.isBefore(budget.end));
    }

    /// Where the period begins that is now.
    private Instant startOf(String period, ZoneId zone) {
        LocalDate day = LocalDate.ofInstant(now, zone);
        return switch (period) {
            case "hour" -> {
                Instant minute = Instant.ofEpochSecond(now.getEpochSecond() / 60 * 60);
                while (hour(minute.minusSeconds(60), zone).equals(hour(minute, zone))) {
                    minute = minute.minusSeconds(60);
                }
                yield minute;
            }
            case "day" -> day.atStartOfDay(zone).toInstant();
            case "month" -> day.withDayOfMonth(1).atStartOfDay(zone).toInstant();
            default -> Instant.EPOCH;
        };
    }

    private void begin(Budget budget, ZoneId zone) {
        budget.start = startOf(budget.period, zone);
        budget.end = end(budget, zone);
        budget.turn++;
        budget.spent = BigDecimal.ZERO;
        budget.held = BigDecimal.ZERO;
        budget.tokensSpent = BigInteger.ZERO;
        budget.tokensHeld = BigInteger.ZERO;
    }

    private static @Nullable Instant end(Budget budget, ZoneId zone) {
        Instant start = budget.start;
        if (start == null) {
            return null;
        }
        LocalDate day = LocalDate.ofInstant(start, zone);
        return switch (budget.period) {
            case "hour" -> {
                Instant minute = start.plusSeconds(60);
                while (hour(minute, zone).equals(hour(minute.minusSeconds(60), zone))) {
                    minute = minute.plusSeconds(60);
                }
                yield minute;
            }
            case "day" -> day.plusDays(1).atStartOfDay(zone).toInstant();
            case "month" -> day.withDayOfMonth(1).plusMonths(1).atStartOfDay(zone).toInstant();
            default -> null;
        };
    }

    /// The hour on the clock and which of two it is.
    private static String hour(Instant at, ZoneId zone) {
        var local = at.atZone(zone);
        return local.toLocalDate() + " " + local.getHour() + " " + local.getOffset();
    }

    private static String organizationIn(String scope) {
        return scope.replaceAll("[/#].*", "");
    }

    private Organization organization(String name) {
        return Objects.requireNonNull(organizations.get(name));
    }

    private static String part(String label, BigDecimal amount) {
        return amount.signum() == 0 ? "" : label + text(amount);
    }

    private static String text(BigDecimal amount) {
        BigDecimal plain = amount.stripTrailingZeros();
        return plain.setScale(Math.max(2, plain.scale()), RoundingMode.UNNECESSARY).toPlainString();
    }
}
