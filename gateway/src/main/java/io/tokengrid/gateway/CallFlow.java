package io.tokengrid.gateway;

import io.tokengrid.journal.Fact;
import io.tokengrid.ledger.HoldOutcome;
import io.tokengrid.ledger.KeyView;
import io.tokengrid.metering.OpenAiUsageReader;
import io.tokengrid.metering.OutputText;
import io.tokengrid.metering.UpstreamFailure;
import io.tokengrid.metering.Usage;
import io.tokengrid.metering.UsageFinding;
import io.tokengrid.storage.AdmitOutcome;
import io.tokengrid.storage.WaitingCall;
import io.tokengrid.storage.segment.JournalFailed;
import io.tokengrid.units.CallId;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One chat call, from its request to its last byte: identify, measure, price and hold, choose,
/// forward, measure, settle, record. This is the only type that knows the order; what each step
/// does stands elsewhere.
///
/// Long because the order of a call is one thing and stands in one place.
///
/// Its waits are the [Stage]s. It ends exactly once: refused, settled, released, or lost with the
/// journal. Confined to its event loop.
final class CallFlow implements UpstreamCall.Listener {
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

    private static final int MAX_ATTEMPTS = 4;
    private static final int MAX_COUNTED_TEXT = 1 << 20;
    private static final Duration BODY_LIMIT = Duration.ofSeconds(60);
    private static final Duration HELD_BACK_LIMIT = Duration.ofSeconds(10);
    private static final Duration DELIVERY_LIMIT = Duration.ofSeconds(60);
    private static final Duration LINGER_LIMIT = Duration.ofSeconds(1);

    private final Edge edge;
    private final HttpServerRequest http;
    private final Reply reply;
    private final List<Fact.Attempt> attempts = new ArrayList<>(1);
    private final Marks marks = new Marks();

    private Stage stage = Stage.BODY;

    /// When the stage began whose length is limited, by [System#nanoTime].
    private long sinceNanos = System.nanoTime();

    private @Nullable KeyView caller;
    private Wish.@Nullable Sound wish;
    private @Nullable WaitingCall waiting;

    // From admission on.
    private AdmitOutcome.@Nullable Admitted admitted;
    private @Nullable Valve valve;
    private long admittedNanos;
    private boolean holdDurable;
    private boolean drains;

    // The try that is on.
    private @Nullable UpstreamCall upstream;
    private @Nullable ProviderAnswer arriving;
    private @Nullable ModelAnswer answer;
    private long firstByteNanos;
    private long finishingNanos;

    CallFlow(Edge edge, HttpServerRequest http) {
        this.edge = edge;
        this.http = http;
        this.reply = new Reply(http);
    }

    // 1. identify, measure, price and hold

    void begin() {
        ApiError closed = edge.notTaking();
        caller = closed == null ? Identity.of(http, edge.node()) : null;
        ApiError barred = closed == null ? Refusals.ofKey(caller, edge.now()) : closed;
        if (barred != null) {
            BodyReader.discard(http, edge.options().maxBody());
            refuse(barred);
            return;
        }
        edge.opened(this);
        reply.whenGone(this::clientGone);
        BodyReader.read(http, edge.options().maxBody(), this::received, this::refuse);
    }

    private void received(byte[] body) {
        if (stage != Stage.BODY) {
            return;
        }
        switch (Wish.of(caller(), body, http.headers(), edge)) {
            case Wish.Refused(ApiError error) -> refuse(error);
            case Wish.Sound sound -> hold(sound);
        }
    }

    private void hold(Wish.Sound sound) {
        wish = sound;
        stage = Stage.MONEY;
        AdmitOutcome outcome =
                edge.node().admit(sound.call(), edge.now(), later -> edge.run(() -> held(later)));
        if (outcome instanceof AdmitOutcome.Waiting(WaitingCall call)) {
            waiting = call;
            edge.after(edge.options().holdWait(), this::stopWaiting);
        } else {
            held(outcome);
        }
    }

    private void stopWaiting() {
        if (stage == Stage.MONEY && waiting != null) {
            HoldOutcome.Refused refused = edge.node().giveUp(waiting);
            if (refused != null) {
                refuse(Refusals.of(refused));
            }
        }
    }

