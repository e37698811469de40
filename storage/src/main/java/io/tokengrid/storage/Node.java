package io.tokengrid.storage;

import io.tokengrid.journal.Billed;
import io.tokengrid.journal.CallRating;
import io.tokengrid.journal.CallRecord;
import io.tokengrid.journal.Cause;
import io.tokengrid.journal.Fact;
import io.tokengrid.journal.FactCodec;
import io.tokengrid.journal.NodeState;
import io.tokengrid.journal.Publisher;
import io.tokengrid.journal.UsageEvent;
import io.tokengrid.ledger.AccountImage;
import io.tokengrid.ledger.CallTotals;
import io.tokengrid.ledger.GrowthOutcome;
import io.tokengrid.ledger.HoldOutcome;
import io.tokengrid.ledger.HoldRequest;
import io.tokengrid.ledger.KeyView;
import io.tokengrid.ledger.Ledger;
import io.tokengrid.ledger.LedgerConflict;
import io.tokengrid.ledger.LedgerFact;
import io.tokengrid.ledger.LedgerFact.ProviderCost;
import io.tokengrid.ledger.LedgerFact.UnderPlan;
import io.tokengrid.ledger.OverrunPolicy;
import io.tokengrid.ledger.PlanCover;
import io.tokengrid.ledger.Refusal;
import io.tokengrid.ledger.RestView;
import io.tokengrid.rating.Customer;
import io.tokengrid.rating.PriceBook;
import io.tokengrid.rating.plan.AtEnd;
import io.tokengrid.storage.segment.SegmentJournal;
import io.tokengrid.units.BinaryWriter;
import io.tokengrid.units.CallId;
import io.tokengrid.units.KeyId;
import io.tokengrid.units.Money;
import io.tokengrid.units.OrganizationId;
import io.tokengrid.units.Position;
import io.tokengrid.units.Sha256;
import io.tokengrid.units.TokenCount;
import java.time.Instant;
import java.util.ArrayDeque;
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
    /// Room for what a fact draws from 50 grants.
    private static final int DRAWS_BYTES = 1_200;

    /// Room for the longest fact that ends a call: four attempts with names of 100 characters.
    private static final int END_BYTES = 2_048 + DRAWS_BYTES;

    private static final HoldOutcome.Refused HELD_BY_OTHERS =
            new HoldOutcome.Refused(
                    Refusal.BALANCE_HELD, "Other calls wait for the money that open calls hold.");

    private static final int DELIVERED_BYTES = 64;
    private static final int GROWN_BYTES = 128 + DRAWS_BYTES;
    private static final int ADMITTED_BYTES = 4_096 + DRAWS_BYTES;

    /// So many facts about what lapsed stand before a call's own at most.
    private static final int LAPSES_AHEAD = 2;

    /// So many are recorded under the lock at a time.
    private static final int LAPSES_AT_ONCE = 50;

    /// An organization whose state takes more bytes does not rest: its state is encoded under the
    /// lock.
    private static final int MOST_AT_REST = 32 << 10;

    private final Object door = new Object();
    private final int number;
    private final SegmentJournal journal;
    private final NodeState state;
    private final OverrunPolicy overrun;
    private final BinaryWriter encoder = new BinaryWriter(4_096);
    private final WaitingRoom waitingRoom;
    private final int mostAtRest;
    private final Wakes wakes = new Wakes(this);

    /// Who may go to rest some day, in the order of being looked at.
    private final ArrayDeque<OrganizationId> watched = new ArrayDeque<>();

    private volatile RestView resting;
    private volatile int active;
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
        mostAtRest = Math.min(MOST_AT_REST, options.journal().groupBytes() / 2);
        state.ledger().organizationIds().stream().sorted().forEach(watched::add);
        resting = state.ledger().resting();
        active = state.ledger().activeOrganizations();
    }

    /// Which node of the grid it is.
    public int number() {
        return number;
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
            Decided decided = decide(smallest, now);
            if (decided == null) {
                return false;
            }
            HoldOutcome outcome = decided.outcome();
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
            renewed(admission(call).organization(), now);
            outcome =
                    switch (open(
                            call,
                            state.ledger()
                                    .decideGrowth(
                                            call, admission(call).model(), amount, tokens, now))) {
                        case GrowthOutcome.Refused refused -> new GrowOutcome.NotGrown(refused);
                        case GrowthOutcome.Grown(LedgerFact.HoldGrown fact) -> {
                            if (!journal.reserve(1, GROWN_BYTES)) {
                                yield new GrowOutcome.StorageFull();
                            }
                            long sequence = record(new Fact.Grown(fact));
                            journal.release(1, GROWN_BYTES);
                            yield new GrowOutcome.Grown(sequence, fact);
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
            Fact.Admission admission = admission(call);
            TokenCount tokens = result.usage().total();
            String model = admission.model();
            renewed(admission.organization(), now);
            var posted =
                    state.ledger()
                            .decidePost(call, model, charge, tokens, cost, beyond, overrun, now);
            var fact = new Fact.Settled(open(call, posted), result);
            OrganizationId organization = admission.organization();
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
            OrganizationId organization = admission(call).organization();
            ended = new Ended<>(record(fact), fact);
            journal.release(2, END_BYTES + DELIVERED_BYTES);
            grant(organization, now, granted);
        }
        journal.wake();
        granted.forEach(Runnable::run);
        return ended;
    }

    /// A call's end in the journal, or what corrected it.
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

    // Rest (exactness D3)

    /// The key with a secret, revoked or not; null if it is not here: then [#wakes] can say whether
    /// it rests. Its organization does not go to rest soon.
    public @Nullable KeyView identify(Sha256 secret, Instant now) {
        synchronized (door) {
            return state.ledger().identify(secret, now);
        }
    }

    /// What rests.
    public RestView resting() {
        return resting;
    }

    /// How many organizations are in memory.
    public int active() {
        return active;
    }

    /// Brings back who rests.
    public Wakes wakes() {
        return wakes;
    }

    /// Where somebody is, as far as memory tells.
    public enum Whereabouts {
        HERE,
        /// At rest, or there is no such one: the database knows.
        PERHAPS_AT_REST,
        /// There is no such one, since nobody rests.
        NOWHERE
    }

    /// Where somebody is at this moment.
    public Whereabouts whereabouts(WakeBy by) {
        synchronized (door) {
            Ledger ledger = state.ledger();
            boolean here =
                    switch (by) {
                        case WakeBy.Secret(Sha256 secret) -> ledger.keyBySecret(secret) != null;
                        case WakeBy.Organization(OrganizationId id) -> isHere(id);
                        case WakeBy.Key(KeyId id) -> ledger.key(id) != null;
                    };
            if (here) {
                return Whereabouts.HERE;
            }
            return ledger.resting().organizations() > 0
                    ? Whereabouts.PERHAPS_AT_REST
                    : Whereabouts.NOWHERE;
        }
    }

    /// Whether somebody is here and not at rest; if so, the organization does not go to rest soon.
    public boolean hears(WakeBy by, Instant now) {
        synchronized (door) {
            Ledger ledger = state.ledger();
            return switch (by) {
                case WakeBy.Secret(Sha256 secret) -> ledger.identify(secret, now) != null;
                case WakeBy.Organization(OrganizationId id) -> ledger.hear(id, now);
                case WakeBy.Key(KeyId id) -> {
                    KeyView key = ledger.key(id);
                    yield key != null && ledger.hear(key.organization(), now);
                }
            };
        }
    }

    /// Looks at the organization that was not looked at for longest, and records its state for its
    /// rest if it has been quiet.
    ///
    /// @param quietSince who was heard of later stays
    /// @param begun when those were heard of of whom nothing is known
    /// @return null if it stays
    /// @throws StorageFullException if the journal has no room
    @Nullable Prepared prepareRest(Instant quietSince, Instant begun, Instant now) {
        synchronized (door) {
            OrganizationId id = watched.poll();
            if (id == null || !isHere(id)) {
                return null;
            }
            Ledger ledger = state.ledger();
            Instant heard = ledger.lastHeard(id);
            long position = 0;
            if (!(heard == null ? begun : heard).isAfter(quietSince) && !waitingRoom.occupied(id)) {
                position = ledger.prepared(id);
                var fact =
                        ledger.decidePreparation(id, journal.lastSequence() + 1, mostAtRest, now);
                if (fact != null) {
                    position = inRoom(id, fact);
                } else if (position == 0) {
                    // It cannot rest as it is, so it is not looked at again for as long.
                    ledger.hear(id, now);
                }
            }
            if (position == 0) {
                watched.add(id);
                return null;
            }
            return new Prepared(id, position);
        }
    }

    /// An organization whose state is in a fact.
    record Prepared(OrganizationId organization, long position) {}

    /// Puts an organization to rest, once its state is folded.
    ///
    /// @return whether it rests; false if something happened to it since, or it was asked for
    boolean rest(Prepared prepared, Instant quietSince, Instant now) {
        synchronized (door) {
            OrganizationId id = prepared.organization();
            Instant heard = state.ledger().lastHeard(id);
            var fact =
                    (heard != null && heard.isAfter(quietSince)) || waitingRoom.occupied(id)
                            ? null
                            : state.ledger().decideRest(id, prepared.position(), now);
            if (fact == null) {
                if (isHere(id)) {
                    watched.add(id);
                }
                return false;
            }
            inRoom(id, fact);
            countAccounts();
            return true;
        }
    }

    /// Brings an organization back from its rest, unless it is back already.
    ///
    /// @param folded what was folded where its state was read
    /// @return false if that may have been old, since more has gone to rest: to be read again
    /// @throws io.tokengrid.ledger.LedgerConflict if that is not its state
    /// @throws StorageFullException if the journal has no room
    boolean wake(AccountImage image, long folded, Instant now) {
        synchronized (door) {
            OrganizationId id = image.organization();
            if (state.ledger().hear(id, now)) {
                return true;
            }
            if (folded < state.ledger().resting().horizon()) {
                return false;
            }
            var fact = state.ledger().decideWaking(image, now);
            if (fact != null) {
                recordInRoom(new Fact.Accounted(fact));
                arrived(id);
            }
        }
        journal.wake();
        return true;
    }

    private long inRoom(OrganizationId id, LedgerFact fact) {
        try {
            return recordInRoom(new Fact.Accounted(fact));
        } catch (StorageFullException e) {
            watched.add(id);
            throw e;
        }
    }

    private boolean isHere(OrganizationId id) {
        return state.ledger().terms(id) != null;
    }

    private void arrived(OrganizationId id) {
        watched.add(id);
        countAccounts();
    }

    private void countAccounts() {
        resting = state.ledger().resting();
        active = state.ledger().activeOrganizations();
    }

    // Everything else

    /// Records what is due of grants whose life is over and of plans whose periods begin, as every
    /// admission does with the longest due.
    public void lapse(Instant now) {
        boolean more = true;
        while (more) {
            synchronized (door) {
                more = !closed && (renew(now, LAPSES_AT_ONCE) || lapse(now, LAPSES_AT_ONCE));
            }
            journal.wake();
        }
    }

    /// Decides a change under the lock and records it.
    ///
    /// @param decision answers the fact, or null if nothing is to change
    /// @return the sequence to wait for; 0 if nothing changed
    /// @throws StorageFullException if the journal has no room
    public long account(Function<NodeState, @Nullable LedgerFact> decision, Instant now) {
        return conclude(
                state -> {
                    LedgerFact change = decision.apply(state);
                    return change == null ? null : new Fact.Accounted(change);
                },
                now);
    }

    /// The same for facts that say more than what changes in the ledger.
    public long conclude(Function<NodeState, @Nullable Fact> decision, Instant now) {
        var granted = new ArrayList<Runnable>();
        long sequence = 0;
        renew(now);
        synchronized (door) {
            // What an admission would find begun has begun for everybody.
            while (renew(now, LAPSES_AT_ONCE)) {}
            Fact fact = decision.apply(state);
            if (fact != null) {
                sequence = recordInRoom(fact);
                LedgerFact change = fact.change();
                if (change != null) {
                    grantAll(change, now, granted);
                }
            }
        }
        journal.wake();
        granted.forEach(Runnable::run);
        return sequence;
    }

    /// Corrects the charge of a call of this node: posts what differs.
    ///
    /// @param call settled, as its last fact has it
    /// @param after what it is charged for from now on
    /// @return the fact's sequence with what was booked
    /// @throws LedgerConflict if its organization is not here
    /// @throws StorageFullException if the journal has no room
    public Ended<Fact.Corrected> correct(CallRecord call, Billed after, Cause cause, Instant now) {
        Billed before = call.billed();
        if (before == null || call.id().admitted().node() != number) {
            throw new IllegalArgumentException(call.id() + " is not settled here");
        }
        if (call.admitted().call().coverage() != null) {
            throw new IllegalArgumentException(call.id() + " is covered by a plan");
        }
        OrganizationId organization = call.admitted().call().organization();
        var granted = new ArrayList<Runnable>(0);
        Ended<Fact.Corrected> corrected;
        synchronized (door) {
            LedgerFact.ChargeCorrected change =
                    state.ledger()
                            .decideCorrection(
                                    call.id(),
                                    organization,
                                    call.admitted().change().reservations(),
                                    before.totals(),
                                    after.totals(),
                                    now);
            var fact =
                    new Fact.Corrected(
                            change,
                            new Fact.Correction(
                                    cause,
                                    call.admitted().call().currency(),
                                    after.book(),
                                    after.usage(),
                                    after.service(),
                                    after.lines()));
            corrected = new Ended<>(recordInRoom(fact), fact);
            grant(organization, now, granted);
        }
        journal.wake();
        granted.forEach(Runnable::run);
        return corrected;
    }

    /// Notes that all calls were rated again that the backdated rows of a book are about.
    ///
    /// @return the sequence to wait for
    /// @throws StorageFullException if the journal has no room
    public long rerated(Fact.Rerated rerated) {
        long sequence;
        synchronized (door) {
            sequence = recordInRoom(rerated);
        }
        journal.wake();
        return sequence;
    }

    /// Charges usage that did not pass the gateway, whatever is left.
    ///
    /// @param call as of a call that was admitted when it was used
    /// @param rated by the book of `call`
    /// @return the fact's sequence with what was booked; null if another book is in force by now:
    ///   re-rating by that one goes over what was recorded before it
    /// @throws LedgerConflict if its key is not here
    /// @throws StorageFullException if the journal has no room
    public @Nullable Ended<Fact.Ingested> ingest(
            UsageEvent event, Fact.Admission call, CallRating.Rated rated, Instant now) {
        Money cost = rated.cost();
        var totals =
                new CallTotals(
                        rated.charge().total(),
                        Money.ZERO,
                        event.usage().total(),
                        cost == null ? null : new ProviderCost(event.provider(), cost));
        Ended<Fact.Ingested> ingested;
        synchronized (door) {
            if (state.book().version() != call.book()) {
                return null;
            }
            renewed(call.organization(), now);
            var charged =
                    state.ledger()
                            .decideUsage(
                                    nextCall(),
                                    event.key(),
                                    event.model(),
                                    totals,
                                    event.used(),
                                    now);
            var fact =
                    new Fact.Ingested(
                            charged,
                            event,
                            call,
                            rated.charge().lines(),
                            rated.charge().unitLines());
            ingested = new Ended<>(recordInRoom(fact), fact);
        }
        journal.wake();
        return ingested;
    }

    /// Publishes a price book, decided under the lock.
    ///
    /// @param decision answers the next book, or null if nothing is to change
    /// @return the sequence to wait for; 0 if nothing changed
    /// @throws StorageFullException if the journal has no room
    public long publish(
            Function<PriceBook, @Nullable PriceBook> decision, Publisher by, Instant now) {
        long sequence = 0;
        synchronized (door) {
            PriceBook next = decision.apply(state.book());
            if (next != null) {
                sequence = recordInRoom(new Fact.BookPublished(next, by, now));
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
        renew(now, LAPSES_AHEAD);
        lapse(now, LAPSES_AHEAD);
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

    /// Records what is due of grants whose life is over. No outcome depends on when that is, since
    /// what is over is not drawn.
    ///
    /// @param most so many facts at most
    /// @return whether more may be due
    private boolean lapse(Instant now, int most) {
        for (int recorded = 0; recorded < most; recorded++) {
            LedgerFact.GrantsLapsed due = state.ledger().decideLapses(now);
            if (due == null) {
                return false;
            }
            try {
                recordInRoom(new Fact.Accounted(due));
            } catch (StorageFullException _) {
                return false;
            }
        }
        return true;
    }

    /// Begins all periods of plans that are due, a few under the lock at a time: at the first
    /// instant of a month they can be many, and calls do not wait for them.
    private void renew(Instant now) {
        boolean more = true;
        while (more) {
            synchronized (door) {
                more = !closed && renew(now, LAPSES_AT_ONCE);
            }
            journal.wake();
        }
    }

    /// Begins periods of plans that are due, the longest due first.
    ///
    /// @param most so many facts at most
    /// @return whether more may be due
    private boolean renew(Instant now, int most) {
        for (int recorded = 0; recorded < most; recorded++) {
            OrganizationId due = state.ledger().renewalDue(now);
            if (due == null) {
                return false;
            }
            try {
                if (!renew(due, now)) {
                    return false;
                }
            } catch (StorageFullException _) {
                return false;
            }
        }
        return true;
    }

    /// Begins the next period of an organization's plan if it is due.
    private boolean renew(OrganizationId id, Instant now) {
        LedgerFact due = state.ledger().decideRenewal(id, now);
        if (due == null) {
            return false;
        }
        recordInRoom(new Fact.Accounted(due));
        return true;
    }

    /// Begins all periods of an organization's plan that are due, before anything is decided for
    /// it: so that no outcome depends on who was here first.
    ///
    /// @return false if the journal has no room
    private boolean renewed(OrganizationId id, Instant now) {
        try {
            while (state.ledger().renewalDue(now) != null && renew(id, now)) {}
            return true;
        } catch (StorageFullException _) {
            return false;
        }
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
        KeyView key =
                state.ledger().renewalDue(now) == null ? null : state.ledger().key(request.key());
        if (key != null && !renewed(key.organization(), now)) {
            return new AdmitOutcome.StorageFull();
        }
        if (!request.countable()) {
            return Pricing.of(state, request, now) == null
                    ? new AdmitOutcome.PriceUnknown()
                    : new AdmitOutcome.TooLarge();
        }
        Decided decided = decide(request, now);
        if (decided == null) {
            return new AdmitOutcome.PriceUnknown();
        }
        Pricing pricing = decided.pricing();
        HoldOutcome outcome = decided.outcome();
        if (!(outcome instanceof HoldOutcome.Placed(LedgerFact.HoldPlaced placed))) {
            return new AdmitOutcome.NotHeld(outcome);
        }
        if (!journal.reserve(3, ADMITTED_BYTES + END_BYTES + DELIVERED_BYTES)) {
            return new AdmitOutcome.StorageFull();
        }
        var fact = new Fact.Admitted(placed, admission(request, pricing));
        record(fact);
        journal.release(1, ADMITTED_BYTES);
        return new AdmitOutcome.Admitted(fact, state.book(), pricing.reach());
    }

    /// @param pricing that it is held by
    private record Decided(HoldOutcome outcome, Pricing pricing) {}

    /// First by the plan that speaks of the call; what does not fit in what is left of it goes to
    /// the plan's end as a whole. Null if the model has no price.
    private @Nullable Decided decide(CallRequest request, Instant now) {
        PlanCover cover = state.ledger().cover(request.key(), request.model(), now);
        UnderPlan above = null;
        if (cover != null) {
            Pricing ofPlan = Pricing.of(state, cover, request);
            HoldOutcome outcome = decide(request, ofPlan, cover.plan(), now);
            boolean lacks =
                    outcome instanceof HoldOutcome.Refused refused
                            && (refused.reason() == Refusal.PLAN_EXHAUSTED
                                    || refused.reason() == Refusal.BALANCE_HELD);
            if (!lacks || !(cover.terms().allowance().atEnd() instanceof AtEnd.Overage)) {
                return new Decided(outcome, ofPlan);
            }
            above = cover.overage();
        }
        Pricing pricing = Pricing.of(state, request, now);
        return pricing == null ? null : new Decided(decide(request, pricing, above, now), pricing);
    }

    private HoldOutcome decide(
            CallRequest request, Pricing pricing, @Nullable UnderPlan plan, Instant now) {
        CallId call = nextCall();
        return state.ledger()
                .decideHold(
                        new HoldRequest(
                                request.key(),
                                request.model(),
                                pricing.customer().currency(),
                                pricing.ceiling(request),
                                request.inputBound().plus(request.outputBound()),
                                request.claim(),
                                plan),
                        call,
                        now);
    }

    /// The call that the next fact begins.
    private CallId nextCall() {
        return new CallId(new Position(number, journal.epoch(), journal.lastSequence() + 1));
    }

    private Fact.Admission admission(CallRequest request, Pricing pricing) {
        Customer customer = pricing.customer();
        PlanCover cover = pricing.cover();
        KeyView key = state.ledger().key(request.key());
        if (key == null) {
            throw new IllegalStateException("a key that holds money is missing");
        }
        return new Fact.Admission(
                key.organization(),
                customer.groups(),
                key.costCentre(),
                customer.currency(),
                request.model(),
                request.providers().getFirst(),
                state.book().version(),
                request.streamed(),
                request.inputBound(),
                request.outputBound(),
                request.deadline(),
                request.tags(),
                cover == null
                        ? null
                        : new Fact.Coverage(
                                cover.terms().name(), cover.terms().currency(), cover.weights()));
    }

    private void grantAll(LedgerFact change, Instant now, List<Runnable> granted) {
        switch (change) {
            case LedgerFact.ToppedUp up -> grant(up.organization(), now, granted);
            case LedgerFact.Adjusted adjusted -> grant(adjusted.organization(), now, granted);
            case LedgerFact.TermsChanged terms -> grant(terms.organization(), now, granted);
            case LedgerFact.BudgetsSet set -> grant(set.scope().organization(), now, granted);
            case LedgerFact.DocumentIssued issued -> grant(issued.organization(), now, granted);
            case LedgerFact.Granted given -> grant(given.organization(), now, granted);
            case LedgerFact.OrganizationOpened opened -> arrived(opened.organization());
            case LedgerFact.Subscribed subscribed -> grant(subscribed.organization(), now, granted);
            case LedgerFact.KeyRevoked _,
                    LedgerFact.PeriodOpened _,
                    LedgerFact.SubscriptionEnded _,
                    LedgerFact.KeyChanged _,
                    LedgerFact.KeyIssued _,
                    LedgerFact.RestPrepared _,
                    LedgerFact.Rested _,
                    LedgerFact.Woken _,
                    LedgerFact.GrantWithdrawn _,
                    LedgerFact.GrantsLapsed _,
                    LedgerFact.HoldPlaced _,
                    LedgerFact.HoldGrown _,
                    LedgerFact.HoldPosted _,
                    LedgerFact.HoldReleased _,
                    LedgerFact.CostAdjusted _,
                    LedgerFact.UsageCharged _,
                    LedgerFact.ChargeCorrected _ -> {}
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

    private Fact.Admission admission(CallId call) {
        NodeState.OpenCall open = state.openCall(call);
        if (open == null) {
            throw new IllegalStateException(call + " has ended");
        }
        return open.admitted().call();
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
