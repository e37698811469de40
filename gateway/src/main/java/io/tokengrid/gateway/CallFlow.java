package io.tokengrid.gateway;

import io.tokengrid.gateway.openai.BadRequest;
import io.tokengrid.gateway.openai.ChatRequest;
import io.tokengrid.journal.Fact;
import io.tokengrid.ledger.HoldOutcome;
import io.tokengrid.ledger.KeyView;
import io.tokengrid.ledger.LedgerFact;
import io.tokengrid.ledger.LedgerFact.ProviderCost;
import io.tokengrid.metering.AnswerRead;
import io.tokengrid.metering.ErrorEvidence;
import io.tokengrid.metering.FinishReason;
import io.tokengrid.metering.InputBound;
import io.tokengrid.metering.OpenAiUsageReader;
import io.tokengrid.metering.OutputText;
import io.tokengrid.metering.UpstreamFailure;
import io.tokengrid.metering.Usage;
import io.tokengrid.metering.UsageFinding;
import io.tokengrid.metering.UsageRules;
import io.tokengrid.rating.Charge;
import io.tokengrid.rating.PriceList;
import io.tokengrid.rating.Rater;
import io.tokengrid.storage.AdmitOutcome;
import io.tokengrid.storage.CallRequest;
import io.tokengrid.storage.WaitingCall;
import io.tokengrid.units.CallId;
import io.tokengrid.units.Money;
import io.tokengrid.units.Sha256;
import io.tokengrid.units.TokenCount;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One chat call, from its request to its last byte: identify, measure, price and hold, choose,
/// forward, measure, settle, record. This is the only type that knows the order.
///
/// A call waits for few things, and each is a method that goes on: its body, money ([#admitted]),
/// the journal ([#forward]), the provider ([#answered]), a count ([#settle]), the journal again
/// ([#finish]). It ends exactly once, in [#settle] or in [#fail]. Confined to its event loop.
///
/// Longer than other types, because the order of a call is one thing and stands in one place.
final class CallFlow implements UpstreamCall.Listener {
    private static final int MAX_ATTEMPTS = 4;
    private static final int MAX_JSON = 4 << 20;
    private static final int MAX_GATED = 256 << 10;
    private static final int MAX_ERROR_BODY = 64 << 10;
    private static final int MAX_KEPT_TEXT = 1 << 20;
    private static final Duration HELD_BACK = Duration.ofSeconds(10);

    private final Edge edge;
    private final HttpServerRequest http;
    private final Reply reply;
    private final long beganNanos = System.nanoTime();
    private final List<Fact.Attempt> attempts = new ArrayList<>(1);

    // What the request asks for; known once its body was read.
    private ChatRequest request = ChatRequest.NONE;
    private @Nullable Model model;
    private @Nullable String idempotencyKey;
    private long answerLimit;

    // The call; known once it was admitted.
    private AdmitOutcome.@Nullable Admitted admitted;
    private List<Deployment> candidates = List.of();
    private @Nullable UpstreamCall upstream;
    private long deadlineNanos = Long.MAX_VALUE;

    // The answer.
    private @Nullable OpenAiUsageReader reader;
    private @Nullable StreamRelay relay;
    private @Nullable Buffer collected;
    private @Nullable LongJson longJson;
    private @Nullable HttpClientResponse source;
    private final Buffer gated = Buffer.buffer();
    private final Buffer sent = Buffer.buffer();
    private boolean keepSent;
    private boolean holdDurable;
    private long firstByteNanos;
    private long finishingNanos;
    private boolean ended;
    private final Marks marks = new Marks();

    CallFlow(Edge edge, HttpServerRequest http) {
        this.edge = edge;
        this.http = http;
        this.reply = new Reply(http);
    }

    // 1. identify, measure, price, hold

    void begin() {
        ApiError closed = edge.notTaking();
        if (closed != null) {
            BodyReader.discard(http, edge.options().maxBody());
            reply.error(closed, null);
            return;
        }
        BodyReader.read(http, edge.options().maxBody(), this::received, this::refuse);
    }

