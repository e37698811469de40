package io.tokengrid.gateway;

import org.jspecify.annotations.Nullable;

/// An answer that is no answer, in OpenAI's form.
///
/// @param kind its row in the table
/// @param message for people: what is wrong and what to do
/// @param param the field at fault; null if there is none
/// @param retryAfter seconds until a retry may help, where the kind says that one may
record ApiError(ErrorCode kind, String message, @Nullable String param, int retryAfter) {
    /// The body, as OpenAI's clients read it.
    String toJson() {
        var out = new StringBuilder(160).append("{\"error\":{\"message\":");
        Json.quote(message, out).append(",\"type\":");
        Json.quote(kind.type(), out).append(",\"param\":");
        if (param == null) {
            out.append("null");
        } else {
            Json.quote(param, out);
        }
        out.append(",\"code\":");
        return Json.quote(kind.code(), out).append("}}").toString();
    }

    /// The frame that ends a stream.
    String toFrame() {
        return "data: " + toJson() + "\n\n";
    }
}
