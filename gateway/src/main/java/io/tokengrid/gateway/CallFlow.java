package io.tokengrid.gateway;

import io.tokengrid.gateway.http.Bytes;
import io.tokengrid.gateway.http.Exchange;
import io.tokengrid.journal.Fact;
import io.tokengrid.journal.OwnCount;
import io.tokengrid.ledger.HoldOutcome;
import io.tokengrid.ledger.KeyView;
import io.tokengrid.metering.OutputCount;
import io.tokengrid.metering.UpstreamFailure;
import io.tokengrid.metering.Usage;
import io.tokengrid.metering.UsageFinding;
import io.tokengrid.metering.UsageSource;
import io.tokengrid.storage.AdmitOutcome;
import io.tokengrid.storage.segment.JournalFailed;
import io.tokengrid.units.CallId;
import io.tokengrid.units.TokenCount;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One chat call, from its request to its last byte: identify, measure, price and hold, choose,
/// forward, measure, settle, record. This is the only type that knows the order; what each step
/// does stands elsewhere.
///
/// Long because the order of a call is one thing and stands in one place.
///
/// Its waits are the [Stage]s. It ends exactly once: refused, settled, released, or lost with the
/// journal. Confined to its event loop.
final class CallFlow {
    private enum Stage {
        /// The request's body is on its way.
        BODY,
        /// Open calls hold the money that it needs.
        MONEY,
        /// A provider is being asked, or will be once the disk keeps up.
        ANSWER,
        /// It is being counted, and its end made durable.
        RECORD,
        /// The last bytes are on their way to the client.
        DELIVERY,
        OVER
    }

    private static final Duration HELD_BACK_LIMIT = Duration.ofSeconds(10);
    private static final Duration LINGER_LIMIT = Duration.ofSeconds(1);

    private final Edge edge;
    private final Exchange http;
    private final Reply reply;
    private final Buffers.Share memory;
    private final Marks marks = new Marks();
    private Stage stage = Stage.BODY;

    private @Nullable KeyView caller;
    private Wish.@Nullable Sound wish;
    private @Nullable Entry entry;

    // From admission on.
    private AdmitOutcome.@Nullable Admitted admitted;
    private @Nullable Valve valve;
    private @Nullable Tries tries;
    private @Nullable CountedPrompt prompt;
    private @Nullable SteppedHold steps;
    private @Nullable ApiError holdEnded;
    private boolean holdDurable;
    private boolean drains;
    private long finishingNanos;

    CallFlow(Edge edge, Exchange http) {
        this.edge = edge;
        this.http = http;
        this.reply = new Reply(http);
        this.memory = edge.buffers().share();
    }

    // 1. identify, measure, price and hold

    void begin() {
        ApiError closed = edge.notTaking();
        if (closed == null) {
            Identity.find(http, edge, this::identified);
        } else {
            refuse(closed);
        }
    }

    private void identified(Identity.Found who) {
        // Bringing an account back takes a while.
        ApiError closed = edge.notTaking();
        switch (who) {
            case Identity.Found.Barred(ApiError error) -> refuse(error);
            case Identity.Found.Caller _ when closed != null -> refuse(closed);
            case Identity.Found.Caller(KeyView key) -> {
                caller = key;
                receive();
            }
        }
    }

    private void receive() {
        edge.opened(this);
        reply.whenGone(this::clientGone);
        BodyReader.read(
                http,
                edge.options().maxBody(),
                memory::takeForRequest,
                this::received,
                this::notReceived);
    }

    private void received(byte[] body) {
        if (stage != Stage.BODY) {
            return;
        }
        edge.stepClock().start();
        switch (Wish.of(caller(), body, http, edge)) {
            case Wish.Refused(ApiError error) -> refuse(error);
            case Wish.Sound sound -> {
                reply.announce(sound.request().model(), sound.model(), edge.now());
                hold(sound);
            }
        }
        edge.stepClock().stop();
    }

    private void notReceived(ApiError error) {
        if (stage == Stage.BODY) {
            refuse(error);
        }
    }

