package io.tokengrid.gateway;

import io.tokengrid.ledger.HoldOutcome;
import io.tokengrid.units.CallId;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Money;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What goes back to the client of a call. Once the client is gone, writing does nothing. Confined
/// to its event loop.
final class Reply {
    private static final CharSequence CALL = HttpHeaders.createOptimized("x-tokengrid-call");
    private static final CharSequence REQUEST_ID = HttpHeaders.createOptimized("x-request-id");
    private static final CharSequence CHARGE = HttpHeaders.createOptimized("x-tokengrid-charge");
    private static final CharSequence CURRENCY =
            HttpHeaders.createOptimized("x-tokengrid-currency");
    private static final CharSequence SHOULD_RETRY = HttpHeaders.createOptimized("x-should-retry");
    private static final CharSequence REPLAYED =
            HttpHeaders.createOptimized("x-tokengrid-replayed");
    private static final CharSequence MODEL = HttpHeaders.createOptimized("x-tokengrid-model");
    private static final CharSequence SUNSET = HttpHeaders.createOptimized("sunset");
    private static final CharSequence SUCCESSOR =
            HttpHeaders.createOptimized("x-tokengrid-successor");

    /// RFC 9110, 5.6.7.
    private static final DateTimeFormatter HTTP_DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.ROOT);

    private static final CharSequence NO_BUFFERING =
            HttpHeaders.createOptimized("x-accel-buffering");
    private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
    private static final CharSequence STREAM =
            HttpHeaders.createOptimized("text/event-stream; charset=utf-8");

    private static final Future<Void> GONE = Future.failedFuture("the client is gone");

    private final HttpServerResponse response;
    private boolean gone;
    private @Nullable Runnable whenGone;

    Reply(HttpServerRequest request) {
        response = request.response();
        response.exceptionHandler(_ -> leave());
        response.closeHandler(_ -> leave());
    }

    /// Runs once if the client leaves before the answer has ended.
    void whenGone(Runnable action) {
        whenGone = action;
        if (gone) {
            action.run();
        }
    }

    boolean gone() {
        return gone || response.closed();
    }

    /// Says which model is called, where the client used another name for it, and that its days are
    /// numbered (RFC 8594), in whatever the answer will be.
    void announce(String called, Model model, Instant now) {
        if (gone() || response.headWritten()) {
            return;
        }
        if (!called.equals(model.name())) {
            response.putHeader(MODEL, model.name());
        }
        Lifecycle life = model.lifecycle();
        Instant retires = life.retires();
        if (life.at(now) == Lifecycle.State.RETIRING && retires != null) {
            response.putHeader(SUNSET, HTTP_DATE.format(retires.atOffset(ZoneOffset.UTC)));
            if (life.successor() != null) {
                response.putHeader(SUCCESSOR, life.successor());
            }
        }
    }

    void error(ApiError error, @Nullable CallId call) {
        error(error, error.toJson(), call);
    }

    /// The same in Anthropic's form.
    void anthropicError(ApiError error) {
        error(error, error.toAnthropicJson(), null);
    }

    private void error(ApiError error, String body, @Nullable CallId call) {
        if (gone() || response.headWritten()) {
            return;
        }
        response.setStatusCode(error.kind().status()).putHeader(HttpHeaders.CONTENT_TYPE, JSON);
        identify(call);
        switch (error.kind().retry()) {
            case NEVER -> response.putHeader(SHOULD_RETRY, "false");
            case SOON ->
                    response.putHeader(
                            HttpHeaders.RETRY_AFTER, Integer.toString(error.retryAfter()));
            case OPEN -> {}
        }
        response.end(body);
    }

    /// An answer that is no call's.
    void json(String body) {
        if (!gone()) {
            response.putHeader(HttpHeaders.CONTENT_TYPE, JSON).end(body);
        }
    }

    /// A provider's own error, passed on.
    void providersError(ErrorAnswer answer, CallId call) {
        if (gone() || response.headWritten()) {
            return;
        }
        String type = answer.contentType();
        response.setStatusCode(answer.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, type == null ? JSON : type)
                .putHeader(SHOULD_RETRY, "false");
        identify(call);
        response.end(answer.body());
    }

    /// A whole JSON answer with its charge.
    Future<Void> answer(CallId call, Money charge, CurrencyCode currency, Buffer body) {
        if (gone()) {
            return GONE;
        }
        response.putHeader(HttpHeaders.CONTENT_TYPE, JSON);
        identify(call);
        response.putHeader(CHARGE, charge.toString()).putHeader(CURRENCY, currency.code());
        return response.end(body);
    }

    /// An answer that was given before.
    Future<Void> replay(
            HoldOutcome.AlreadyCharged charged, CurrencyCode currency, Answers.Answer answer) {
        if (gone()) {
            return GONE;
        }
        response.putHeader(HttpHeaders.CONTENT_TYPE, answer.streamed() ? STREAM : JSON);
        identify(charged.call());
        response.putHeader(REPLAYED, "true")
                .putHeader(CHARGE, charged.charge().toString())
                .putHeader(CURRENCY, currency.code());
        return response.end(Buffer.buffer(answer.body()));
    }

    /// Begins an answer whose length is not known.
    void begin(CallId call, boolean stream) {
        response.setChunked(true);
        response.putHeader(HttpHeaders.CONTENT_TYPE, stream ? STREAM : JSON);
        if (stream) {
            response.putHeader(HttpHeaders.CACHE_CONTROL, "no-cache").putHeader(NO_BUFFERING, "no");
        }
        identify(call);
    }

    boolean begun() {
        return response.headWritten();
    }

    void write(Buffer bytes) {
        if (!gone() && bytes.length() > 0) {
            response.write(bytes);
        }
    }

    /// Whether the client takes less than it is given.
    boolean full() {
        return !gone() && response.writeQueueFull();
    }

    void whenDrained(Runnable action) {
        response.drainHandler(_ -> action.run());
    }

    Future<Void> end(Buffer last) {
        return gone() ? GONE : response.end(last);
    }

    /// Ends an answer that cannot be completed: the connection closes, so that the client knows.
    Future<Void> abort() {
        if (!gone()) {
            response.reset();
        }
        return GONE;
    }

    private void identify(@Nullable CallId call) {
        if (call != null) {
            String id = call.toString();
            response.putHeader(CALL, id).putHeader(REQUEST_ID, id);
        }
    }

    private void leave() {
        if (!gone && !response.ended()) {
            gone = true;
            if (whenGone != null) {
                whenGone.run();
            }
        }
    }
}
