package io.tokengrid.gateway;

import io.tokengrid.gateway.http.AnswerHead;
import io.tokengrid.gateway.http.Bytes;
import io.tokengrid.gateway.http.Exchange;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// All paths but the calls': health and models are answered on the loop, the control plane on a
/// virtual thread of its own for each request, of which only so many run at once.
final class Routes implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Routes.class.getName());
    private static final int MAX_CONTROL_BODY = 1 << 20;
    private static final int MAX_CONTROL_REQUESTS = 256;
    private static final ControlResponse BADLY_ENCODED =
            plain(
                    400,
                    "invalid_request",
                    "The request's path or query is not encoded as it must be.");

    private final Gateway gateway;
    private final ControlPlane control;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore places = new Semaphore(MAX_CONTROL_REQUESTS);

    Routes(Gateway gateway, ControlPlane control) {
        this.gateway = gateway;
        this.control = control;
    }

    void route(Exchange exchange, Edge edge) {
        switch (exchange.path()) {
            case "/health/live" -> status(exchange, 200);
            case "/health/ready" -> status(exchange, gateway.ready() ? 200 : 503);
            case "/v1/models" -> models(exchange, edge);
            default -> control(exchange, edge);
        }
    }

    private static void status(Exchange exchange, int status) {
        exchange.answer(new AnswerHead(status), new Bytes());
    }

    private void models(Exchange exchange, Edge edge) {
        if (!exchange.method().equals("GET")) {
            error(exchange, Refusals.unknownPath(exchange.method(), "/v1/models"));
            return;
        }
        Identity.find(
                exchange,
                edge,
                who -> {
                    switch (who) {
                        case Identity.Found.Barred(ApiError barred) -> error(exchange, barred);
                        case Identity.Found.Caller _ ->
                                new Reply(exchange)
                                        .json(ModelList.json(gateway.catalogue(), edge.now()));
                    }
                });
    }

    private void control(Exchange exchange, Edge edge) {
        BodyReader.read(
                exchange,
                MAX_CONTROL_BODY,
                _ -> true,
                body -> {
                    ControlRequest read = read(exchange, body);
                    if (read == null) {
                        Answer.of(BADLY_ENCODED).to(exchange, edge);
                    } else if (places.tryAcquire()) {
                        threads.execute(() -> {
                            try {
                                answer(read).to(exchange, edge);
                            } finally {
                                places.release();
                            }
                        });
                    } else {
                        error(exchange, Refusals.overloaded());
                    }
                },
                refused -> error(exchange, refused));
    }

    /// Null if the path or the query is not encoded as it must be.
    private static @Nullable ControlRequest read(Exchange exchange, byte[] body) {
        try {
            var headers = new HashMap<String, String>();
            exchange.eachHeader(headers::put);
            return new ControlRequest(
                    exchange.method(),
                    decoded(exchange.path()),
                    query(exchange.query()),
                    headers,
                    body);
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    /// An answer of the control plane, ready to be sent.
    private record Answer(AnswerHead head, Bytes body, @Nullable Path file) {
        /// @throws IllegalArgumentException if a header cannot be sent
        static Answer of(ControlResponse response) {
            var head = new AnswerHead(response.status());
            response.headers()
                    .forEach((name, value) -> head.with(new AnswerHead.Name(name), value));
            return new Answer(head, Bytes.of(response.body()), response.file());
        }

        /// Blocks for as long as a file is sent.
        void to(Exchange exchange, Edge edge) {
            if (file == null) {
                edge.run(() -> exchange.answer(head, body));
            } else {
                new FileAnswer(exchange, edge, head).send(file);
            }
        }
    }

    private Answer answer(ControlRequest request) {
        try {
            return Answer.of(control.handle(request));
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "control request failed", e);
            return Answer.of(plain(500, "internal", "Something broke; the log says what."));
        }
    }

    private static ControlResponse plain(int status, String code, String message) {
        var out = new StringBuilder("{\"error\":{\"code\":\"");
        out.append(code).append("\",\"message\":");
        Json.quote(message, out).append(",\"hint\":\"\"}}");
        return new ControlResponse(
                status,
                Map.of("content-type", "application/json"),
                out.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static void error(Exchange exchange, ApiError error) {
        new Reply(exchange).error(error, null);
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static Map<String, String> query(@Nullable String query) {
        var parameters = new HashMap<String, String>();
        if (query != null && !query.isEmpty()) {
            for (String pair : query.split("&", 100)) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                String value = equals < 0 ? "" : pair.substring(equals + 1);
                parameters.put(
                        URLDecoder.decode(name, StandardCharsets.UTF_8),
                        URLDecoder.decode(value, StandardCharsets.UTF_8));
            }
        }
        return parameters;
    }

    @Override
    public void close() {
        threads.shutdown();
    }
}