    private void hold(Wish.Sound sound) {
        stage = Stage.MONEY;
        entry = new Entry(edge, reply, sound, this::held);
        entry.ask();
    }

    private void held(AdmitOutcome outcome) {
        wish = entry().wish();
        switch (outcome) {
            case AdmitOutcome.Admitted admission -> admitted(admission);
            case AdmitOutcome.NotHeld(HoldOutcome.AlreadyCharged charged) -> replay(charged);
            case AdmitOutcome.NotHeld _,
                    AdmitOutcome.PriceUnknown _,
                    AdmitOutcome.TooLarge _,
                    AdmitOutcome.StorageFull _,
                    AdmitOutcome.Closed _,
                    AdmitOutcome.Waiting _ ->
                    refuse(Refusals.of(outcome, wish().model().name()));
        }
    }

    private void admitted(AdmitOutcome.Admitted admission) {
        stage = Stage.ANSWER;
        edge.stepClock().done(StepClock.Step.HOLD);
        admitted = admission;
        wish = wish().withoutProviders(admission.reach().unpriced());
        valve =
                new Valve(
                        reply,
                        call(),
                        wish().request().stream(),
                        wish().repeatable(),
                        memory::takeForAnswer);
        steps = wish().stepped() ? new SteppedHold(edge, wish(), admission, valve) : null;
        tries = new Tries(edge, wish(), admission, valve, memory, this::goOn);
        prompt = new CountedPrompt(edge, wish());
        edge.meters().held();
        edge.durable(call().admitted().sequence(), this::holdDurable);
        if (reply.gone()) {
            cut(Cut.CLIENT_GONE);
        } else {
            forward();
            prompt.begin();
            edge.stepClock().done(StepClock.Step.COUNT);
        }
    }

    private void holdDurable() {
        holdDurable = true;
        valve().open();
    }

    private void refuse(ApiError error) {
        edge.meters().refused(error.kind());
        // First, since the client may ask again at once.
        over();
        reply.error(error, null);
    }

    private void replay(HoldOutcome.AlreadyCharged charged) {
        stage = Stage.RECORD;
        edge.keptAnswer(
                charged.call(),
                kept -> {
                    if (kept == null) {
                        refuse(Refusals.answerGone(charged));
                    } else {
                        stage = Stage.DELIVERY;
                        reply.replay(
                                charged, edge.currencyOf(caller(), charged), kept, _ -> over());
                    }
                });
    }

    // 2. choose, forward

    /// The provider is asked while the hold is being made durable, unless the disk lags (exactness
    /// C2).
    private void forward() {
        if (stage != Stage.ANSWER) {
            return;
        }
        if (!holdDurable && edge.diskLags()) {
            edge.after(Edge.LAG_CHECK, this::forward);
        } else {
            tries().next();
            edge.stepClock().done(StepClock.Step.FORWARD);
        }
    }

    /// A try failed: another one as long as the client has got nothing, or the end.
    private void failed(UpstreamFailure failure) {
        String reason = tries().failed(failure);
        finishingNanos = 0;
        if (steps != null) {
            steps.forget();
        }
        ErrorAnswer error = tries().error();
        if (tries().mayTryAgain(failure) && !reply.gone()) {
            forward();
        } else if (error != null && error.passesOn(failure)) {
            release(reason, false, () -> reply.providersError(error, call()));
        } else {
            release(reason, false, () -> endInError(UpstreamErrors.of(failure)));
        }
    }

    // 3. measure

    private void goOn(Progress progress) {
        ModelAnswer answer = tries().answer();
        if (answer != null && !(progress instanceof Progress.Failed)) {
            pass(answer.takePassed());
            if (stage != Stage.ANSWER || lacksHold(progress instanceof Progress.GoesOn)) {
                return;
            }
        }
        switch (progress) {
            case Progress.GoesOn _ -> {}
            case Progress.Finishing _ -> {
                if (finishingNanos == 0) {
                    finishingNanos = System.nanoTime();
                    // A client that is slow to take the text does not keep us from the usage.
                    valve().runFree();
                }
            }
            case Progress.Whole _ -> settle(null);
            case Progress.CutOff(Cut why) -> settle(why);
            case Progress.Failed(UpstreamFailure failure) -> failed(failure);
        }
    }

