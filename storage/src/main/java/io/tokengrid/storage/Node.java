package io.tokengrid.storage;

import io.tokengrid.journal.Fact;
import io.tokengrid.journal.FactCodec;
import io.tokengrid.journal.NodeState;
import io.tokengrid.ledger.GrowthOutcome;
import io.tokengrid.ledger.HoldOutcome;
import io.tokengrid.ledger.HoldRequest;
import io.tokengrid.ledger.KeyView;
import io.tokengrid.ledger.LedgerFact;
import io.tokengrid.ledger.LedgerFact.ProviderCost;
import io.tokengrid.ledger.OverrunPolicy;
import io.tokengrid.ledger.Refusal;
import io.tokengrid.rating.PriceBook;
import io.tokengrid.rating.PriceRow;
import io.tokengrid.rating.Rater;
import io.tokengrid.storage.segment.SegmentJournal;
import io.tokengrid.units.BinaryWriter;
import io.tokengrid.units.CallId;
import io.tokengrid.units.Money;
import io.tokengrid.units.OrganizationId;
import io.tokengrid.units.Position;
import io.tokengrid.units.TokenCount;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The one door to a node's state (exactness C1): whoever enters decides, numbers the fact, encodes
/// it into the journal's next group and leaves. The order of decisions is the order of facts.
/// Nothing in here waits for a disk; whoever must not go on before a fact is durable asks
/// [#durable] for its sequence.
///
/// Long because everything that changes the state of a node enters here, under one lock.
///
/// Thread-safe. The critical section takes a few microseconds.
public final class Node {
    /// Room for the longest fact that ends a call: four attempts with names of 100 characters.
    private static final int END_BYTES = 2_048;

    private static final HoldOutcome.Refused HELD_BY_OTHERS =
            new HoldOutcome.Refused(
                    Refusal.BALANCE_HELD, "Other calls wait for the money that open calls hold.");

    private static final int DELIVERED_BYTES = 64;
    private static final int GROWN_BYTES = 128;
    private static final int ADMITTED_BYTES = 4_096;

    private final Object door = new Object();
    private final int number;
    private final SegmentJournal journal;
    private final NodeState state;
    private final OverrunPolicy overrun;
    private final BinaryWriter encoder = new BinaryWriter(4_096);
    private final WaitingRoom waitingRoom;
    private volatile boolean closed;
    private volatile PriceBook book;

    /// @param state what the journal's facts amount to, all of them
    Node(int number, SegmentJournal journal, NodeState state, NodeOptions options) {
        this.number = number;
        this.journal = journal;
        this.state = state;
        this.overrun = options.overrun();
        this.waitingRoom = new WaitingRoom(options.waitingPerAccount());
        this.book = state.book();
    }

    // Calls

    /// Admits a call, refuses it, or lets it wait for held money: then `then` gets the outcome
    /// later, on the thread that freed the money, and must hand it over to its own.
    public AdmitOutcome admit(CallRequest request, Instant now, Consumer<AdmitOutcome> then) {
        var granted = new ArrayList<Runnable>(0);
        AdmitOutcome outcome;
        synchronized (door) {
            outcome = enter(request, now, then, granted);
        }
        journal.wake();
        granted.forEach(Runnable::run);
        return outcome;
    }

    /// Whether a call that was refused or waits could go ahead, at once or after waiting, if it had
    /// no input at all: only then can an exact count of its input help (exactness B3).
    public boolean fitsWithoutInput(CallRequest request, Instant now) {
        CallRequest smallest = request.withInputBound(TokenCount.ZERO);
        synchronized (door) {
            PriceRow prices = state.book().rowAt(request.model(), now);
            if (prices == null) {
                return false;
            }
            HoldOutcome outcome = decide(smallest, prices, now);
            return outcome instanceof HoldOutcome.Placed || passing(outcome) != null;
        }
    }

    /// Lets a waiting call hold for less than it wished at first; it keeps its place. False if it
    /// does not wait any more.
    public boolean narrow(WaitingCall call, CallRequest request, Instant now) {
        var granted = new ArrayList<Runnable>(0);
        boolean waits;
        synchronized (door) {
            waits = waitingRoom.has(call);
            if (waits) {
                call.request = request;
                grant(call.organization, now, granted);
            }
        }
        journal.wake();
        granted.forEach(Runnable::run);
        return waits;
    }

    /// Ends a call's waiting and says what it waited for; null if it got its outcome already.
    public HoldOutcome.@Nullable Refused giveUp(WaitingCall call) {
        synchronized (door) {
            return waitingRoom.leave(call) ? call.obstacle : null;
        }
    }

