package io.tokengrid.journal;

import io.tokengrid.ledger.LedgerFact;
import io.tokengrid.rating.Charge.ChargeLine;
import io.tokengrid.rating.Charge.UnitLine;
import io.tokengrid.rating.ChargeItem;
import io.tokengrid.rating.ChargeItem.Deduction;
import io.tokengrid.rating.ChargeSum;
import io.tokengrid.units.BinaryReader;
import io.tokengrid.units.BinaryWriter;
import io.tokengrid.units.CallId;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Money;
import io.tokengrid.units.OrganizationId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// Turns a stretch of a node's journal into what changes in the views.
///
/// [#add] all facts in order. [#fold] then hands over, one at a time, the calls that were admitted
/// in the stretch; [#unknown] are those that were not. [#resume] the open ones among them from the
/// facts that were kept of them, and [#fold] again. Facts of calls that are not resumed are
/// [#late]. What stands under sums is of the calls folded so far.
///
/// A stretch can have many thousands of calls, so they wait encoded, in one buffer: as objects they
/// would be most of what a collection of young objects has to copy. Not thread-safe; for one
/// stretch.
public final class CallFold {
    private final BinaryWriter encoded;
    private final BinaryWriter joined = new BinaryWriter(1_024);
    private final Map<CallId, Call> calls = new LinkedHashMap<>();
    private final List<Other> others = new ArrayList<>();
    private final Map<UsageCell, UsageTally> usage = new HashMap<>();
    private final Map<ChargeCell, ChargeSum> charges = new HashMap<>();
    private final AccountSums accounts = new AccountSums();
    private final List<Audited> audits = new ArrayList<>();
    private final List<Fact.Ingested> ingested = new ArrayList<>();
    private int facts;
    private int last;

    /// @param encoded room for the stretch's facts, which is the fold's as long as it is used
    public CallFold(BinaryWriter encoded) {
        this.encoded = encoded.reset();
    }

    /// Facts about a call that ended before the stretch.
    ///
    /// @param facts encoded, in order, one after another, each with its length
    /// @param delivered whether the client got the end; null if that is not among them
    /// @param counted our first count; null if none is among them
    /// @param countedAt where that fact stands; 0 if there is none
    /// @param corrected the last correction; null if none is among them
    public record Late(
            CallId call,
            BinaryWriter facts,
            Fact.@Nullable Delivered delivered,
            Fact.@Nullable Counted counted,
            long countedAt,
            Fact.@Nullable Corrected corrected) {}

    /// What the audit takes from a call.
    ///
    /// @param sequence where the fact stands that completed it: the audit goes by this order, which
    ///   does not depend on how the journal is cut into stretches
    public record Audited(long sequence, CallAudit audit) {}

    /// Usage of a series in an hour.
    ///
    /// @param hour hours since 1970 in UTC, of the calls' admission
    public record UsageCell(Series series, long hour) {}

    /// What an organization used of a model at a price in an hour.
    ///
    /// @param hour as in [UsageCell]
    /// @param recorded hours since 1970 in UTC, of the facts that brought the charges
    public record ChargeCell(
            OrganizationId organization,
            CurrencyCode currency,
            String model,
            ChargeItem item,
            long hour,
            long recorded) {}

    /// A fact that is about no call.
    ///
    /// @param sequence where it stands
    public record Other(long sequence, Fact fact) {}

    /// Where a call's facts stand in [#encoded], and how far it is folded.
    private static final class Call {
        private int[] at = new int[4];
        private int count;

        /// Its first piece are the facts from before the stretch.
        boolean resumed;

        boolean known;
        boolean folded;

        /// Where its settlement and the first count after it stand; 0 outside of the stretch.
        long settledAt;

        long countedAt;

        void note(Class<? extends Fact> kind, long sequence) {
            if (kind == Fact.Settled.class || kind == Fact.Ingested.class) {
                settledAt = sequence;
            } else if (kind == Fact.Counted.class && countedAt == 0) {
                countedAt = sequence;
            }
        }