    private void pass(Bytes passed) {
        if (passed.length() > 0) {
            if (!valve().used() && answer() instanceof StreamAnswer) {
                prompt().orEstimate(this::mark);
            }
            SteppedHold hold = steps;
            if (hold == null) {
                valve().pass(passed);
            } else {
                orLose(() -> hold.pass(passed, answer().counted()));
            }
        }
    }

    /// Cuts a stream whose hold could not grow with it (exactness B7).
    ///
    /// @param canWait whether the answer can wait for money that open calls hold
    private boolean lacksHold(boolean canWait) {
        ApiError lack =
                steps == null ? null : canWait ? steps.ended(System.nanoTime()) : steps.lack();
        if (lack == null || stage != Stage.ANSWER || tries().answer() == null) {
            return false;
        }
        holdEnded = lack;
        settle(Cut.HOLD_ENDED);
        return true;
    }

    // 4. settle, record

    /// @param cut why the answer ended too early; null if it did not
    private void settle(@Nullable Cut cut) {
        stage = Stage.RECORD;
        edge.stepClock().done(StepClock.Step.READ);
        tries().served(cut);
        ModelAnswer said = answer();
        if (cut == Cut.HOLD_ENDED && said instanceof StreamAnswer stream) {
            settleGiven(stream);
            return;
        }
        UsageFinding finding = said.reader().usage(wish().rules(tries().deployment()));
        if (finding instanceof UsageFinding.Complete(Usage usage, _)) {
            bill(usage, cut);
        } else {
            prompt().whenKnown(
                            input -> counted(out -> bill(finding.orElse(out.usage(input)), cut)));
        }
    }

    /// Counts what the model wrote.
    private void counted(Consumer<OutputCount> then) {
        ModelAnswer said = answer();
        edge.count(said.takesLong() ? Long.MAX_VALUE : 0, said::counted, then);
    }

    /// Charges what the client was given; the rest of what came is the platform's.
    private void settleGiven(StreamAnswer said) {
        SteppedHold hold = Objects.requireNonNull(steps);
        hold.takeWithheld();
        OutputCount given = hold.given();
        OutputCount made = said.counted();
        prompt().whenKnown(input -> {
            var course = new Bill.Course(tries().attempts(), tries().firstByte(), true, null);
            Instant now = edge.now();
            Bill bill =
                    Bill.of(admission(), given.usage(input), said.reader(), course, now)
                            .beyond(admission(), made.usage(input), said.reader(), course, now);
            ApiError why = Objects.requireNonNull(holdEnded);
            record(bill, Bytes.of(why.toFrame()), now);
        });
    }

    private void bill(Usage usage, @Nullable Cut cut) {
        if (stage != Stage.RECORD) {
            return;
        }
        var course =
                new Bill.Course(
                        tries().attempts(), tries().firstByte(), cut != null, ownCount(usage));
        Instant now = edge.now();
        Bill bill = Bill.of(admission(), usage, answer().reader(), course, now);
        var told =
                new Told(
                        call(),
                        wish().model().name(),
                        usage,
                        bill.charge(),
                        admission().currency(),
                        now);
        Bytes rest = answer().rest(told);
        Bytes last = steps == null ? rest : steps.takeWithheld().append(rest);
        if (cut != null && answer() instanceof StreamAnswer stream && !stream.explained()) {
            last.append(UpstreamErrors.charged(cut).toFrame());
        }
        Bytes kept = cut == null ? valve().kept(last) : null;
        if (kept == null) {
            record(bill, last, now);
        } else {
            var whole = new Answers.Answer(answer() instanceof StreamAnswer, kept.toArray());
            edge.keepAnswer(call(), whole, () -> record(bill, last, now));
        }
    }

