package io.tokengrid.gateway;

import io.tokengrid.gateway.http.AnswerHead;
import io.tokengrid.gateway.http.Bytes;
import io.tokengrid.gateway.http.Exchange;
import io.tokengrid.ledger.HoldOutcome;
import io.tokengrid.units.CallId;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Money;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What goes back to the client of a call. Once the client is gone, writing does nothing. Confined
/// to its event loop.
final class Reply {
    private static final AnswerHead.Name CALL = new AnswerHead.Name("x-tokengrid-call");
    private static final AnswerHead.Name REQUEST_ID = new AnswerHead.Name("x-request-id");
    private static final AnswerHead.Name CHARGE = new AnswerHead.Name("x-tokengrid-charge");
    private static final AnswerHead.Name CURRENCY = new AnswerHead.Name("x-tokengrid-currency");
    private static final AnswerHead.Name MODEL = new AnswerHead.Name("x-tokengrid-model");
    private static final AnswerHead.Name SUNSET = new AnswerHead.Name("sunset");
    private static final AnswerHead.Name SUCCESSOR = new AnswerHead.Name("x-tokengrid-successor");
    private static final AnswerHead.Name RETRY_AFTER = new AnswerHead.Name("retry-after");
    private static final AnswerHead.Name CONTENT_TYPE = new AnswerHead.Name("content-type");
    private static final AnswerHead.Field DO_NOT_RETRY =
            new AnswerHead.Field("x-should-retry", "false");
    private static final AnswerHead.Field REPLAYED =
            new AnswerHead.Field("x-tokengrid-replayed", "true");
    private static final AnswerHead.Field NO_CACHE =
            new AnswerHead.Field("cache-control", "no-cache");
    private static final AnswerHead.Field NO_BUFFERING =
            new AnswerHead.Field("x-accel-buffering", "no");
    private static final AnswerHead.Field JSON =
            new AnswerHead.Field("content-type", "application/json");
    private static final AnswerHead.Field STREAM =
            new AnswerHead.Field("content-type", "text/event-stream; charset=utf-8");

    /// RFC 9110, 5.6.7.
    private static final DateTimeFormatter HTTP_DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.ROOT);

    private final Exchange exchange;
    private Map<AnswerHead.Name, String> announced = Map.of();

    Reply(Exchange exchange) {
        this.exchange = exchange;
    }

    /// Runs once if the client leaves before the answer has ended.
    void whenGone(Runnable action) {
        exchange.whenGone(action);
    }

    boolean gone() {
        return exchange.gone();
    }

    /// Says which model is called, where the client used another name for it, and that its days are
    /// numbered (RFC 8594), in whatever the answer will be.
    void announce(String called, Model model, Instant now) {
        var fields = new LinkedHashMap<AnswerHead.Name, String>();
        if (!called.equals(model.name())) {
            fields.put(MODEL, model.name());
        }
        Lifecycle life = model.lifecycle();
        Instant retires = life.retires();
        if (life.at(now) == Lifecycle.State.RETIRING && retires != null) {
            fields.put(SUNSET, HTTP_DATE.format(retires.atOffset(ZoneOffset.UTC)));
            if (life.successor() != null) {
                fields.put(SUCCESSOR, life.successor());
            }
        }
        announced = fields;
    }

    void error(ApiError error, @Nullable CallId call) {
        error(error, error.toJson(), call);
    }

    /// The same in Anthropic's form.
    void anthropicError(ApiError error) {
        error(error, error.toAnthropicJson(), null);
    }

    private void error(ApiError error, String body, @Nullable CallId call) {
        AnswerHead head = identified(head(error.kind().status()).with(JSON), call);
        switch (error.kind().retry()) {
            case NEVER -> head.with(DO_NOT_RETRY);
            case SOON -> head.with(RETRY_AFTER, Integer.toString(error.retryAfter()));
            case OPEN -> {}
        }
        exchange.answer(head, Bytes.of(body));
    }

    /// An answer that is no call's.
    void json(String body) {
        exchange.answer(head(200).with(JSON), Bytes.of(body));
    }

    /// A provider's own error, passed on.
    void providersError(ErrorAnswer answer, CallId call) {
        String type = answer.contentType();
        AnswerHead head = head(answer.status());
        head = type == null ? head.with(JSON) : head.with(CONTENT_TYPE, type);
        exchange.answer(identified(head.with(DO_NOT_RETRY), call), answer.body());
    }

    /// A whole JSON answer with its charge.
    void answer(CallId call, Money charge, CurrencyCode currency, Bytes body, Exchange.Sent then) {
        AnswerHead head = identified(head(200).with(JSON), call);
        exchange.answer(charged(head, charge, currency), body, then);
    }

    /// An answer that was given before.
    void replay(
            HoldOutcome.AlreadyCharged charged,
            CurrencyCode currency,
            Answers.Answer answer,
            Exchange.Sent then) {
        AnswerHead head = head(200).with(answer.streamed() ? STREAM : JSON);
        identified(head, charged.call()).with(REPLAYED);
        exchange.answer(charged(head, charged.charge(), currency), Bytes.of(answer.body()), then);
    }

    /// Begins an answer whose length is not known.
    void begin(CallId call, boolean stream) {
        AnswerHead head = head(200);
        head = stream ? head.with(STREAM).with(NO_CACHE).with(NO_BUFFERING) : head.with(JSON);
        exchange.begin(identified(head, call));
    }

    boolean begun() {
        return exchange.begun();
    }

    void write(Bytes bytes) {
        exchange.write(bytes);
    }

    /// Whether the client takes less than it is given.
    boolean full() {
        return exchange.full();
    }

    void whenDrained(Runnable action) {
        exchange.whenDrained(action);
    }

    void end(Bytes last, Exchange.Sent then) {
        exchange.end(last, then);
    }

    /// Ends an answer that cannot be completed: the connection closes, so that the client knows.
    void abort() {
        exchange.abort();
    }

    private AnswerHead head(int status) {
        var head = new AnswerHead(status);
        announced.forEach(head::with);
        return head;
    }

    private static AnswerHead charged(AnswerHead head, Money charge, CurrencyCode currency) {
        return head.with(CHARGE, charge.toString()).with(CURRENCY, currency.code());
    }

    private static AnswerHead identified(AnswerHead head, @Nullable CallId call) {
        if (call != null) {
            String id = call.toString();
            head.with(CALL, id).with(REQUEST_ID, id);
        }
        return head;
    }
}
