package io.tokengrid.gateway;

import io.vertx.core.Context;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
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

    void route(HttpServerRequest request) {
        String path = request.path();
        switch (path == null ? "" : path) {
            case "/health/live" -> status(request, 200);
            case "/health/ready" -> status(request, gateway.ready() ? 200 : 503);
            case "/v1/models" -> models(request);
            default -> control(request);
        }
    }

    private static void status(HttpServerRequest request, int status) {
        request.response().setStatusCode(status).end();
    }

    private void models(HttpServerRequest request) {
        if (!HttpMethod.GET.equals(request.method())) {
            error(request, Refusals.unknownPath(request.method().name(), "/v1/models"));
            return;
        }
        Identity.find(
                request,
                gateway.node(),
                gateway.clock(),
                who -> {
                    switch (who) {
                        case Identity.Found.Barred(ApiError barred) -> error(request, barred);
                        case Identity.Found.Caller _ -> listModels(request);
                    }
                });
    }

    private void listModels(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        if (!response.closed()) {
            response.putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                    .end(ModelList.json(gateway.catalogue(), gateway.clock().instant()));
        }
    }

    private void control(HttpServerRequest request) {
        Context context = Objects.requireNonNull(Vertx.currentContext());
        BodyReader.read(
                request,
                MAX_CONTROL_BODY,
                _ -> true,
                body -> {
                    ControlRequest read = read(request, body);
                    if (read == null) {
                        send(request, BADLY_ENCODED);
                        return;
                    }
                    if (!places.tryAcquire()) {
                        error(request, Refusals.overloaded());
                        return;
                    }
                    threads.execute(() -> {
                        try {
                            ControlResponse response = answer(read);
                            context.runOnContext(_ -> send(request, response));
                        } finally {
                            places.release();
                        }
                    });
                },
                tooLarge -> error(request, tooLarge));
    }

    /// Null if the path or the query is not encoded as it must be.
    private static @Nullable ControlRequest read(HttpServerRequest request, byte[] body) {
        try {
            return new ControlRequest(
                    request.method().name(),
                    decoded(Objects.requireNonNullElse(request.path(), "")),
                    query(request.query()),
                    headers(request.headers()),
                    body);
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    private ControlResponse answer(ControlRequest request) {
        try {
            return control.handle(request);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "control request failed", e);
            return plain(500, "internal", "Something broke; the log says what.");
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

    private static void send(HttpServerRequest request, ControlResponse answer) {
        HttpServerResponse response = request.response();
        if (response.closed() || response.ended()) {
            return;
        }
        response.setStatusCode(answer.status());
        answer.headers().forEach(response::putHeader);
        response.end(Buffer.buffer(answer.body()));
    }

    private static void error(HttpServerRequest request, ApiError error) {
        new Reply(request).error(error, null);
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

    private static Map<String, String> headers(MultiMap headers) {
        var byName = new HashMap<String, String>();
        headers.forEach(
                header -> byName.put(header.getKey().toLowerCase(Locale.ROOT), header.getValue()));
        return byName;
    }

    @Override
    public void close() {
        threads.shutdown();
    }
}