    /// @param rated when the bill was made: prices may depend on it
    private void record(Bill bill, Bytes last, Instant rated) {
        if (stage != Stage.RECORD) {
            return;
        }
        try {
            var end =
                    edge.node()
                            .settle(
                                    call(),
                                    bill.charge(),
                                    bill.result(),
                                    bill.cost(),
                                    bill.beyond(),
                                    rated);
            edge.stepClock().done(StepClock.Step.SETTLE);
            long awaited =
                    edge.options().settleSoon() ? call().admitted().sequence() : end.sequence();
            edge.durable(awaited, () -> deliver(bill, last));
        } catch (JournalFailed e) {
            lose();
            return;
        }
        edge.meters().settled(tries().nanos(System.nanoTime()));
        Usage usage = bill.result().usage();
        if (isAudited(usage)) {
            prompt().ifCounted(input -> {
                input.teach(wish().model().prompts(), usage.input());
                if (bill.result().count() == null) {
                    counted(output -> noteLate(ownCount(input, output)));
                }
            });
        }
    }

    /// Whether our own count can be held against what is billed.
    private boolean isAudited(Usage usage) {
        return usage.source() == UsageSource.REPORTED && answer().isRead();
    }

    /// Our own count, if there is something to hold it against and it takes no time: else it
    /// follows the settlement.
    private @Nullable OwnCount ownCount(Usage usage) {
        Counts.Input input = prompt().known();
        return input == null || answer().takesLong() || !isAudited(usage)
                ? null
                : ownCount(input, answer().counted());
    }

    private OwnCount ownCount(Counts.Input input, OutputCount output) {
        return Counts.own(wish().model(), input, output, answer().reader().text());
    }

    private void noteLate(OwnCount count) {
        try {
            edge.node().counted(new Fact.Counted(call(), count, edge.now()));
        } catch (JournalFailed _) {
            // The call has ended; what is lost is a comparison.
        }
    }

    /// The settlement is durable, or decided where that is enough (exactness C5): the client may
    /// see the end.
    private void deliver(Bill bill, Bytes last) {
        edge.stepClock().start();
        if (!tries().complete()) {
            edge.after(LINGER_LIMIT, tries()::hangUp);
        }
        boolean cut = bill.result().cut();
        stage = Stage.DELIVERY;
        Exchange.Sent then = complete -> delivered(complete && !cut);
        switch (answer()) {
            case JsonAnswer _ when !valve().used() ->
                    reply.answer(call(), bill.charge(), admission().currency(), last, then);
            case JsonAnswer _ when cut -> {
                reply.abort();
                delivered(false);
            }
            case JsonAnswer _, StreamAnswer _ -> valve().end(last, then);
        }
        edge.stepClock().done(StepClock.Step.DELIVER);
        edge.stepClock().stop();
    }

    private void delivered(boolean complete) {
        try {
            edge.node().delivered(call(), complete, edge.now());
        } catch (JournalFailed _) {
            // Then nobody will know.
        }
        over();
    }

    /// Frees the hold; once that is durable the client is answered.
    private void release(String reason, boolean expired, Runnable answerClient) {
        stage = Stage.RECORD;
        edge.meters().released(reason);
        try {
            var end = edge.node().release(call(), reason, tries().attempts(), expired, edge.now());
            edge.durable(
                    end.sequence(),
                    () -> {
                        answerClient.run();
                        over();
                    });
        } catch (JournalFailed e) {
            lose();
        }
    }

    private void endInError(ApiError error) {
        if (!reply.begun()) {
            reply.error(error, call());
        } else if (wish().request().stream()) {
            reply.end(Bytes.of(error.toFrame()), _ -> {});
        } else {
            reply.abort();
        }
    }

    private void over() {
        stage = Stage.OVER;
        memory.close();
        edge.closed(this);
        if (drains) {
            edge.drains().remove(caller().id(), this);
        }
    }

    // What can happen at any time