        void add(int from, int to) {
            if (2 * count == at.length) {
                at = Arrays.copyOf(at, 2 * at.length);
            }
            at[2 * count] = from;
            at[2 * count + 1] = to;
            count++;
        }

        void addFirst(int from, int to) {
            var after = new int[at.length + 2];
            System.arraycopy(at, 0, after, 2, 2 * count);
            at = after;
            at[0] = from;
            at[1] = to;
            count++;
        }

        /// Puts its facts one after another.
        void join(BinaryWriter encoded, BinaryWriter to) {
            to.reset();
            for (int i = 0; i < count; i++) {
                to.append(encoded.buffer(), at[2 * i], at[2 * i + 1] - at[2 * i]);
            }
        }
    }

    /// Adds the next fact.
    ///
    /// @param sequence where it stands
    /// @param bytes its encoded form is `length` of them from `from` on; they are copied
    public void add(long sequence, byte[] bytes, int from, int length) {
        facts++;
        last = encoded.size();
        encoded.writeBytes(bytes, from, length);
        FactHead head = FactCodec.readHead(bytes, from, length);
        CallId id = head.call();
        if (id == null) {
            others.add(new Other(sequence, FactCodec.read(bytes, from, length)));
        } else if (head.kind() == Fact.Admitted.class || head.kind() == Fact.Ingested.class) {
            var call = new Call();
            call.known = true;
            call.add(last, encoded.size());
            call.note(head.kind(), sequence);
            if (calls.putIfAbsent(id, call) != null) {
                throw new IllegalStateException(id + " admitted twice");
            }
        } else if (head.kind() != Fact.Marked.class) {
            Call call = calls.computeIfAbsent(id, _ -> new Call());
            call.add(last, encoded.size());
            call.note(head.kind(), sequence);
            if (head.kind() == Fact.Corrected.class
                    && FactCodec.read(bytes, from, length)
                            instanceof Fact.Corrected(var change, Fact.Correction correction)) {
                accounts.corrected(change, correction.currency());
            }
        }
    }

    /// How many facts were added.
    public int facts() {
        return facts;
    }

    /// When the last fact that was added happened; [IllegalArgumentException] before the first.
    public Instant lastAt() {
        return CallFacts.readFact(new BinaryReader(encoded.buffer(), last, encoded.size() - last))
                .at();
    }

    /// The calls whose admission was not among the facts.
    public List<CallId> unknown() {
        var unknown = new ArrayList<CallId>();
        calls.forEach((id, call) -> {
            if (!call.known) {
                unknown.add(id);
            }
        });
        return unknown;
    }

    /// Goes on with a call that was open before.
    ///
    /// @param before its facts until then, as [CallFacts#read(byte[])] takes them
    public void resume(byte[] before) {
        CallId id = CallFacts.read(before).id();
        Call call = calls.get(id);
        if (call == null || call.known) {
            throw new IllegalStateException(id + " was not asked for");
        }
        int from = encoded.size();
        encoded.append(before, 0, before.length);
        call.addFirst(from, encoded.size());
        call.known = true;
        call.resumed = true;
    }

    /// Hands over the calls that are known by now, unless it did before.
    ///
    /// @param to takes a call and its facts as [CallFacts#read(byte[])] does, which are another
    ///   call's once it returns
    public void fold(BiConsumer<CallRecord, BinaryWriter> to) {
        for (Call call : calls.values()) {
            if (call.known && !call.folded) {
                call.folded = true;
                to.accept(folded(call), joined);
            }
        }
    }

