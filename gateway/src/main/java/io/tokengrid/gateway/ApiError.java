package io.tokengrid.gateway;

import org.jspecify.annotations.Nullable;

/// An answer that is no answer, in OpenAI's form.
///
/// @param status the HTTP status
/// @param type OpenAI's class of errors
/// @param code stable, for programs
/// @param message for people: what is wrong and what to do
/// @param param the field at fault; null if there is none
/// @param retryAfter seconds until a retry may help; 0 if the client is to decide, -1 if none helps
public record ApiError(
        int status,
        String type,
        String code,
        String message,
        @Nullable String param,
        int retryAfter) {
    static final int NEVER = -1;

    static ApiError invalid(String code, String message, @Nullable String param) {
        return new ApiError(400, "invalid_request_error", code, message, param, NEVER);
    }

    static ApiError unauthorized() {
        return new ApiError(
                401,
                "invalid_request_error",
                "invalid_api_key",
                "Incorrect API key provided. Send it as 'Authorization: Bearer KEY'.",
                null,
                NEVER);
    }

    static ApiError bodyTooLarge(int limit) {
        return new ApiError(
                413,
                "invalid_request_error",
                "body_too_large",
                "The body is larger than " + limit + " bytes.",
                null,
                NEVER);
    }

    static ApiError unknownModel(String model) {
        return new ApiError(
                404,
                "invalid_request_error",
                "model_not_found",
                "The model '"
                        + shortened(model)
                        + "' does not exist. GET /v1/models lists those that do.",
                "model",
                NEVER);
    }

    static ApiError unknownPath(String method, String path) {
        return new ApiError(
                404,
                "invalid_request_error",
                "unknown_url",
                "There is no " + method + " " + shortened(path) + " here.",
                null,
                NEVER);
    }

    static ApiError overloaded(String code, String message) {
        return new ApiError(503, "server_error", code, message, null, 1);
    }

    /// The body, as OpenAI's clients read it.
    String toJson() {
        var out = new StringBuilder(128).append("{\"error\":{\"message\":");
        Json.quote(message, out).append(",\"type\":");
        Json.quote(type, out).append(",\"param\":");
        if (param == null) {
            out.append("null");
        } else {
            Json.quote(param, out);
        }
        out.append(",\"code\":");
        return Json.quote(code, out).append("}}").toString();
    }

    private static String shortened(String text) {
        return text.length() <= 100 ? text : text.substring(0, 100) + "...";
    }
}