    /// Lets an open call hold more (exactness B7).
    ///
    /// @param amount by which the hold grows
    /// @param tokens likewise
    /// @throws IllegalStateException if the call has ended, or nothing would grow
    public GrowOutcome grow(CallId call, Money amount, TokenCount tokens, Instant now) {
        GrowOutcome outcome;
        synchronized (door) {
            outcome =
                    switch (open(call, state.ledger().decideGrowth(call, amount, tokens, now))) {
                        case GrowthOutcome.Refused refused -> new GrowOutcome.NotGrown(refused);
                        case GrowthOutcome.Grown(LedgerFact.HoldGrown fact) -> {
                            if (!journal.reserve(1, GROWN_BYTES)) {
                                yield new GrowOutcome.StorageFull();
                            }
                            long sequence = record(new Fact.Grown(fact));
                            journal.release(1, GROWN_BYTES);
                            yield new GrowOutcome.Grown(sequence);
                        }
                    };
        }
        journal.wake();
        return outcome;
    }

    /// Charges a call and frees the rest of its hold.
    ///
    /// @param cost what the provider gets; null if unknown
    /// @return the fact's sequence with what was booked
    /// @throws IllegalStateException if the call has ended
    public Ended<Fact.Settled> settle(
            CallId call,
            Money charge,
            Fact.Settlement result,
            @Nullable ProviderCost cost,
            Instant now) {
        return settle(call, charge, result, cost, null, now);
    }

    /// The same for an answer that was cut off while the provider went on.
    ///
    /// @param beyond what the provider probably wants for what is not charged; null if nothing
    public Ended<Fact.Settled> settle(
            CallId call,
            Money charge,
            Fact.Settlement result,
            @Nullable ProviderCost cost,
            @Nullable ProviderCost beyond,
            Instant now) {
        var granted = new ArrayList<Runnable>();
        Ended<Fact.Settled> ended;
        synchronized (door) {
            TokenCount tokens = result.usage().total();
            var posted =
                    state.ledger().decidePost(call, charge, tokens, cost, beyond, overrun, now);
            var fact = new Fact.Settled(open(call, posted), result);
            OrganizationId organization = organizationOf(call);
            ended = new Ended<>(record(fact), fact);
            journal.release(1, END_BYTES);
            grant(organization, now, granted);
        }
        journal.wake();
        granted.forEach(Runnable::run);
        return ended;
    }

    /// Frees a call's hold without a charge.
    ///
    /// @param expired whether its deadline ended it
    /// @throws IllegalStateException if the call has ended
    public Ended<Fact.Voided> release(
            CallId call, String reason, List<Fact.Attempt> attempts, boolean expired, Instant now) {
        var granted = new ArrayList<Runnable>();
        Ended<Fact.Voided> ended;
        synchronized (door) {
            var released = state.ledger().decideRelease(call, expired, null, now);
            var fact = new Fact.Voided(open(call, released), reason, attempts);
            OrganizationId organization = organizationOf(call);
            ended = new Ended<>(record(fact), fact);
            journal.release(2, END_BYTES + DELIVERED_BYTES);
            grant(organization, now, granted);
        }
        journal.wake();
        granted.forEach(Runnable::run);
        return ended;
    }

    /// A call's end in the journal.
    public record Ended<F extends Fact>(long sequence, F fact) {}

    /// Notes that the client got, or did not get, the end of a call's answer: once for each call
    /// that has ended. Nobody waits for it.
    public void delivered(CallId call, boolean complete, Instant now) {
        synchronized (door) {
            record(new Fact.Delivered(call, complete, now));
            journal.release(1, DELIVERED_BYTES);
        }
        journal.wake();
    }

    /// Notes how far a stream has come. Left out when the journal has no room to spare.
    public void mark(CallId call, TokenCount input, TokenCount output, Instant now) {
        note(new Fact.Marked(call, input, output, now));
    }

    /// Notes our own count of a call. Left out when the journal has no room to spare.
    public void counted(Fact.Counted counted) {
        note(counted);
    }

    // Everything else

    /// Decides a change under the lock and records it.
    ///
    /// @param decision answers the fact, or null if nothing is to change
    /// @return the sequence to wait for; 0 if nothing changed
    /// @throws StorageFullException if the journal has no room
    public long account(Function<NodeState, @Nullable LedgerFact> decision, Instant now) {
        var granted = new ArrayList<Runnable>();
        long sequence = 0;
        synchronized (door) {
            LedgerFact change = decision.apply(state);
            if (change != null) {
                sequence = recordInRoom(new Fact.Accounted(change));
                grantAll(change, now, granted);
            }
        }
        journal.wake();
        granted.forEach(Runnable::run);
        return sequence;
    }

