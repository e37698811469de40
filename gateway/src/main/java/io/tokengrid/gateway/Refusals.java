package io.tokengrid.gateway;

import io.tokengrid.ledger.HoldOutcome;
import io.tokengrid.ledger.Refusal;
import io.tokengrid.storage.AdmitOutcome;
import io.tokengrid.units.CallId;

/// The one table of what a refusal becomes at the edge (`docs/reference/refusals.md`).
final class Refusals {
    private Refusals() {}

    static ApiError of(HoldOutcome.Refused refused) {
        String message = refused.detail();
        return switch (refused.reason()) {
            case KEY_UNKNOWN -> ApiError.unauthorized();
            case KEY_REVOKED -> error(401, "invalid_request_error", "key_revoked", message);
            case KEY_EXPIRED -> error(401, "invalid_request_error", "key_expired", message);
            case MODEL_NOT_ALLOWED ->
                    error(403, "invalid_request_error", "model_not_allowed", message);
            case CURRENCY_MISMATCH ->
                    error(422, "invalid_request_error", "currency_mismatch", message);
            case NO_BUDGET -> error(403, "insufficient_quota", "no_budget", message);
            case RECEIVABLE_DUE -> error(402, "insufficient_quota", "receivable_due", message);
            case BUDGET_EXCEEDED -> error(402, "insufficient_quota", "budget_exceeded", message);
            case INSUFFICIENT_BALANCE ->
                    error(402, "insufficient_quota", "insufficient_balance", message);
            case BUDGET_HELD, BALANCE_HELD -> held(refused.reason(), message);
        };
    }

    static ApiError inProgress(CallId call) {
        return new ApiError(
                409,
                "invalid_request_error",
                "idempotency_in_progress",
                "A request with this idempotency key is being served as " + call + ".",
                null,
                1);
    }

    static ApiError mismatch(CallId call) {
        return error(
                422,
                "invalid_request_error",
                "idempotency_mismatch",
                "This idempotency key was used for another request, served as " + call + ".");
    }

    static ApiError answerGone(HoldOutcome.AlreadyCharged charged) {
        return error(
                410,
                "invalid_request_error",
                "idempotency_answer_gone",
                "The request was served as "
                        + charged.call()
                        + " and charged "
                        + charged.charge()
                        + "; its answer is no longer kept.");
    }

    static ApiError priceUnknown(String model) {
        return new ApiError(
                422,
                "invalid_request_error",
                "price_unknown",
                "The model '" + model + "' has no price now, so it cannot be called.",
                "model",
                ApiError.NEVER);
    }

    static ApiError storageFull() {
        return ApiError.overloaded(
                "storage_full", "The journal has no room for another call. Nothing was charged.");
    }

    static ApiError closed() {
        return ApiError.overloaded("draining", "This node is shutting down. Try again.");
    }

    static ApiError waitedTooLong() {
        return held(Refusal.BALANCE_HELD, "Open calls hold the money that this call needs.");
    }

    private static ApiError held(Refusal reason, String message) {
        String code = reason == Refusal.BALANCE_HELD ? "balance_held" : "budget_held";
        return new ApiError(429, "rate_limit_error", code, message, null, 1);
    }

    private static ApiError error(int status, String type, String code, String message) {
        return new ApiError(status, type, code, message, null, ApiError.NEVER);
    }

    /// The error for an outcome that lets no call through and repeats none.
    static ApiError of(AdmitOutcome outcome, String model) {
        return switch (outcome) {
            case AdmitOutcome.NotHeld(HoldOutcome.Refused refused) -> of(refused);
            case AdmitOutcome.NotHeld(HoldOutcome.InProgress(CallId call)) -> inProgress(call);
            case AdmitOutcome.NotHeld(HoldOutcome.Mismatch(CallId call)) -> mismatch(call);
            case AdmitOutcome.NotHeld(HoldOutcome.AlreadyCharged charged) -> answerGone(charged);
            case AdmitOutcome.PriceUnknown() -> priceUnknown(model);
            case AdmitOutcome.StorageFull() -> storageFull();
            case AdmitOutcome.Closed() -> closed();
            case AdmitOutcome.NotHeld(HoldOutcome.Placed _),
                    AdmitOutcome.Admitted _,
                    AdmitOutcome.Waiting _ ->
                    throw new IllegalStateException("not a refusal: " + outcome);
        };
    }
}
