package io.tokengrid.console;

import io.tokengrid.gateway.ControlPlane;
import io.tokengrid.gateway.ControlRequest;
import io.tokengrid.gateway.ControlResponse;
import io.tokengrid.ledger.KeyView;
import io.tokengrid.storage.postgres.ViewsUnavailable;
import io.tokengrid.units.Sha256;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The control plane: the admin API, what a key may read of its own, and the console's pages.
/// [Routes] lists the calls.
///
/// Blocks; thread-safe. A change is durable and in force when its answer is given.
public final class Console implements ControlPlane {
    private static final System.Logger LOG = System.getLogger(Console.class.getName());
    private static final int MAX_BODY = 1 << 20;
    private static final int MAX_UPLOAD = 16 << 20;
    private static final String ADMIN_HINT =
            "Send the admin key as 'Authorization: Bearer ADMIN-KEY'.";
    private static final String KEY_HINT = "Send the key as 'Authorization: Bearer KEY'.";

    private final Sleepers sleepers;
    private final Sha256 adminKey;
    private final @Nullable Sha256 usageKey;
    private final InstantSource clock;
    private final Router router;
    private final Pages pages = new Pages();
    private final JsonReader reader = new JsonReader();
    private final JsonWriter writer = new JsonWriter();

    public Console(ConsoleParts parts) {
        sleepers = new Sleepers(parts.store().node(), parts.clock());
        adminKey = parts.adminKey();
        usageKey = parts.usageKey();
        clock = parts.clock();
        router = new Router(Routes.of(parts));
    }

