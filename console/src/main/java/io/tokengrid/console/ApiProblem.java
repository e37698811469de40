package io.tokengrid.console;

import java.util.Map;

/// A request that is not carried out, as the client reads it.
final class ApiProblem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;
    private final String hint;
    private final transient Map<String, String> headers;

    private ApiProblem(
            int status, String code, String message, String hint, Map<String, String> headers) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
        this.hint = hint;
        this.headers = headers;
    }

    /// A field of the body, or the body itself, is not what it should be.
    static ApiProblem invalid(String code, String message, String hint) {
        return new ApiProblem(400, code, message, hint, Map.of());
    }

    static ApiProblem unauthorized(String hint) {
        return new ApiProblem(
                401,
                "unauthorized",
                "The key is missing or not known.",
                hint,
                Map.of("www-authenticate", "Bearer"));
    }

    static ApiProblem notFound(String message, String hint) {
        return new ApiProblem(404, "not_found", message, hint, Map.of());
    }

    static ApiProblem methodNotAllowed(String method, String path, String allowed) {
        return new ApiProblem(
                405,
                "method_not_allowed",
                Quoted.of(path) + " has no " + Quoted.of(method) + ".",
                "It has " + allowed + ".",
                Map.of("allow", allowed));
    }

    /// What is asked for contradicts what is.
    static ApiProblem conflict(String code, String message, String hint) {
        return new ApiProblem(409, code, message, hint, Map.of());
    }

    static ApiProblem bodyTooLarge(int limit) {
        return new ApiProblem(
                413,
                "body_too_large",
                "The body is larger than " + limit + " bytes.",
                "Send less at once.",
                Map.of());
    }

    static ApiProblem unsupportedMediaType(String type) {
        return new ApiProblem(
                415,
                "unsupported_media_type",
                "The body is said to be " + Quoted.of(type) + ".",
                "Send JSON with 'Content-Type: application/json'.",
                Map.of());
    }

    /// Something behind the API is away; a retry may help.
    static ApiProblem unavailable(String code, String message, String hint) {
        return new ApiProblem(503, code, message, hint, Map.of("retry-after", "1"));
    }

    static ApiProblem internal() {
        return new ApiProblem(
                500, "internal", "The request failed.", "The server's log says why.", Map.of());
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }

    String message() {
        return String.valueOf(getMessage());
    }

    /// What to do about it.
    String hint() {
        return hint;
    }

    Map<String, String> headers() {
        return headers;
    }
}