    private void received(byte[] body) {
        KeyView key = Identity.of(http, edge.node());
        if (key == null) {
            refuse(ApiError.unauthorized());
            return;
        }
        try {
            request = ChatRequest.read(body);
        } catch (BadRequest e) {
            refuse(ApiError.invalid("invalid_request", e.reason(), e.param()));
            return;
        }
        Model found = edge.catalogue().find(request.model());
        if (found == null) {
            refuse(ApiError.unknownModel(request.model()));
            return;
        }
        model = found;
        TokenCount input = inputBound(found);
        if (input == null) {
            refuse(
                    ApiError.invalid(
                            "input_unbounded",
                            "The messages contain files or videos, and the model has no 'context-window' that bounds them.",
                            "messages"));
            return;
        }
        idempotencyKey = http.getHeader("idempotency-key");
        if (idempotencyKey != null && !IdempotencyKeys.valid(idempotencyKey)) {
            refuse(ApiError.invalid("invalid_idempotency_key", IdempotencyKeys.RULE, null));
            return;
        }
        Map<String, String> tags = Tags.parse(http.getHeader("x-tokengrid-tags"));
        if (tags == null) {
            refuse(ApiError.invalid("invalid_tags", Tags.RULE, null));
            return;
        }
        answerLimit = request.answerLimit(found.maxOutput().value());
        candidates = edge.health().order(found.deployments(), beganNanos);
        Instant now = edge.now();
        LedgerFact.Claim claim =
                idempotencyKey == null
                        ? null
                        : new LedgerFact.Claim(
                                idempotencyKey,
                                Sha256.digest(body, 0, body.length),
                                now.plus(edge.options().answers().keep()));
        edge.opened(this);
        deadlineNanos = beganNanos + edge.options().deadline().toNanos();
        AdmitOutcome outcome =
                edge.node()
                        .admit(
                                new CallRequest(
                                        key.id(),
                                        found.name(),
                                        candidates.getFirst().provider().name(),
                                        request.stream(),
                                        input,
                                        new TokenCount(
                                                Math.multiplyExact(answerLimit, request.choices())),
                                        now.plus(edge.options().deadline()),
                                        tags,
                                        claim),
                                now,
                                later -> edge.run(() -> admitted(later)));
        if (outcome instanceof AdmitOutcome.Waiting(WaitingCall waiting)) {
            edge.after(edge.options().holdWait(), () -> stopWaiting(waiting));
            reply.whenGone(() -> stopWaiting(waiting));
        } else {
            admitted(outcome);
        }
    }

    private @Nullable TokenCount inputBound(Model found) {
        TokenCount window = found.contextWindow();
        if (request.unboundedParts() > 0) {
            return window;
        }
        long bytes =
                request.body().length
                        + Math.multiplyExact(request.images(), InputBound.TOKENS_PER_IMAGE);
        TokenCount bound = InputBound.ofText(bytes, request.messages(), found.template());
        return window != null && window.compareTo(bound) < 0 ? window : bound;
    }

    private void stopWaiting(WaitingCall waiting) {
        if (edge.node().giveUp(waiting)) {
            refuse(Refusals.waitedTooLong());
        }
    }

    private void admitted(AdmitOutcome outcome) {
        switch (outcome) {
            case AdmitOutcome.Admitted admission -> {
                admitted = admission;
                edge.meters().held();
                keepSent = idempotencyKey != null;
                reply.whenGone(this::clientGone);
                edge.durable(admission.call().admitted().sequence(), this::holdDurable);
                forward();
            }
            case AdmitOutcome.NotHeld(HoldOutcome.AlreadyCharged charged) -> replay(charged);
            case AdmitOutcome.NotHeld _,
                    AdmitOutcome.PriceUnknown _,
                    AdmitOutcome.StorageFull _,
                    AdmitOutcome.Closed _,
                    AdmitOutcome.Waiting _ ->
                    refuse(Refusals.of(outcome, request.model()));
        }
    }

