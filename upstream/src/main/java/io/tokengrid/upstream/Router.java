package io.tokengrid.upstream;

import io.netty.handler.codec.http.HttpMethod;
import io.tokengrid.metering.TokenCounter;
import io.tokengrid.metering.TokenCounters;
import io.tokengrid.upstream.ServedCall.Ids;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Decides what answers a request. Safe for all event loops.
final class Router {
    private final UpstreamOptions options;
    private final Script controls;
    private final Served served;
    private final Attempts attempts = new Attempts();
    private final AtomicLong calls = new AtomicLong();
    private final String series;

    /// @param series makes answer ids differ from those of other upstreams
    Router(UpstreamOptions options, Served served, String series) {
        this.options = options;
        this.served = served;
        this.series = series;
        controls = Script.NONE.with(options.controls());
    }

    Exchange route(Request request, Connection connection) {
        String path = request.path();
        if (path.equals("/v1/chat/completions") && request.method().equals(HttpMethod.POST)) {
            return chat(request, connection);
        }
        return new PlainExchange(connection, plain(request), request.keepAlive(), () -> {});
    }

    private Reply plain(Request request) {
        boolean get = request.method().equals(HttpMethod.GET);
        String path = request.path();
        if (path.equals("/v1/models") && get) {
            return Reply.json(200, models());
        }
        if (path.equals("/served") && get) {
            return Reply.json(200, served.json());
        }
        if (path.equals("/served") && request.method().equals(HttpMethod.DELETE)) {
            served.clear();
            return Reply.json(200, served.json());
        }
        if (path.equals("/served/calls") && get) {
            return Reply.json(200, array(served.calls()));
        }
        if (path.startsWith("/served/calls/") && get) {
            return Reply.json(200, array(served.find(path.substring("/served/calls/".length()))));
        }
        return Reply.error(404, "no " + request.method() + ' ' + path + " here", "not_found");
    }

    private static String array(Iterable<ServedCall> calls) {
        StringBuilder json = new StringBuilder("[");
        for (ServedCall call : calls) {
            json.append(json.length() == 1 ? "" : ",\n").append(call.json());
        }
        return json.append(']').toString();
    }

    private String models() {
        return options.models().stream()
                .map(model ->
                        "{\"id\":"
                                + Json.quote(model)
                                + ",\"object\":\"model\",\"created\":0,"
                                + "\"owned_by\":\"upstream\"}")
                .collect(Collectors.joining(",", "{\"object\":\"list\",\"data\":[", "]}"));
    }

    private Exchange chat(Request request, Connection connection) {
        if (options.apiKey() != null
                && !("Bearer " + options.apiKey()).equals(request.headers().get("authorization"))) {
            return refuse(request, connection, Reply.error(401, "wrong key", "invalid_api_key"));
        }
        ChatRequest chat;
        try {
            String header = request.headers().get("x-upstream");
            Script script = header == null ? controls : controls.with(header);
            chat = ChatRequestReader.read(request.body(), this::counter, script);
        } catch (BadRequest bad) {
            String message = String.valueOf(bad.getMessage());
            return refuse(request, connection, Reply.error(400, message, "invalid_request"));
        }
        Exchange exchange = chat(chat, request, connection);
        long delay = chat.script().whole(Control.DELAY_MS, 0);
        return delay == 0 ? exchange : new Delayed(connection, exchange, delay * 1_000_000);
    }

    private TokenCounter counter(String model) {
        String tokenizer = options.tokenizer();
        return tokenizer == null
                ? TokenCounters.shipped().forModel(model)
                : TokenCounters.shipped().forFamily(tokenizer);
    }

    private Exchange refuse(Request request, Connection connection, Reply reply) {
        OpenCall call = new OpenCall(served, ids(request, null, newId()), "", false);
        return refuse(request, connection, reply, call);
    }

    private static Exchange refuse(
            Request request, Connection connection, Reply reply, OpenCall call) {
        return new PlainExchange(
                connection, reply, request.keepAlive(), () -> call.refused(reply.status()));
    }

    private Exchange chat(ChatRequest chat, Request request, Connection connection) {
        long number = calls.incrementAndGet();
        String id = "chatcmpl-" + series + number;
        Ids ids = ids(request, chat.script().text(Control.ID), id);
        boolean stream = chat.delivery().stream();
        OpenCall call = new OpenCall(served, ids, chat.model(), stream);
        Reply failure = failure(chat.script(), ids.attempted());
        if (failure != null) {
            return refuse(request, connection, failure, call);
        }
        long created = System.currentTimeMillis() / 1000;
        Answer answer =
                Answer.to(chat, new Answer.Name(id, created), options.answerTokens(), number);
        return stream
                ? new StreamExchange(connection, request, answer, call)
                : new JsonExchange(connection, request, answer, call);
    }

    /// The error that the script asks for, if it asks for one at this attempt.
    private @Nullable Reply failure(Script script, @Nullable String request) {
        boolean first = script.has(Control.FAIL_FIRST);
        if (first && attempts.next(String.valueOf(request)) > script.small(Control.FAIL_FIRST, 0)) {
            return null;
        }
        String code = script.text(Control.CODE);
        if (script.is(Control.ERROR_IN_200)) {
            return Reply.json(200, ErrorBody.json(500, "the model failed", code));
        }
        if (!script.has(Control.STATUS) && !first) {
            return null;
        }
        int status = script.small(Control.STATUS, 503);
        String headers =
                script.has(Control.RETRY_AFTER)
                        ? "retry-after: " + script.whole(Control.RETRY_AFTER, 0) + "\r\n"
                        : "";
        String body = ErrorBody.json(status, "the script asks for status " + status, code);
        return new Reply(status, headers, body);
    }

    private Ids ids(Request request, @Nullable String scripted, String answer) {
        String own = request.headers().get("x-request-id");
        return new Ids(
                answer,
                request.headers().get("x-tokengrid-call"),
                scripted == null ? own : scripted);
    }

    private String newId() {
        return "refused-" + series + calls.incrementAndGet();
    }
}