    private void held(AdmitOutcome outcome) {
        switch (outcome) {
            case AdmitOutcome.Admitted admission -> admitted(admission);
            case AdmitOutcome.NotHeld(HoldOutcome.AlreadyCharged charged) -> replay(charged);
            case AdmitOutcome.NotHeld _,
                    AdmitOutcome.PriceUnknown _,
                    AdmitOutcome.StorageFull _,
                    AdmitOutcome.Closed _,
                    AdmitOutcome.Waiting _ ->
                    refuse(Refusals.of(outcome, wish().model().name()));
        }
    }

    private void admitted(AdmitOutcome.Admitted admission) {
        stage = Stage.ANSWER;
        admitted = admission;
        admittedNanos = System.nanoTime();
        valve = new Valve(reply, call(), wish().request().stream(), wish().repeatable());
        edge.meters().held();
        edge.durable(call().admitted().sequence(), this::holdDurable);
        if (reply.gone()) {
            release(Cut.CLIENT_GONE.code(), false, () -> {});
        } else {
            forward();
        }
    }

    private void holdDurable() {
        holdDurable = true;
        valve().open();
    }

    private void refuse(ApiError error) {
        edge.meters().refused(error.kind());
        reply.error(error, null);
        over();
    }

    private void replay(HoldOutcome.AlreadyCharged charged) {
        stage = Stage.RECORD;
        edge.keptAnswer(
                charged.call(),
                kept -> {
                    if (kept == null) {
                        refuse(Refusals.answerGone(charged));
                        return;
                    }
                    deliver(
                                    reply.replay(
                                            charged.call(),
                                            charged.charge(),
                                            edge.currencyOf(caller()),
                                            kept))
                            .onComplete(_ -> over());
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
            return;
        }
        edge.meters().forwarded(!attempts.isEmpty());
        Deployment deployment = wish().candidates().get(attempts.size());
        upstream = new UpstreamCall(deployment, admittedNanos, this);
        upstream.send(
                edge.client(), edge.options().connectTimeout(), call(), wish().bodyFor(deployment));
    }

    @Override
    public void noAnswer(UpstreamFailure failure) {
        failed(failure);
    }

    /// A try failed before anything was given to the client: the next deployment, or the end.
    private void failed(UpstreamFailure failure) {
        UpstreamCall tried = upstream();
        String code = failure.kind().name().toLowerCase(Locale.ROOT);
        attempts.add(tried.ended(code));
        tried.cancel();
        long now = System.nanoTime();
        edge.health().failed(tried.deployment(), failure.action(), failure.retryAfter(), now);
        edge.meters().upstreamFailed(tried.deployment().provider().name(), code);
        ProviderAnswer last = arriving;
        upstream = null;
        arriving = null;
        answer = null;
        firstByteNanos = 0;
        if (failure.action() != UpstreamFailure.Action.RETURN
                && attempts.size() < Math.min(MAX_ATTEMPTS, wish().candidates().size())
                && !valve().used()
                && !reply.gone()) {
            forward();
        } else if (last instanceof ErrorAnswer error && error.passesOn(failure)) {
            release("upstream_" + code, false, () -> reply.providersError(error, call()));
        } else {
            release("upstream_" + code, false, () -> endInError(UpstreamErrors.of(failure)));
        }
    }

    // 3. measure

    @Override
    public void answered(HttpClientResponse head) {
        valve().source(head);
        String dialect = upstream().deployment().provider().dialect();
        if (head.statusCode() < 200 || head.statusCode() >= 300) {
            arriving = new ErrorAnswer(dialect, head);
            return;
        }
        var request = wish().request();
        var reader = new OpenAiUsageReader(request.choices(), new OutputText(MAX_COUNTED_TEXT));
        answer =
                request.stream() && isEventStream(head)
                        ? new StreamAnswer(dialect, reader, request.includeUsage())
                        : new JsonAnswer(dialect, reader);
        arriving = answer;
    }

    private static boolean isEventStream(HttpClientResponse head) {
        String type = head.getHeader(HttpHeaders.CONTENT_TYPE);
        return type == null || !type.startsWith("application/json");
    }

    @Override
    public void arrived(Buffer chunk) {
        if (stage == Stage.ANSWER) {
            if (firstByteNanos == 0) {
                firstByteNanos = System.nanoTime();
            }
            goOn(arriving().take(chunk));
        }
    }

    @Override
    public void ended() {
        if (stage == Stage.ANSWER) {
            goOn(arriving().end());
        }
    }

    @Override
    public void brokeOff() {
        if (stage == Stage.ANSWER) {
            goOn(arriving().brokeOff());
        }
    }

    private void goOn(Progress progress) {
        if (progress instanceof Progress.Failed(UpstreamFailure failure)) {
            failed(failure);
            return;
        }
        if (answer == null) {
            return;
        }
        Buffer passed = answer.takePassed();
        if (passed.length() > 0) {
            if (!valve().used() && answer instanceof StreamAnswer) {
                countPromptForMarks();
            }
            valve().pass(passed);
        }
        switch (progress) {
            case Progress.GoesOn _, Progress.Failed _ -> {}
            case Progress.Finishing _ -> {
                if (finishingNanos == 0) {
                    finishingNanos = System.nanoTime();
                }
            }
            case Progress.Whole _ -> settle(null);
            case Progress.CutOff(Cut why) -> settle(why);
        }
    }

    // 4. settle, record

    /// @param cut why it ended too early; null if it did not
    private void settle(@Nullable Cut cut) {
        stage = Stage.RECORD;
        ModelAnswer said = answer();
        attempts.add(upstream().ended(cut == null ? null : cut.code()));
        if (cut == null) {
            edge.health().served(upstream().deployment());
        } else {
            upstream().cancel();
        }
        UsageFinding finding = said.reader().usage(wish().rules(upstream().deployment()));
        if (finding instanceof UsageFinding.Complete(Usage usage, _)) {
            settle(usage, cut);
        } else {
            edge.count(
                    () -> finding.orElse(Counts.of(wish().model(), wish().request().body(), said)),
                    usage -> settle(usage, cut));
        }
    }

    private void settle(Usage usage, @Nullable Cut cut) {
        if (stage != Stage.RECORD) {
            return;
        }
        var firstByte =
                firstByteNanos == 0 ? null : Duration.ofNanos(firstByteNanos - admittedNanos);
        var course = new Bill.Course(attempts, firstByte, cut != null);
        Bill bill = Bill.of(admission(), usage, answer().reader(), course);
        Buffer last = answer().rest(bill.charge(), admission().currency());
        if (cut != null && answer instanceof StreamAnswer stream && !stream.explained()) {
            last.appendString(UpstreamErrors.charged(cut).toFrame());
        }
        Buffer kept = cut == null ? valve().kept(last) : null;
        if (kept == null) {
            record(bill, last);
        } else {
            var whole = new Answers.Answer(answer instanceof StreamAnswer, kept.getBytes());
            edge.keepAnswer(call(), whole, () -> record(bill, last));
        }
    }

    private void record(Bill bill, Buffer last) {
        if (stage != Stage.RECORD) {
            return;
        }
        try {
            var end =
                    edge.node()
                            .settle(call(), bill.charge(), bill.result(), bill.cost(), edge.now());
            edge.durable(end.sequence(), () -> deliver(bill, last));
        } catch (JournalFailed e) {
            lose();
            return;
        }
        edge.meters().settled(System.nanoTime() - admittedNanos);
        edge.audit(this, bill.result().usage());
    }

    /// The settlement is durable: the client may see the end.
    private void deliver(Bill bill, Buffer last) {
        if (!upstream().complete()) {
            edge.after(LINGER_LIMIT, upstream()::cancel);
        }
        boolean cut = bill.result().cut();
        Future<Void> written =
                answer instanceof StreamAnswer
                        ? valve().end(last)
                        : !valve().used()
                                ? reply.answer(call(), bill.charge(), admission().currency(), last)
                                : cut ? reply.abort() : valve().end(last);
        deliver(written)
                .onComplete(end -> {
                    try {
                        edge.node().delivered(call(), end.succeeded() && !cut, edge.now());
                    } catch (JournalFailed _) {
                        // Then nobody will know whether it was delivered.
                    }
                    over();
                });
    }

    private Future<Void> deliver(Future<Void> written) {
        stage = Stage.DELIVERY;
        sinceNanos = System.nanoTime();
        return written;
    }

    /// Frees the hold; once that is durable the client is answered.
    private void release(String reason, boolean expired, Runnable answerClient) {
        stage = Stage.RECORD;
        edge.meters().released(reason);
        try {
            var end = edge.node().release(call(), reason, attempts, expired, edge.now());
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
            reply.end(Buffer.buffer(error.toFrame()));
        } else {
            reply.abort();
        }
    }

    private void over() {
        stage = Stage.OVER;
        edge.closed(this);
        if (drains) {
            edge.drains().remove(caller().id(), this);
        }
    }

    // What can happen at any time

    private void clientGone() {
        switch (stage) {
            case BODY -> over();
            case MONEY -> stopWaiting();
            case ANSWER -> {
                boolean cancelled =
                        wish().request().stream()
                                && wish().model().onDisconnect() == Model.OnDisconnect.CANCEL;
                if (upstream == null || (cancelled && finishingNanos == 0)) {
                    cut(Cut.CLIENT_GONE);
                } else {
                    valve().flow();
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
        if (stage == Stage.BODY || stage == Stage.MONEY) {
            if (waiting == null || edge.node().giveUp(waiting) != null) {
                refuse(Refusals.draining());
            }
        } else if (stage == Stage.ANSWER) {
            boolean left = why == Cut.CLIENT_GONE && answer instanceof StreamAnswer;
            if (answer != null && (left || answer.billable())) {
                settle(why);
                return;
            }
            stopTrying(why.code());
            boolean expired = why == Cut.DEADLINE;
            ApiError error = expired ? UpstreamErrors.timeout() : Refusals.draining();
            release(why.code(), expired, () -> endInError(error));
        }
    }

    private void stopTrying(String why) {
        if (upstream != null) {
            attempts.add(upstream.ended(why));
            upstream.cancel();
        }
    }

    /// The journal has failed: nothing can be recorded any more, and recovery decides what became
    /// of the call (exactness C2).
    void lose() {
        if (upstream != null) {
            upstream.cancel();
        }
        if (stage == Stage.BODY || stage == Stage.MONEY) {
            reply.error(Refusals.journalFailed(), null);
        } else {
            reply.abort();
        }
        over();
    }

    /// Called a few times a second while the call is open.
    void tick(long nowNanos) {
        switch (stage) {
            case BODY -> {
                if (nowNanos - sinceNanos > BODY_LIMIT.toNanos()) {
                    refuse(Refusals.bodyTimeout());
                    http.connection().close();
                }
            }
            case ANSWER -> tickAnswer(nowNanos);
            case DELIVERY -> {
                if (nowNanos - sinceNanos > DELIVERY_LIMIT.toNanos()) {
                    reply.abort();
                }
            }
            case MONEY, RECORD, OVER -> {}
        }
    }

    private void tickAnswer(long nowNanos) {
        long open = nowNanos - admittedNanos;
        if (open >= edge.options().deadline().toNanos()) {
            cut(Cut.DEADLINE);
        } else if (upstream == null && !holdDurable && open > Edge.LAG_LIMIT.toNanos()) {
            reply.error(Refusals.storageSlow(), null);
            release("storage_slow", false, () -> {});
        } else if (finishingNanos > 0 && nowNanos - finishingNanos > HELD_BACK_LIMIT.toNanos()) {
            settle(null);
            upstream().cancel();
        } else if (answer != null && marks.due(nowNanos)) {
            mark();
        }
    }

    private void countPromptForMarks() {
        edge.countPrompt(
                wish(),
                input -> {
                    if (stage == Stage.ANSWER && answer != null) {
                        marks.begin(input, System.nanoTime());
                        mark();
                    }
                });
    }

    private void mark() {
        try {
            edge.node()
                    .mark(
                            call(),
                            marks.input(),
                            marks.output(answer().reader().text()),
                            edge.now());
        } catch (JournalFailed e) {
            lose();
        }
    }

    // What is there by now

    CallId call() {
        return admission().call();
    }

    Wish.Sound wish() {
        return Objects.requireNonNull(wish);
    }

    ModelAnswer answer() {
        return Objects.requireNonNull(answer);
    }

    private KeyView caller() {
        return Objects.requireNonNull(caller);
    }

    private AdmitOutcome.Admitted admission() {
        return Objects.requireNonNull(admitted);
    }

    private Valve valve() {
        return Objects.requireNonNull(valve);
    }

    private UpstreamCall upstream() {
        return Objects.requireNonNull(upstream);
    }

    private ProviderAnswer arriving() {
        return Objects.requireNonNull(arriving);
    }
}