    private void replay(HoldOutcome.AlreadyCharged charged) {
        edge.blocking(() -> edge.answers().find(charged.call(), edge.now()))
                .onComplete(found -> {
                    Answers.Answer answer = found.result();
                    if (answer == null) {
                        refuse(Refusals.answerGone(charged));
                    } else {
                        edge.closed(this);
                        ended = true;
                        reply.replay(charged.call(), charged.charge(), answer);
                    }
                });
    }

    private void refuse(ApiError error) {
        ended = true;
        edge.closed(this);
        edge.meters().refused(error.code());
        reply.error(error, null);
    }

    // 2. choose, forward

    /// The upstream call starts while the hold is being made durable, unless the disk lags
    /// (exactness C2).
    private void forward() {
        if (ended) {
            return;
        }
        if (edge.diskLags() && !holdDurable) {
            edge.after(Edge.LAG_CHECK, this::forward);
            return;
        }
        Deployment deployment = candidates.get(attempts.size());
        byte[] body =
                request.forProvider(
                        deployment.model(),
                        deployment.provider().limitField(),
                        answerLimit,
                        deployment.provider().streamUsage());
        edge.meters().forwarded(!attempts.isEmpty());
        upstream =
                UpstreamCall.send(
                        edge.client(),
                        deployment,
                        body,
                        call(),
                        edge.options().connectTimeout(),
                        beganNanos,
                        this);
    }

    @Override
    public void unreachable(Throwable cause, boolean timedOut) {
        failed(
                timedOut ? UpstreamFailure.timedOut() : UpstreamFailure.unreachable(),
                null,
                Buffer.buffer());
    }

    @Override
    public void answered(HttpClientResponse response) {
        if (ended) {
            return;
        }
        source = response;
        if (response.statusCode() >= 300) {
            upstreamError(response);
            return;
        }
        reader = new OpenAiUsageReader(request.choices(), new OutputText(MAX_KEPT_TEXT));
        if (request.stream() && isEventStream(response)) {
            relay = new StreamRelay(reader, request.includeUsage());
            response.handler(this::streamed);
            response.endHandler(_ -> streamEnded());
        } else {
            collected = Buffer.buffer();
            response.handler(this::collect);
            response.endHandler(_ -> collected());
        }
    }

    private static boolean isEventStream(HttpClientResponse response) {
        String type = response.getHeader(HttpHeaders.CONTENT_TYPE);
        return type == null || !type.startsWith("application/json");
    }

    private void upstreamError(HttpClientResponse response) {
        Buffer body = Buffer.buffer();
        response.handler(chunk -> {
            if (body.length() < MAX_ERROR_BODY) {
                body.appendBuffer(chunk);
            }
        });
        response.endHandler(_ -> {
            if (!ended) {
                byte[] bytes = body.getBytes();
                Deployment deployment = upstream().deployment();
                var failure =
                        UpstreamFailure.of(
                                deployment.provider().dialect(),
                                response.statusCode(),
                                name -> response.getHeader(name),
                                bytes,
                                0,
                                bytes.length);
                failed(failure, response, body);
            }
        });
    }

    /// A try failed before the client got a byte: the next deployment, or the end.
    private void failed(
            UpstreamFailure failure, @Nullable HttpClientResponse response, Buffer body) {
        if (ended) {
            return;
        }
        UpstreamCall tried = upstream();
        String code = failure.kind().name().toLowerCase(java.util.Locale.ROOT);
        attempts.add(tried.ended(code));
        tried.cancel();
        long now = System.nanoTime();
        edge.health().failed(tried.deployment(), failure.action(), failure.retryAfter(), now);
        edge.meters().upstreamFailed(tried.deployment().provider().name(), code);
        boolean another =
                failure.action() != UpstreamFailure.Action.RETURN
                        && attempts.size() < Math.min(MAX_ATTEMPTS, candidates.size())
                        && now < deadlineNanos
                        && !reply.gone();
        if (another) {
            reader = null;
            relay = null;
            collected = null;
            forward();
            return;
        }
        release("upstream_" + code, false);
        if (failure.action() == UpstreamFailure.Action.RETURN
                && response != null
                && response.statusCode() < 500) {
            String type = response.getHeader(HttpHeaders.CONTENT_TYPE);
            reply.upstreamError(response.statusCode(), type, body, call());
        } else {
            reply.error(UpstreamErrors.of(failure), call());
        }
    }

