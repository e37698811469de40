package io.tokengrid.gateway;

import io.tokengrid.metering.UpstreamFailure;

/// What a provider's failure becomes at the edge, where its own words are not passed on.
final class UpstreamErrors {
    private static final String NOT_CHARGED = " Nothing was charged.";

    private UpstreamErrors() {}

    static ApiError of(UpstreamFailure failure) {
        return switch (failure.kind()) {
            case TIMEOUT -> timeout();
            case RATE_LIMIT ->
                    new ApiError(
                            429,
                            "rate_limit_error",
                            "upstream_rate_limit",
                            "Every provider of this model is at its rate limit." + NOT_CHARGED,
                            null,
                            failure.retryAfter() == null
                                    ? 1
                                    : Math.clamp(failure.retryAfter().toSeconds(), 1, 3_600));
            case OVERLOADED ->
                    new ApiError(
                            503,
                            "server_error",
                            "upstream_overloaded",
                            "Every provider of this model is overloaded." + NOT_CHARGED,
                            null,
                            1);
            case INVALID_REQUEST, CONTEXT_LENGTH, CONTENT_POLICY ->
                    new ApiError(
                            400,
                            "invalid_request_error",
                            "upstream_refused",
                            "The provider refused the request." + NOT_CHARGED,
                            null,
                            ApiError.NEVER);
            case AUTH, INSUFFICIENT_QUOTA, SERVER_ERROR, PERMISSION, NOT_FOUND ->
                    new ApiError(
                            502,
                            "server_error",
                            "upstream_failed",
                            "No provider of this model could serve the request." + NOT_CHARGED,
                            null,
                            0);
        };
    }

    static ApiError timeout() {
        return new ApiError(
                504,
                "server_error",
                "upstream_timeout",
                "The provider did not answer in time." + NOT_CHARGED,
                null,
                0);
    }

    /// The frame that ends a stream which the provider broke off.
    static String inStream() {
        return "data: "
                + new ApiError(
                                502,
                                "server_error",
                                "upstream_broke_off",
                                "The provider broke off its answer; what came so far is charged.",
                                null,
                                0)
                        .toJson()
                + "\n\n";
    }
}
