package io.tokengrid.journal;

import io.tokengrid.ledger.LedgerFact;
import io.tokengrid.metering.TokenClass;
import io.tokengrid.rating.Charge.ChargeLine;
import io.tokengrid.units.CallId;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Money;
import io.tokengrid.units.OrganizationId;
import io.tokengrid.units.Price;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Turns a stretch of a node's journal into what changes in the views.
///
/// [#add] all facts in order; ask [#unknown] for the calls whose admission was before; [#resume]
/// those of them that are open, from the facts that were kept of them; then take what follows.
/// Facts of calls that are not resumed are [#late]. Not thread-safe; for one stretch.
public final class CallFold {
    private final Map<CallId, Call> calls = new LinkedHashMap<>();
    private final List<Other> others = new ArrayList<>();
    private int facts;

    /// What is known of a call.
    ///
    /// @param facts encoded, in order, as [CallFacts#join] takes them
    /// @param resumed whether it was open before the stretch
    public record Folded(CallRecord record, List<byte[]> facts, boolean resumed) {}

    /// Facts about a call that ended before the stretch.
    ///
    /// @param facts encoded, in order
    /// @param delivered whether the client got the end; null if that is not among them
    /// @param counted our first count; null if none is among them
    public record Late(
            CallId call,
            List<byte[]> facts,
            Fact.@Nullable Delivered delivered,
            Fact.@Nullable Counted counted) {}

    /// Usage of a series in an hour.
    ///
    /// @param hour hours since 1970 in UTC, of the calls' admission
    public record UsageCell(Series series, long hour) {}

    /// Tokens of a class that an organization used of a model at a price in an hour.
    ///
    /// @param hour as in [UsageCell]
    public record LineCell(
            OrganizationId organization,
            CurrencyCode currency,
            String model,
            TokenClass tokenClass,
            Price price,
            long hour) {}

    /// A fact that is about no call.
    ///
    /// @param sequence where it stands
    public record Other(long sequence, Fact fact) {}

    private static final class Call {
        @Nullable CallRecord record;
        final List<Fact> waiting = new ArrayList<>(2);
        List<byte[]> bytes = new ArrayList<>(4);
        boolean resumed;

        /// What it held before the stretch.
        Money before = Money.ZERO;

        void take(Fact fact) {
            if (record == null) {
                waiting.add(fact);
            } else {
                record = record.with(fact);
            }
        }
    }

    /// Adds the next fact.
    ///
    /// @param sequence where it stands
    /// @param bytes its encoded form is `length` of them from `from` on; they are copied
    public void add(Fact fact, long sequence, byte[] bytes, int from, int length) {
        facts++;
        switch (fact) {
            case Fact.Admitted admitted -> {
                var call = new Call();
                call.record = CallRecord.of(admitted);
                call.bytes.add(Arrays.copyOfRange(bytes, from, from + length));
                if (calls.putIfAbsent(admitted.change().call(), call) != null) {
                    throw new IllegalStateException(admitted.change().call() + " admitted twice");
                }
            }
            case Fact.Grown grown -> about(grown.change().call(), grown, bytes, from, length);
            case Fact.Settled end -> about(end.change().call(), end, bytes, from, length);
            case Fact.Voided end -> about(end.change().call(), end, bytes, from, length);
            case Fact.Delivered end -> about(end.call(), end, bytes, from, length);
            case Fact.Counted count -> about(count.call(), count, bytes, from, length);
            case Fact.Marked _ -> {}
            case Fact.Accounted _, Fact.BookPublished _ -> others.add(new Other(sequence, fact));
        }
    }

    private void about(CallId id, Fact fact, byte[] bytes, int from, int length) {
        Call call = calls.computeIfAbsent(id, _ -> new Call());
        call.take(fact);
        call.bytes.add(Arrays.copyOfRange(bytes, from, from + length));
    }

    /// How many facts were added.
    public int facts() {
        return facts;
    }

    /// The calls whose admission was not among the facts.
    public List<CallId> unknown() {
        var unknown = new ArrayList<CallId>();
        calls.forEach((id, call) -> {
            if (call.record == null) {
                unknown.add(id);
            }
        });
        return unknown;
    }

    /// Goes on with a call that was open before.
    ///
    /// @param joined its facts until then
    public void resume(byte[] joined) {
        CallRecord record = CallFacts.read(joined);
        Call call = calls.get(record.id());
        if (call == null || call.record != null) {
            throw new IllegalStateException(record.id() + " was not asked for");
        }
        call.record = record;
        call.resumed = true;
        call.before = record.admitted().change().amount();
        call.waiting.forEach(call::take);
        List<byte[]> all = CallFacts.split(joined);
        all.addAll(call.bytes);
        call.bytes = all;
    }

    /// The calls that ended within the stretch.
    public List<Folded> ended() {
        return folded(true);
    }