    @Override
    public void brokeOff(Throwable cause) {
        if (ended || finishingNanos > 0) {
            return;
        }
        if (reply.begun() || (reader != null && reader.contentSeen())) {
            cutOff("upstream_broke_off");
        } else {
            failed(UpstreamFailure.cutOff(), null, Buffer.buffer());
        }
    }

    // 3. measure: a JSON answer

    private void collect(Buffer chunk) {
        if (ended || collected == null) {
            return;
        }
        if (longJson == null && collected.length() + chunk.length() > MAX_JSON) {
            longJson = new LongJson(collected);
            reply.begin(call(), false);
        }
        if (longJson == null) {
            collected.appendBuffer(chunk);
        } else {
            pass(longJson.feed(chunk));
        }
    }

    private void collected() {
        if (ended || collected == null || reader == null) {
            return;
        }
        if (longJson != null) {
            longJson.readUsage(reader);
            settle(false);
            return;
        }
        byte[] bytes = collected.getBytes();
        switch (reader.read(bytes, 0, bytes.length)) {
            case AnswerRead.Part _ -> settle(false);
            case AnswerRead.Failed(ErrorEvidence evidence) ->
                    failed(
                            UpstreamFailure.of(
                                    upstream().deployment().provider().dialect(),
                                    200,
                                    UpstreamFailure.Headers.NONE,
                                    evidence),
                            null,
                            collected);
            case AnswerRead.Malformed _ -> failed(UpstreamFailure.cutOff(), null, Buffer.buffer());
        }
    }

    // 3. measure: a stream

    private void streamed(Buffer chunk) {
        if (ended || relay == null) {
            return;
        }
        relay.feed(chunk);
        afterFrames();
    }

    private void streamEnded() {
        if (ended || relay == null) {
            return;
        }
        relay.end();
        afterFrames();
    }

    private void afterFrames() {
        StreamRelay frames = Objects.requireNonNull(relay);
        OpenAiUsageReader read = Objects.requireNonNull(reader);
        if (frames.failed() && !reply.begun() && !read.contentSeen()) {
            ErrorEvidence evidence = read.failure();
            failed(
                    evidence == null
                            ? UpstreamFailure.cutOff()
                            : UpstreamFailure.of(
                                    upstream().deployment().provider().dialect(),
                                    200,
                                    UpstreamFailure.Headers.NONE,
                                    evidence),
                    null,
                    Buffer.buffer());
            return;
        }
        Buffer passed = frames.takePassed();
        if (passed.length() > 0) {
            if (firstByteNanos == 0) {
                firstByteNanos = System.nanoTime();
                reply.begin(call(), true);
                countForMarks();
            }
            pass(passed);
        }
        if (frames.ended()) {
            boolean whole = read.finished() || read.finishReason() != FinishReason.INCOMPLETE;
            if (whole && !frames.failed()) {
                settle(false);
            } else if (read.billable()) {
                cutOff(frames.failed() ? "upstream_failed" : "upstream_broke_off");
            } else {
                failed(UpstreamFailure.cutOff(), null, Buffer.buffer());
            }
        } else if (frames.finishing() && finishingNanos == 0) {
            finishingNanos = System.nanoTime();
        }
    }

