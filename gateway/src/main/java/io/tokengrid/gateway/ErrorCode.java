package io.tokengrid.gateway;

import java.util.Locale;

/// Every way in which the edge itself answers a call with an error, in order of precedence: when
/// several apply, the first is answered. `docs/reference/refusals.md` is this table for readers.
enum ErrorCode {
    // What was sent is no request.
    MALFORMED_REQUEST(400, Type.INVALID, Retry.NEVER),
    TARGET_TOO_LONG(414, Type.INVALID, Retry.NEVER),
    HEADER_TOO_LARGE(431, Type.INVALID, Retry.NEVER),
    HTTP_VERSION_NOT_SUPPORTED(505, Type.INVALID, Retry.NEVER),

    // The node takes no call.
    JOURNAL_FAILED(503, Type.SERVER, Retry.SOON),
    DRAINING(503, Type.SERVER, Retry.SOON),
    REPLICA_UNAVAILABLE(503, Type.SERVER, Retry.SOON),
    OVERLOADED(503, Type.SERVER, Retry.SOON),

    // Who calls.
    ACCOUNT_UNAVAILABLE(503, Type.SERVER, Retry.SOON),
    INVALID_API_KEY(401, Type.INVALID, Retry.NEVER),
    KEY_REVOKED(401, Type.INVALID, Retry.NEVER),
    KEY_EXPIRED(401, Type.INVALID, Retry.NEVER),

    // What the request says.
    BODY_TOO_LARGE(413, Type.INVALID, Retry.NEVER),
    BODY_TIMEOUT(408, Type.INVALID, Retry.OPEN),
    INVALID_REQUEST(400, Type.INVALID, Retry.NEVER),
    MODEL_NOT_FOUND(404, Type.INVALID, Retry.NEVER),
    MODEL_GONE(410, Type.INVALID, Retry.NEVER),
    INPUT_UNBOUNDED(400, Type.INVALID, Retry.NEVER),
    INVALID_IDEMPOTENCY_KEY(400, Type.INVALID, Retry.NEVER),
    INVALID_TAGS(400, Type.INVALID, Retry.NEVER),

    // What the ledger says, in the order of its own refusals.
    PRICE_UNKNOWN(422, Type.INVALID, Retry.NEVER),
    MODEL_NOT_ALLOWED(403, Type.INVALID, Retry.NEVER),
    IDEMPOTENCY_MISMATCH(422, Type.INVALID, Retry.NEVER),
    IDEMPOTENCY_IN_PROGRESS(409, Type.INVALID, Retry.SOON),
    IDEMPOTENCY_ANSWER_GONE(410, Type.INVALID, Retry.NEVER),
    CURRENCY_MISMATCH(422, Type.INVALID, Retry.NEVER),
    NO_BUDGET(403, Type.QUOTA, Retry.NEVER),
    RECEIVABLE_DUE(402, Type.QUOTA, Retry.NEVER),
    BUDGET_EXCEEDED(402, Type.QUOTA, Retry.NEVER),
    PLAN_EXHAUSTED(402, Type.QUOTA, Retry.NEVER),
    INSUFFICIENT_BALANCE(402, Type.QUOTA, Retry.NEVER),
    BUDGET_HELD(429, Type.RATE, Retry.SOON),
    BALANCE_HELD(429, Type.RATE, Retry.SOON),
    STORAGE_FULL(503, Type.SERVER, Retry.SOON),
    STORAGE_SLOW(503, Type.SERVER, Retry.SOON),

    // What became of it at the providers.
    UPSTREAM_REFUSED(400, Type.INVALID, Retry.NEVER),
    UPSTREAM_RATE_LIMIT(429, Type.RATE, Retry.SOON),
    UPSTREAM_OVERLOADED(503, Type.SERVER, Retry.SOON),
    UPSTREAM_FAILED(502, Type.SERVER, Retry.OPEN),
    UPSTREAM_BROKE_OFF(502, Type.SERVER, Retry.OPEN),
    UPSTREAM_TIMEOUT(504, Type.SERVER, Retry.OPEN),

    // Other paths.
    UNKNOWN_URL(404, Type.INVALID, Retry.NEVER);

    /// What a client that retries by itself is told.
    enum Retry {
        /// `x-should-retry: false`: the same request fails again.
        NEVER,
        /// `Retry-After`, in seconds.
        SOON,
        /// Nothing: the client decides.
        OPEN
    }

    /// OpenAI's classes of errors.
    private static final class Type {
        static final String INVALID = "invalid_request_error";
        static final String QUOTA = "insufficient_quota";
        static final String RATE = "rate_limit_error";
        static final String SERVER = "server_error";

        private Type() {}
    }

    private final int status;
    private final String type;
    private final Retry retry;
    private final String code = name().toLowerCase(Locale.ROOT);

    ErrorCode(int status, String type, Retry retry) {
        this.status = status;
        this.type = type;
        this.retry = retry;
    }

    int status() {
        return status;
    }

    String type() {
        return type;
    }

    Retry retry() {
        return retry;
    }

    /// The stable word in the body.
    String code() {
        return code;
    }

    ApiError says(String message) {
        return new ApiError(this, message, null, 1);
    }

    /// @param field the field at fault
    ApiError says(String message, String field) {
        return new ApiError(this, message, field, 1);
    }
}