    /// The calls that had facts in the stretch and are open after it.
    public List<Folded> open() {
        return folded(false);
    }

    /// When the calls of the stretch were admitted, as far as that is known.
    public List<Instant> admissions() {
        var admissions = new ArrayList<Instant>();
        for (Call call : calls.values()) {
            if (call.record != null) {
                admissions.add(call.record.admitted().at());
            }
        }
        return admissions;
    }

    private List<Folded> folded(boolean ended) {
        var folded = new ArrayList<Folded>();
        for (Call call : calls.values()) {
            CallRecord record = call.record;
            if (record != null && ended == (record.state() != CallState.OPEN)) {
                folded.add(new Folded(record, call.bytes, call.resumed));
            }
        }
        return folded;
    }

    /// What came after the end of calls. Throws [IllegalStateException] if an end is among it: such
    /// a call was neither admitted here nor resumed.
    public List<Late> late() {
        var late = new ArrayList<Late>();
        calls.forEach((id, call) -> {
            if (call.record == null) {
                late.add(late(id, call));
            }
        });
        return late;
    }

    private static Late late(CallId id, Call call) {
        Fact.Delivered delivered = null;
        Fact.Counted counted = null;
        for (Fact fact : call.waiting) {
            if (fact instanceof Fact.Delivered end) {
                delivered = end;
            } else if (fact instanceof Fact.Counted count) {
                counted = counted == null ? count : counted;
            } else {
                throw new IllegalStateException(id + " ended without having been open");
            }
        }
        return new Late(id, call.bytes, delivered, counted);
    }

    /// Facts that are about no call, in order.
    public List<Other> others() {
        return others;
    }

    /// The usage of the calls that ended.
    public Map<UsageCell, UsageTally> usage() {
        var usage = new HashMap<UsageCell, UsageTally>();
        for (Folded call : ended()) {
            var cell = new UsageCell(Series.of(call.record()), hour(call.record()));
            usage.computeIfAbsent(cell, _ -> new UsageTally()).add(call.record());
        }
        return usage;
    }

    /// The charge lines of the calls that ended, summed: tokens by cell.
    public Map<LineCell, Long> lines() {
        var lines = new HashMap<LineCell, Long>();
        for (Folded call : ended()) {
            lines(call.record(), lines);
        }
        return lines;
    }

    /// Adds a call's charge lines to sums of tokens.
    public static void lines(CallRecord call, Map<LineCell, Long> sums) {
        Fact.Settled settled = call.settled();
        if (settled == null) {
            return;
        }
        Fact.Admission admission = call.admitted().call();
        for (ChargeLine line : settled.result().lines()) {
            var cell =
                    new LineCell(
                            admission.organization(),
                            admission.currency(),
                            admission.model(),
                            line.tokenClass(),
                            line.price(),
                            hour(call));
            sums.merge(cell, line.tokens().value(), Math::addExact);
        }
    }

    /// The organizations that money came in for.
    public Set<OrganizationId> funded() {
        var funded = new TreeSet<OrganizationId>();
        for (Other other : others) {
            if (other.fact() instanceof Fact.Accounted(LedgerFact.ToppedUp up)) {
                funded.add(up.organization());
            } else if (other.fact() instanceof Fact.Accounted(LedgerFact.Adjusted adjusted)) {
                funded.add(adjusted.organization());
            }
        }
        return funded;
    }

    /// What the stretch moves between accounts.
    ///
    /// @param currencies of the organizations that are [#funded]
    public AccountSums accounts(Map<OrganizationId, CurrencyCode> currencies) {
        var sums = new AccountSums();
        for (Call call : calls.values()) {
            CallRecord record = call.record;
            if (record == null) {
                continue;
            }
            sums.held(record.admitted(), call.before);
            if (record.settled() != null) {
                sums.settled(record.admitted(), record.settled().change());
            } else if (record.voided() != null) {
                sums.voided(record.admitted(), record.voided().change());
            }
        }
        for (Other other : others) {
            if (other.fact() instanceof Fact.Accounted(LedgerFact.ToppedUp up)) {
                sums.toppedUp(up, currency(up.organization(), currencies));
            } else if (other.fact() instanceof Fact.Accounted(LedgerFact.Adjusted adjusted)) {
                sums.adjusted(adjusted, currency(adjusted.organization(), currencies));
            }
        }
        return sums;
    }

    private static CurrencyCode currency(
            OrganizationId organization, Map<OrganizationId, CurrencyCode> currencies) {
        CurrencyCode currency = currencies.get(organization);
        if (currency == null) {
            throw new IllegalStateException("the currency of " + organization + " is not given");
        }
        return currency;
    }

    /// Hours since 1970 until a call's admission.
    public static long hour(CallRecord call) {
        return Math.floorDiv(call.admitted().at().getEpochSecond(), 3_600L);
    }
}