    /// Gives bytes to the client as soon as the hold is durable (exactness C3), and no faster than
    /// it takes them.
    private void pass(Buffer bytes) {
        if (keepSent) {
            keep(bytes);
        }
        if (!holdDurable) {
            gated.appendBuffer(bytes);
            if (gated.length() > MAX_GATED && source != null) {
                source.pause();
            }
            return;
        }
        reply.write(bytes);
        if (reply.full() && source != null) {
            HttpClientResponse paused = source;
            paused.pause();
            reply.whenDrained(paused::resume);
        }
    }

    private void keep(Buffer bytes) {
        if (sent.length() + bytes.length() > MAX_JSON) {
            keepSent = false;
        } else {
            sent.appendBuffer(bytes);
        }
    }

    private void holdDurable() {
        holdDurable = true;
        if (gated.length() > 0) {
            reply.write(gated.copy());
            if (gated.length() > MAX_GATED && source != null) {
                source.resume();
            }
        }
    }

    // 4. settle, record

    /// The answer ended before the model had finished: what was said so far is settled.
    private void cutOff(String failure) {
        settle(failure, true);
    }

    private void settle(boolean cut) {
        settle(null, cut);
    }

    private void settle(@Nullable String failure, boolean cut) {
        ended = true;
        OpenAiUsageReader read = Objects.requireNonNull(reader);
        UpstreamCall served = upstream();
        attempts.add(served.ended(failure));
        if (failure == null) {
            edge.health().served(served.deployment());
        } else {
            served.cancel();
        }
        UsageFinding finding = read.usage(rules(served.deployment()));
        if (finding instanceof UsageFinding.Complete(Usage usage, _) && !cut) {
            settle(usage, read, false, false);
            return;
        }
        boolean capped = finding instanceof UsageFinding.Impossible;
        Model called = Objects.requireNonNull(model);
        edge.counting()
                .needed(() -> {
                    Usage counted = Counts.of(called, request.body(), read.text());
                    Usage usage = finding.orElse(counted);
                    edge.run(() -> settle(usage, read, capped, cut));
                });
    }

    private UsageRules rules(Deployment deployment) {
        return UsageRules.ofDialect(deployment.provider().dialect())
                .withLimits(
                        Objects.requireNonNull(model).contextWindow(),
                        new TokenCount(Math.multiplyExact(answerLimit, request.choices())));
    }

    private void settle(Usage usage, OpenAiUsageReader read, boolean capped, boolean cut) {
        AdmitOutcome.Admitted call = Objects.requireNonNull(admitted);
        Charge charge = Rater.rate(call.prices().sell(), usage);
        Money total = capped ? charge.total().min(call.held()) : charge.total();
        PriceList buy = call.prices().buy();
        String provider = upstream().deployment().provider().name();
        ProviderCost cost =
                buy == null ? null : new ProviderCost(provider, Rater.total(buy, usage));
        FinishReason reason = read.finishReason();
        var result =
                new Fact.Settlement(
                        usage,
                        read.reported(),
                        charge.lines(),
                        reason == FinishReason.INCOMPLETE
                                ? null
                                : reason.name().toLowerCase(java.util.Locale.ROOT),
                        attempts,
                        firstByteNanos == 0 ? null : Duration.ofNanos(firstByteNanos - beganNanos),
                        cut);
        Buffer last = relay == null ? Buffer.buffer() : relay.release(total, call.currency());
        if (cut && relay != null && !relay.failed()) {
            last.appendString(UpstreamErrors.inStream());
        }
        if (relay != null && keepSent) {
            keep(last);
        }
        if (keepSent && !cut && longJson == null) {
            var answer =
                    relay == null
                            ? new Answers.Answer(
                                    false, Objects.requireNonNull(collected).getBytes())
                            : new Answers.Answer(true, sent.getBytes());
            edge.blocking(
                            () -> {
                                edge.answers().put(call.call(), answer, edge.now());
                                return call;
                            })
                    .onComplete(_ -> record(call, total, result, cost, last, cut));
        } else {
            record(call, total, result, cost, last, cut);
        }
        edge.audit(this, Objects.requireNonNull(model), request.body(), usage, read.text());
    }

