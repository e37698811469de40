package io.tokengrid.gateway;

import io.tokengrid.metering.UpstreamFailure;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What a provider's failure becomes at the edge, where its own words are not passed on.
final class UpstreamErrors {
    private static final String NOT_CHARGED = " Nothing was charged.";
    private static final int LONGEST_RETRY = 3_600;

    private UpstreamErrors() {}

    static ApiError of(UpstreamFailure failure) {
        return switch (failure.kind()) {
            case TIMEOUT -> timeout();
            case RATE_LIMIT ->
                    new ApiError(
                            ErrorCode.UPSTREAM_RATE_LIMIT,
                            "Every provider of this model is at its rate limit." + NOT_CHARGED,
                            null,
                            seconds(failure.retryAfter()));
            case OVERLOADED ->
                    new ApiError(
                            ErrorCode.UPSTREAM_OVERLOADED,
                            "Every provider of this model is overloaded." + NOT_CHARGED,
                            null,
                            seconds(failure.retryAfter()));
            case INVALID_REQUEST, CONTEXT_LENGTH, CONTENT_POLICY ->
                    ErrorCode.UPSTREAM_REFUSED.says(
                            "The provider refused the request." + NOT_CHARGED);
            case AUTH, INSUFFICIENT_QUOTA, SERVER_ERROR, PERMISSION, NOT_FOUND ->
                    ErrorCode.UPSTREAM_FAILED.says(
                            "No provider of this model could serve the request." + NOT_CHARGED);
        };
    }

    static ApiError timeout() {
        return ErrorCode.UPSTREAM_TIMEOUT.says(
                "The provider did not answer in time." + NOT_CHARGED);
    }

    /// What a client is told at the end of an answer that was cut off and charged.
    static ApiError charged(Cut cut) {
        return switch (cut) {
            case BROKE_OFF, FAILED ->
                    ErrorCode.UPSTREAM_BROKE_OFF.says(
                            "The provider broke off its answer; what came so far is charged.");
            case HOLD_ENDED ->
                    ErrorCode.INSUFFICIENT_BALANCE.says(
                            "The balance does not cover more of the answer; what came so far is"
                                    + " charged.");
            case DEADLINE ->
                    ErrorCode.UPSTREAM_TIMEOUT.says(
                            "The answer took too long; what came so far is charged.");
            case SHUTDOWN ->
                    ErrorCode.DRAINING.says(
                            "This node is shutting down; what came so far is charged.");
            case CLIENT_GONE -> ErrorCode.UPSTREAM_BROKE_OFF.says("The client is gone.");
        };
    }

    private static int seconds(@Nullable Duration wait) {
        return wait == null ? 1 : Math.clamp(wait.toSeconds(), 1, LONGEST_RETRY);
    }
}
