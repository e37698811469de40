package io.tokengrid.gateway.openai;

import org.jspecify.annotations.Nullable;

/// A body that is no chat request: what is wrong, and in which field.
public final class BadRequest extends Exception {
    private final String reason;
    private final @Nullable String param;

    BadRequest(String reason, @Nullable String param) {
        super(reason, null, false, false);
        this.reason = reason;
        this.param = param;
    }

    /// A sentence for the caller.
    public String reason() {
        return reason;
    }

    /// The field at fault; null if the body is no JSON object.
    public @Nullable String param() {
        return param;
    }
}