    /// Publishes a price book, decided under the lock.
    ///
    /// @param decision answers the next book, or null if nothing is to change
    /// @return the sequence to wait for; 0 if nothing changed
    /// @throws StorageFullException if the journal has no room
    public long publish(Function<PriceBook, @Nullable PriceBook> decision, Instant now) {
        long sequence = 0;
        synchronized (door) {
            PriceBook next = decision.apply(state.book());
            if (next != null) {
                sequence = recordInRoom(new Fact.BookPublished(next, now));
                book = next;
            }
        }
        journal.wake();
        return sequence;
    }

    /// Reads from the state under the lock. Keep it short.
    public <T extends @Nullable Object> T read(Function<NodeState, T> reading) {
        synchronized (door) {
            return reading.apply(state);
        }
    }

    /// The state as bytes with the position it belongs to: for comparing it with a refolded one.
    public Frozen freeze() {
        synchronized (door) {
            var out = new BinaryWriter(64 << 10);
            state.write(out);
            return new Frozen(journal.lastSequence(), out.toByteArray());
        }
    }

    /// The state after the fact `sequence`.
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared as a record
    public record Frozen(long sequence, byte[] snapshot) {}

    /// The price book in force.
    public PriceBook book() {
        return book;
    }

    public SegmentJournal journal() {
        return journal;
    }

    /// Whether a fact survives any crash.
    public boolean durable(long sequence) {
        return journal.durableSequence() >= sequence;
    }

    /// Ends the calls that were open when an earlier process ended (exactness D5).
    ///
    /// @return the sequence to wait for; 0 if there were none
    long endInterrupted(Instant now) {
        long sequence = 0;
        synchronized (door) {
            for (NodeState.OpenCall call : state.openCalls()) {
                sequence = recordInRoom(Interrupted.end(state, call, now));
            }
        }
        journal.wake();
        return sequence;
    }

    /// Admits nothing any more; open calls can end.
    public void closeDoor() {
        closed = true;
    }

    // Under the lock

    private AdmitOutcome enter(
            CallRequest request, Instant now, Consumer<AdmitOutcome> then, List<Runnable> granted) {
        KeyView key = state.ledger().key(request.key());
        if (key == null || !waitingRoom.occupied(key.organization())) {
            AdmitOutcome outcome = tryAdmit(request, now);
            return key == null ? outcome : orWait(outcome, request, key.organization(), then);
        }
        // Others were here before: they choose first.
        var call = new WaitingCall(request, key.organization(), HELD_BY_OTHERS, then);
        if (!waitingRoom.enter(call)) {
            return new AdmitOutcome.NotHeld(HELD_BY_OTHERS);
        }
        AdmitOutcome own = grant(key.organization(), now, granted, call);
        return own != null ? own : new AdmitOutcome.Waiting(call);
    }

    private AdmitOutcome orWait(
            AdmitOutcome outcome,
            CallRequest request,
            OrganizationId organization,
            Consumer<AdmitOutcome> then) {
        HoldOutcome.Refused obstacle = passing(outcome);
        if (obstacle == null) {
            return outcome;
        }
        var call = new WaitingCall(request, organization, obstacle, then);
        return waitingRoom.enter(call) ? new AdmitOutcome.Waiting(call) : outcome;
    }

    private AdmitOutcome tryAdmit(CallRequest request, Instant now) {
        if (closed) {
            return new AdmitOutcome.Closed();
        }
        PriceRow prices = state.book().rowAt(request.model(), now);
        if (prices == null) {
            return new AdmitOutcome.PriceUnknown();
        }
        if (!request.countable()) {
            return new AdmitOutcome.TooLarge();
        }
        HoldOutcome outcome = decide(request, prices, now);
        if (!(outcome instanceof HoldOutcome.Placed(LedgerFact.HoldPlaced placed))) {
            return new AdmitOutcome.NotHeld(outcome);
        }
        if (!journal.reserve(3, ADMITTED_BYTES + END_BYTES + DELIVERED_BYTES)) {
            return new AdmitOutcome.StorageFull();
        }
        record(new Fact.Admitted(placed, admission(request, prices)));
        journal.release(1, ADMITTED_BYTES);
        return new AdmitOutcome.Admitted(placed.call(), prices, placed.amount());
    }