    private void clientGone() {
        switch (stage) {
            case BODY -> over();
            case MONEY -> {
                HoldOutcome.Refused refused = entry().stop();
                if (refused != null) {
                    refuse(Refusals.of(refused));
                }
            }
            case ANSWER -> {
                boolean cancelled =
                        wish().request().stream()
                                && wish().model().onDisconnect() == Model.OnDisconnect.CANCEL;
                if (!tries().isOn() || (cancelled && finishingNanos == 0)) {
                    cut(Cut.CLIENT_GONE);
                } else {
                    valve().runFree();
                    drains = true;
                    edge.drains().add(caller().id(), this);
                }
            }
            case RECORD, DELIVERY, OVER -> {}
        }
    }

    /// Stops reading the provider's answer and settles what came so far; without anything to
    /// charge, the hold is freed. A model that was left while it answered has read its prompt.
    void cut(Cut why) {
        switch (stage) {
            case BODY -> refuse(Refusals.draining());
            case MONEY -> {
                if (entry().stop() != null) {
                    refuse(Refusals.draining());
                }
            }
            case ANSWER -> {
                ModelAnswer answer = tries().answer();
                if (lacksHold(false)) {
                    return;
                }
                boolean left = why == Cut.CLIENT_GONE && answer instanceof StreamAnswer;
                if (answer != null && (left || answer.billable())) {
                    settle(why);
                } else {
                    tries().stop(why.code());
                    boolean expired = why == Cut.DEADLINE;
                    ApiError error = expired ? UpstreamErrors.timeout() : Refusals.draining();
                    release(why.code(), expired, () -> endInError(error));
                }
            }
            case RECORD, DELIVERY, OVER -> {}
        }
    }

    /// The journal has failed: nothing can be recorded any more, and recovery decides what became
    /// of the call (exactness C2).
    void lose() {
        if (tries == null) {
            if (entry != null) {
                entry.stop();
            }
            reply.error(Refusals.journalFailed(), null);
        } else {
            tries.hangUp();
            reply.abort();
        }
        over();
    }

    /// Called a few times a second while the call is open.
    void tick(long nowNanos) {
        switch (stage) {
            case ANSWER -> tickAnswer(nowNanos);
            case BODY, MONEY, RECORD, DELIVERY, OVER -> {}
        }
    }

    private void tickAnswer(long nowNanos) {
        long open = tries().nanos(nowNanos);
        if (open >= edge.options().deadline().toNanos()) {
            cut(Cut.DEADLINE);
        } else if (!tries().isOn() && !holdDurable && open > Edge.LAG_LIMIT.toNanos()) {
            ApiError lagged = edge.lagged();
            reply.error(lagged, null);
            release(lagged.kind().code(), false, () -> {});
        } else if (finishingNanos > 0 && nowNanos - finishingNanos > HELD_BACK_LIMIT.toNanos()) {
            settle(null);
            tries().hangUp();
        } else if (marks.due(nowNanos)) {
            mark(marks.input());
        } else if (steps != null) {
            orLose(steps::again);
            lacksHold(true);
        }
    }

    private void orLose(Runnable recording) {
        try {
            recording.run();
        } catch (JournalFailed e) {
            lose();
        }
    }

    /// Notes in the journal how far the stream has come (exactness D5).
    private void mark(TokenCount input) {
        ModelAnswer answer = tries().answer();
        if (stage != Stage.ANSWER || answer == null) {
            return;
        }
        marks.begin(input, System.nanoTime());
        TokenCount given = (steps == null ? answer.counted() : steps.given()).tokens();
        orLose(() -> edge.node().mark(call(), input, given, edge.now()));
    }

    // What is there by now

    private CallId call() {
        return admission().call();
    }

    private KeyView caller() {
        return Objects.requireNonNull(caller);
    }

    private Entry entry() {
        return Objects.requireNonNull(entry);
    }

    private Wish.Sound wish() {
        return Objects.requireNonNull(wish);
    }

    private AdmitOutcome.Admitted admission() {
        return steps != null ? steps.admission() : Objects.requireNonNull(admitted);
    }

    private CountedPrompt prompt() {
        return Objects.requireNonNull(prompt);
    }

    private Valve valve() {
        return Objects.requireNonNull(valve);
    }

    private Tries tries() {
        return Objects.requireNonNull(tries);
    }

    private ModelAnswer answer() {
        return Objects.requireNonNull(tries().answer());
    }
}