    private void record(
            AdmitOutcome.Admitted call,
            Money total,
            Fact.Settlement result,
            @Nullable ProviderCost cost,
            Buffer last,
            boolean cut) {
        var settled = edge.node().settle(call.call(), total, result, cost, edge.now());
        edge.meters().settled(System.nanoTime() - beganNanos);
        edge.durable(settled.sequence(), () -> finish(call, total, last, cut));
    }

    /// The settlement is durable: the client may see the end.
    private void finish(AdmitOutcome.Admitted call, Money total, Buffer last, boolean cut) {
        edge.closed(this);
        if (reply.gone()) {
            edge.node().delivered(call.call(), false, edge.now());
            return;
        }
        var written =
                relay != null
                        ? endStream(last)
                        : longJson != null
                                ? reply.end(longJson.rest())
                                : reply.answer(
                                        call.call(),
                                        total,
                                        call.currency(),
                                        Objects.requireNonNull(collected));
        written.onComplete(
                end -> edge.node().delivered(call.call(), end.succeeded() && !cut, edge.now()));
    }

    private io.vertx.core.Future<Void> endStream(Buffer last) {
        if (!reply.begun()) {
            reply.begin(call(), true);
        }
        return reply.end(last);
    }

    /// Frees the hold; the caller answers.
    private void release(String reason, boolean expired) {
        ended = true;
        edge.closed(this);
        edge.node().release(call(), reason, attempts, expired, edge.now());
        edge.meters().released(reason);
    }

    // What can happen at any time

    private void clientGone() {
        if (ended || admitted == null || finishingNanos > 0) {
            return;
        }
        if (relay == null
                || Objects.requireNonNull(model).onDisconnect() == Model.OnDisconnect.DRAIN) {
            if (source != null) {
                source.resume();
            }
            edge.drains(Objects.requireNonNull(admitted), this);
            return;
        }
        abandon("client_gone");
    }

    /// Stops reading the provider's answer and settles what was counted so far, or nothing if
    /// nothing came.
    void abandon(String reason) {
        if (ended || admitted == null) {
            return;
        }
        if (reader != null && reader.billable()) {
            cutOff(reason);
        } else {
            if (upstream != null) {
                attempts.add(upstream.ended(reason));
                upstream.cancel();
            }
            boolean expired = reason.equals("deadline");
            release(reason, expired);
            reply.error(expired ? UpstreamErrors.timeout() : Refusals.closed(), call());
        }
    }

    /// Called a few times a second while the call is open.
    void tick(long nowNanos) {
        if (ended || admitted == null) {
            return;
        }
        if (nowNanos >= deadlineNanos) {
            abandon("deadline");
        } else if (finishingNanos > 0 && nowNanos - finishingNanos > HELD_BACK.toNanos()) {
            upstream().cancel();
            settle(false);
        } else if (marks.due(nowNanos) && reader != null) {
            edge.node().mark(call(), marks.input(), marks.output(reader.text()), edge.now());
        } else if (!holdDurable && nowNanos - beganNanos > Edge.LAG_LIMIT.toNanos()) {
            abandon("journal_lags");
        }
    }

    private void countForMarks() {
        Model called = Objects.requireNonNull(model);
        edge.counting()
                .audit(() -> {
                    TokenCount input = Counts.input(called, request.body());
                    edge.run(() -> firstMark(input));
                });
    }

    private void firstMark(TokenCount input) {
        if (!ended && reader != null) {
            marks.begin(input, System.nanoTime());
            edge.node().mark(call(), input, marks.output(reader.text()), edge.now());
        }
    }

    CallId call() {
        return Objects.requireNonNull(admitted).call();
    }

    private UpstreamCall upstream() {
        return Objects.requireNonNull(upstream);
    }
}