    private HoldOutcome decide(CallRequest request, PriceRow prices, Instant now) {
        var call = new CallId(new Position(number, journal.epoch(), journal.lastSequence() + 1));
        return state.ledger()
                .decideHold(
                        new HoldRequest(
                                request.key(),
                                request.model(),
                                prices.currency(),
                                Rater.ceiling(
                                        prices.sell(), request.inputBound(), request.outputBound()),
                                request.inputBound().plus(request.outputBound()),
                                request.claim()),
                        call,
                        now);
    }

    private Fact.Admission admission(CallRequest request, PriceRow prices) {
        KeyView key = state.ledger().key(request.key());
        if (key == null) {
            throw new IllegalStateException("a key that holds money is missing");
        }
        return new Fact.Admission(
                key.organization(),
                key.costCentre(),
                prices.currency(),
                request.model(),
                request.provider(),
                state.book().version(),
                request.streamed(),
                request.inputBound(),
                request.outputBound(),
                request.deadline(),
                request.tags());
    }

    private void grantAll(LedgerFact change, Instant now, List<Runnable> granted) {
        switch (change) {
            case LedgerFact.ToppedUp up -> grant(up.organization(), now, granted);
            case LedgerFact.Adjusted adjusted -> grant(adjusted.organization(), now, granted);
            case LedgerFact.TermsChanged terms -> grant(terms.organization(), now, granted);
            case LedgerFact.BudgetsSet set -> grant(set.scope().organization(), now, granted);
            case LedgerFact.KeyRevoked _,
                    LedgerFact.KeyChanged _,
                    LedgerFact.KeyIssued _,
                    LedgerFact.OrganizationOpened _,
                    LedgerFact.HoldPlaced _,
                    LedgerFact.HoldGrown _,
                    LedgerFact.HoldPosted _,
                    LedgerFact.HoldReleased _ -> {}
        }
    }

    private void grant(OrganizationId organization, Instant now, List<Runnable> granted) {
        grant(organization, now, granted, null);
    }

    /// Gives those who wait their outcomes, in order of arrival, until the balance is held again. A
    /// call that only a budget holds up lets others pass. The outcome of `own` is answered.
    private @Nullable AdmitOutcome grant(
            OrganizationId organization,
            Instant now,
            List<Runnable> granted,
            @Nullable WaitingCall own) {
        AdmitOutcome ownOutcome = null;
        for (WaitingCall call : waitingRoom.of(organization)) {
            AdmitOutcome outcome = tryAdmit(call.request, now);
            HoldOutcome.Refused obstacle = passing(outcome);
            if (obstacle != null) {
                call.obstacle = obstacle;
                if (obstacle.reason() == Refusal.BALANCE_HELD) {
                    break;
                }
                continue;
            }
            waitingRoom.leave(call);
            if (call == own) {
                ownOutcome = outcome;
            } else {
                granted.add(() -> call.then.accept(outcome));
            }
        }
        return ownOutcome;
    }

    /// What stands in the way and passes when an open call ends; null if nothing such does.
    private static HoldOutcome.@Nullable Refused passing(AdmitOutcome outcome) {
        return outcome instanceof AdmitOutcome.NotHeld(HoldOutcome held) ? passing(held) : null;
    }

    private static HoldOutcome.@Nullable Refused passing(HoldOutcome outcome) {
        return outcome instanceof HoldOutcome.Refused refused && refused.reason().passing()
                ? refused
                : null;
    }

    private OrganizationId organizationOf(CallId call) {
        NodeState.OpenCall open = state.openCall(call);
        if (open == null) {
            throw new IllegalStateException(call + " is not open");
        }
        return open.admitted().call().organization();
    }

    private static <T> T open(CallId call, @Nullable T fact) {
        if (fact == null) {
            throw new IllegalStateException(call + " has ended");
        }
        return fact;
    }

    private void note(Fact fact) {
        synchronized (door) {
            if (!journal.reserve(1, DELIVERED_BYTES * 4)) {
                return;
            }
            record(fact);
            journal.release(1, DELIVERED_BYTES * 4);
        }
        journal.wake();
    }

    private long recordInRoom(Fact fact) {
        FactCodec.write(fact, encoder.reset());
        int size = encoder.size();
        if (!journal.reserve(1, size)) {
            throw new StorageFullException();
        }
        try {
            return record(fact);
        } finally {
            journal.release(1, size);
        }
    }

    private long record(Fact fact) {
        FactCodec.write(fact, encoder.reset());
        long sequence = journal.append(encoder.buffer(), 0, encoder.size());
        state.apply(fact);
        return sequence;
    }
}