    private CallRecord folded(Call call) {
        call.join(encoded, joined);
        CallRecord record = CallFacts.read(joined.buffer(), joined.size());
        CallRecord before = before(call);
        accounts.held(record.admitted(), before == null ? null : before.admitted());
        if (record.ingested() != null) {
            accounts.ingested(record.ingested());
            ingested.add(record.ingested());
        } else if (record.settled() != null) {
            accounts.settled(record.admitted(), record.settled().change());
        } else if (record.voided() != null) {
            accounts.voided(record.admitted(), record.voided().change());
        }
        if (record.state() != CallState.OPEN) {
            var cell = new UsageCell(Series.of(record), hour(record));
            usage.computeIfAbsent(cell, _ -> new UsageTally()).add(record);
            charges(record, charges);
            boolean countedBefore = before != null && before.counted() != null;
            audit(
                    record,
                    countedBefore || isCounted(record.settled())
                            ? call.settledAt
                            : Math.max(call.settledAt, call.countedAt));
        }
        return record;
    }

    private static boolean isCounted(Fact.@Nullable Settled end) {
        return end != null && end.result().count() != null;
    }

    private void audit(CallRecord record, long sequence) {
        CallAudit audit = CallAudit.of(record);
        if (audit != null) {
            audits.add(new Audited(sequence, audit));
        }
    }

    /// The call as it was before the stretch; null if it was not.
    private @Nullable CallRecord before(Call call) {
        return call.resumed ? CallFacts.read(joined.buffer(), call.at[1] - call.at[0]) : null;
    }

    /// What came after the end of calls. Throws [IllegalStateException] if an end is among it: such
    /// a call was neither admitted here nor resumed.
    public List<Late> late() {
        var late = new ArrayList<Late>();
        calls.forEach((id, call) -> {
            if (!call.known) {
                var own = new BinaryWriter(256);
                call.join(encoded, own);
                late.add(late(id, own, call.countedAt));
            }
        });
        return late;
    }

    private static Late late(CallId id, BinaryWriter facts, long countedAt) {
        Fact.Delivered delivered = null;
        Fact.Counted counted = null;
        Fact.Corrected corrected = null;
        for (var in = new BinaryReader(facts.buffer(), 0, facts.size()); !in.atEnd(); ) {
            Fact fact = CallFacts.readFact(in);
            if (fact instanceof Fact.Delivered end) {
                delivered = end;
            } else if (fact instanceof Fact.Counted count) {
                counted = counted == null ? count : counted;
            } else if (fact instanceof Fact.Corrected correction) {
                corrected = correction;
            } else {
                throw new IllegalStateException(id + " ended without having been open");
            }
        }
        return new Late(id, facts, delivered, counted, countedAt, corrected);
    }

    /// Facts that are about no call, in order.
    public List<Other> others() {
        return others;
    }

    /// The usage of the calls that ended.
    public Map<UsageCell, UsageTally> usage() {
        return usage;
    }

    /// What the audit takes from the calls that ended or were counted, in no order.
    public List<Audited> audits() {
        return audits;
    }

    /// The usage that did not pass the gateway.
    public List<Fact.Ingested> ingested() {
        return ingested;
    }

    /// What the charges of the calls that ended are made of.
    public Map<ChargeCell, ChargeSum> charges() {
        return charges;
    }

    /// Adds what a call's charge is made of; all of it comes to what the customer paid. A
    /// correction takes back what was charged before it.
    public static void charges(CallRecord call, Map<ChargeCell, ChargeSum> sums) {
        Fact.Settled settled = call.settled();
        if (settled == null) {
            return;
        }
        Billed billed = settled.billed(call.admitted().call().book());
        charge(call, billed, hour(settled.at()), 1, sums);
        corrections(call, billed, call.corrections(), sums);
    }

    /// Adds what corrections of a call changed about its charge.
    ///
    /// @param before what it was charged for before the first of them
    public static void corrections(
            CallRecord call,
            Billed before,
            List<Fact.Corrected> corrections,
            Map<ChargeCell, ChargeSum> sums) {
        Billed stands = before;
        for (Fact.Corrected correction : corrections) {
            long recorded = hour(correction.at());
            charge(call, stands, recorded, -1, sums);
            stands = correction.billed();
            charge(call, stands, recorded, 1, sums);
        }
    }

