package io.tokengrid.upstream;

import org.jspecify.annotations.Nullable;

/// OpenAI's error body.
final class ErrorBody {
    private ErrorBody() {}

    /// @param code null for the usual code of the status
    static String json(int status, String message, @Nullable String code) {
        return "{\"error\":{\"message\":"
                + Json.quote(message)
                + ",\"type\":\""
                + type(status)
                + "\",\"param\":null,\"code\":"
                + Json.quote(code == null ? code(status) : code)
                + "}}";
    }

    private static String type(int status) {
        return switch (status) {
            case 401 -> "authentication_error";
            case 403 -> "permission_error";
            case 429 -> "rate_limit_error";
            default -> status >= 500 ? "server_error" : "invalid_request_error";
        };
    }

    private static @Nullable String code(int status) {
        return switch (status) {
            case 400 -> "context_length_exceeded";
            case 401 -> "invalid_api_key";
            case 404 -> "not_found";
            case 413 -> "request_too_large";
            case 429 -> "rate_limit_exceeded";
            case 503 -> "overloaded";
            default -> status >= 500 ? "server_error" : null;
        };
    }
}