    @Override
    public ControlResponse handle(ControlRequest request) {
        try {
            return Pages.serves(request.path()) ? pages.handle(request) : call(request);
        } catch (ApiProblem problem) {
            return refused(request, problem);
        } catch (ViewsUnavailable e) {
            LOG.log(
                    Level.WARNING,
                    "{0} {1}: {2}",
                    request.method(),
                    request.path(),
                    e.getMessage());
            return refused(
                    request,
                    ApiProblem.unavailable(
                            "views_unavailable",
                            "The database of the views is away. Calls go on all the same.",
                            "Try again; GET /api/v1/status says how the views are."));
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, request.method() + " " + request.path() + " failed", e);
            return refused(request, ApiProblem.internal());
        }
    }

    /// Every call of the API, in the reference's order.
    List<Route> routes() {
        return router.routes();
    }

    private ControlResponse call(ControlRequest request) {
        List<Router.Match> matches = router.at(request.path());
        Access access = access(request, matches);
        if (access == Access.ADMIN) {
            requireAdmin(request);
        } else if (access == Access.USAGE && (usageKey == null || !presents(request, usageKey))) {
            requireAdmin(request);
        }
        Instant now = clock.instant();
        KeyView caller = access == Access.KEY ? caller(request, now) : null;
        Router.Match match = match(request, matches);
        Route route = match.route();
        requireKnown(request.query(), route);
        Object body = body(request, route);
        Reply reply =
                route.handler()
                        .handle(new Request(match.path(), request.query(), caller, now), body);
        return switch (reply.body()) {
            case Download download -> download(reply.status(), download);
            case FileDownload file -> file(reply.status(), file);
            default -> new ControlResponse(reply.status(), headers(), writer.write(reply.body()));
        };
    }

    private static ControlResponse file(int status, FileDownload file) {
        Map<String, String> headers = headers();
        headers.put("content-type", file.type());
        headers.put("content-disposition", "attachment; filename=\"" + file.name() + "\"");
        return ControlResponse.of(status, headers, file.content());
    }

    private static ControlResponse download(int status, Download download) {
        Map<String, String> headers = headers();
        headers.putAll(download.headers());
        headers.put("content-type", download.type());
        headers.put("content-disposition", "inline; filename=\"" + download.name() + "\"");
        return new ControlResponse(status, headers, download.bytes());
    }

    /// Who may learn whether there is such a path.
    private static Access access(ControlRequest request, List<Router.Match> matches) {
        if (!matches.isEmpty()) {
            return matches.getFirst().route().access();
        }
        return request.path().startsWith("/api/") ? Access.ADMIN : Access.OPEN;
    }

    private static Router.Match match(ControlRequest request, List<Router.Match> matches) {
        if (matches.isEmpty()) {
            throw ApiProblem.notFound(
                    "There is no " + Quoted.of(request.path()) + ".",
                    "GET /api/openapi.json describes what there is.");
        }
        for (Router.Match match : matches) {
            if (match.route().method().equals(request.method())) {
                return match;
            }
        }
        throw ApiProblem.methodNotAllowed(
                request.method(), request.path(), Router.allowed(matches));
    }

    private void requireAdmin(ControlRequest request) {
        if (!presents(request, adminKey)) {
            throw ApiProblem.unauthorized(ADMIN_HINT);
        }
    }

    /// Digests of equal length are compared in constant time, so that nothing is told of either.
    private static boolean presents(ControlRequest request, Sha256 key) {
        String presented = bearer(request);
        return presented != null
                && MessageDigest.isEqual(Secrets.hash(presented).toBytes(), key.toBytes());
    }

    private KeyView caller(ControlRequest request, Instant now) {
        String presented = bearer(request);
        if (presented == null) {
            presented = request.headers().get("x-api-key");
        }
        if (presented == null) {
            throw ApiProblem.unauthorized(KEY_HINT);
        }
        Sha256 secret = Secrets.hash(presented);
        KeyView key = sleepers.identify(secret);
        if (key == null || key.revokedAt() != null) {
            throw ApiProblem.unauthorized(KEY_HINT);
        }
        Instant expires = key.limits().expires();
        if (expires != null && !now.isBefore(expires)) {
            throw ApiProblem.unauthorized("The key expired at " + expires + ".");
        }
        return key;
    }

    private static @Nullable String bearer(ControlRequest request) {
        String header = request.headers().get("authorization");
        boolean bearer = header != null && header.regionMatches(true, 0, "Bearer ", 0, 7);
        return header == null || !bearer ? null : header.substring(7).strip();
    }

    private static void requireKnown(Map<String, String> query, Route route) {
        List<String> known = route.parameters().stream().map(p -> p.name()).toList();
        for (String name : query.keySet()) {
            if (!known.contains(name)) {
                throw ApiProblem.invalid(
                        "unknown_parameter",
                        "There is no parameter " + Quoted.of(name) + ".",
                        Nearest.hint(name, known));
            }
        }
    }

    private @Nullable Object body(ControlRequest request, Route route) {
        Class<?> type = route.body();
        int most = type == Upload.class ? MAX_UPLOAD : MAX_BODY;
        if (request.body().length > most) {
            throw ApiProblem.bodyTooLarge(most);
        }
        if (type == null) {
            // A body where none is read could be a wish that is not carried out.
            if (request.body().length > 0) {
                requireJson(request);
                reader.read(request.body(), NoField.class);
            }
            return null;
        }
        if (type == Upload.class) {
            return new Upload(request.body());
        }
        if (type == Document.class) {
            return new Document(new String(request.body(), StandardCharsets.UTF_8));
        }
        requireJson(request);
        return route.many()
                ? reader.readEach(request.body(), type)
                : reader.read(request.body(), type);
    }

    /// The body of a call that takes none.
    private record NoField() {}

    private static void requireJson(ControlRequest request) {
        String type = request.headers().get("content-type");
        if (type == null) {
            return;
        }
        String bare = type.split(";", -1)[0].strip().toLowerCase(Locale.ROOT);
        if (!bare.equals("application/json") && !bare.endsWith("+json")) {
            throw ApiProblem.unsupportedMediaType(type);
        }
    }

    private ControlResponse refused(ControlRequest request, ApiProblem problem) {
        var error = new LinkedHashMap<String, @Nullable Object>();
        error.put("code", problem.code());
        error.put("message", problem.message());
        error.put("hint", problem.hint());
        if (request.path().startsWith("/v1/")) {
            // The data plane's clients expect OpenAI's fields too.
            error.put("type", "invalid_request_error");
            error.put("param", null);
        }
        Map<String, String> headers = headers();
        headers.putAll(problem.headers());
        return new ControlResponse(problem.status(), headers, writer.write(Map.of("error", error)));
    }

    private static Map<String, String> headers() {
        var headers = new HashMap<String, String>();
        headers.put("content-type", "application/json");
        headers.put("cache-control", "no-store");
        headers.put("x-content-type-options", "nosniff");
        return headers;
    }
}