    /// @param sign 1 to charge, -1 to take it back
    private static void charge(
            CallRecord call,
            Billed billed,
            long recorded,
            int sign,
            Map<ChargeCell, ChargeSum> sums) {
        for (ChargeLine line : billed.lines()) {
            var item = new ChargeItem.Tokens(line.tokenClass(), line.price());
            var sum = new ChargeSum(line.tokens().value(), line.amount());
            add(call, item, recorded, sign, sum, sums);
        }
        for (UnitLine line : billed.service().lines()) {
            var item = new ChargeItem.Units(line.unit(), line.price());
            add(call, item, recorded, sign, new ChargeSum(line.quantity(), line.amount()), sums);
        }
        deduct(call, Deduction.WAIVED, billed.waived(), recorded, sign, sums);
        deduct(call, Deduction.OVERRUN, billed.totals().overrun(), recorded, sign, sums);
    }

    private static void deduct(
            CallRecord call,
            Deduction deduction,
            Money amount,
            long recorded,
            int sign,
            Map<ChargeCell, ChargeSum> sums) {
        if (!amount.isZero()) {
            add(call, deduction, recorded, sign, new ChargeSum(1, amount.negated()), sums);
        }
    }

    private static void add(
            CallRecord call,
            ChargeItem item,
            long recorded,
            int sign,
            ChargeSum sum,
            Map<ChargeCell, ChargeSum> sums) {
        Fact.Admission admission = call.admitted().call();
        var cell =
                new ChargeCell(
                        admission.organization(),
                        admission.currency(),
                        admission.model(),
                        item,
                        hour(call),
                        recorded);
        sums.merge(cell, sign < 0 ? sum.negated() : sum, ChargeSum::plus);
    }

    /// The organizations whose money moved apart from calls.
    public Set<OrganizationId> funded() {
        var funded = new TreeSet<OrganizationId>();
        for (Other other : others) {
            OrganizationId organization =
                    switch (other.fact().change()) {
                        case LedgerFact.ToppedUp up -> up.organization();
                        case LedgerFact.Adjusted adjusted -> adjusted.organization();
                        case LedgerFact.Granted granted -> granted.organization();
                        case LedgerFact.GrantWithdrawn withdrawn -> withdrawn.organization();
                        case LedgerFact.GrantsLapsed lapsed -> lapsed.organization();
                        case LedgerFact.PeriodOpened opened -> opened.organization();
                        case LedgerFact.DocumentIssued issued -> issued.organization();
                        case null, default -> null;
                    };
            if (organization != null) {
                funded.add(organization);
            }
        }
        return funded;
    }

    /// What the stretch moves between accounts; to be asked for once.
    ///
    /// @param currencies of the organizations that are [#funded]
    public AccountSums accounts(Map<OrganizationId, CurrencyCode> currencies) {
        for (Other other : others) {
            switch (other.fact().change()) {
                case LedgerFact.ToppedUp up ->
                        accounts.toppedUp(up, currency(up.organization(), currencies));
                case LedgerFact.Adjusted adjusted ->
                        accounts.adjusted(adjusted, currency(adjusted.organization(), currencies));
                case LedgerFact.Granted granted ->
                        accounts.granted(granted, currency(granted.organization(), currencies));
                case LedgerFact.GrantWithdrawn withdrawn ->
                        accounts.withdrawn(
                                withdrawn, currency(withdrawn.organization(), currencies));
                case LedgerFact.GrantsLapsed lapsed ->
                        accounts.lapsed(lapsed, currency(lapsed.organization(), currencies));
                case LedgerFact.PeriodOpened opened ->
                        accounts.opened(opened, currency(opened.organization(), currencies));
                case LedgerFact.DocumentIssued issued ->
                        accounts.issued(issued, currency(issued.organization(), currencies));
                case LedgerFact.CostAdjusted adjusted -> accounts.costAdjusted(adjusted);
                case null, default -> {}
            }
        }
        return accounts;
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
        return hour(call.admitted().at());
    }

    private static long hour(Instant at) {
        return Math.floorDiv(at.getEpochSecond(), 3_600L);
    }
}
