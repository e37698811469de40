package io.tokengrid.gateway;

import io.tokengrid.gateway.http.Malformed;
import io.tokengrid.ledger.GrowthOutcome;
import io.tokengrid.ledger.HoldOutcome;
import io.tokengrid.ledger.KeyView;
import io.tokengrid.ledger.Refusal;
import io.tokengrid.storage.AdmitOutcome;
import io.tokengrid.units.CallId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What a call is told that is not admitted; the table is [ErrorCode].
final class Refusals {
    private static final int SHOWN = 100;
    private static final String CHARGED_SO_FAR = " What came so far is charged.";

    private Refusals() {}

    static ApiError journalFailed() {
        return ErrorCode.JOURNAL_FAILED.says("This node cannot record calls any more. Try again.");
    }

    static ApiError draining() {
        return ErrorCode.DRAINING.says("This node is shutting down. Try again.");
    }

    static ApiError replicaUnavailable() {
        return ErrorCode.REPLICA_UNAVAILABLE.says(
                "This node's replica is away, so it can promise nothing. Nothing was charged. Try again.");
    }

    static ApiError overloaded() {
        return ErrorCode.OVERLOADED.says("Too many requests are being served. Try again.");
    }

    /// The account rests in the database, or may, and that cannot be asked now (exactness D3).
    static ApiError accountUnavailable() {
        return ErrorCode.ACCOUNT_UNAVAILABLE.says(
                "The account is at rest and cannot be loaded now. Try again.");
    }

    /// Why a key may not call at all; null if it may.
    static @Nullable ApiError ofKey(KeyView key, Instant now) {
        if (key.revokedAt() != null) {
            return ErrorCode.KEY_REVOKED.says("The API key was revoked.");
        }
        Instant expires = key.limits().expires();
        return expires == null || now.isBefore(expires)
                ? null
                : ErrorCode.KEY_EXPIRED.says("The API key expired at " + expires + ".");
    }

    static ApiError unauthorized() {
        return ErrorCode.INVALID_API_KEY.says(
                "Incorrect API key provided. Send it as 'Authorization: Bearer KEY'.");
    }

    /// What is told to who sent no request that is understood.
    static ApiError of(Malformed why) {
        return switch (why) {
            case SYNTAX ->
                    ErrorCode.MALFORMED_REQUEST.says(
                            "This is no HTTP/1.1 request that can be read in only one way.");
            case LINE_TOO_LONG ->
                    ErrorCode.TARGET_TOO_LONG.says("The request line is longer than 8 KiB.");
            case HEADER_TOO_LARGE ->
                    ErrorCode.HEADER_TOO_LARGE.says(
                            "The header has more than 32 KiB or 200 fields.");
            case VERSION ->
                    ErrorCode.HTTP_VERSION_NOT_SUPPORTED.says("Send the request as HTTP/1.1.");
        };
    }

    static ApiError bodyTooLarge(int limit) {
        return ErrorCode.BODY_TOO_LARGE.says("The body is larger than " + limit + " bytes.");
    }

    static ApiError bodyTimeout() {
        return ErrorCode.BODY_TIMEOUT.says("The body did not arrive in time.");
    }

    static ApiError invalid(String message, @Nullable String field) {
        return field == null
                ? ErrorCode.INVALID_REQUEST.says(message)
                : ErrorCode.INVALID_REQUEST.says(message, field);
    }

    static ApiError unknownModel(String model) {
        return ErrorCode.MODEL_NOT_FOUND.says(
                "The model '"
                        + shortened(model)
                        + "' does not exist. GET /v1/models lists those that do.",
                "model");
    }

    /// The day of a model has come after which it cannot be called.
    static ApiError modelGone(Model model) {
        String successor = model.lifecycle().successor();
        return ErrorCode.MODEL_GONE.says(
                "The model '"
                        + model.name()
                        + "' was retired at "
                        + model.lifecycle().retires()
                        + "."
                        + (successor == null ? "" : " Call '" + successor + "' instead."),
                "model");
    }

    static ApiError unknownPath(String method, String path) {
        return ErrorCode.UNKNOWN_URL.says("There is no " + method + " " + shortened(path) + ".");
    }

    static ApiError inputUnbounded() {
        return ErrorCode.INPUT_UNBOUNDED.says(
                "The messages contain files or videos, and the model has no 'context-window' that"
                        + " bounds them.",
                "messages");
    }

    /// The error for an outcome that lets no call through and repeats none.
    static ApiError of(AdmitOutcome outcome, String model) {
        return switch (outcome) {
            case AdmitOutcome.NotHeld(HoldOutcome.Refused refused) -> of(refused);
            case AdmitOutcome.NotHeld(HoldOutcome.InProgress(CallId call)) ->
                    ErrorCode.IDEMPOTENCY_IN_PROGRESS.says(
                            "A request with this idempotency key is being served as " + call + ".");
            case AdmitOutcome.NotHeld(HoldOutcome.Mismatch(CallId call)) ->
                    ErrorCode.IDEMPOTENCY_MISMATCH.says(
                            "This idempotency key was used for another request, served as "
                                    + call
                                    + ".");
            case AdmitOutcome.NotHeld(HoldOutcome.AlreadyCharged charged) -> answerGone(charged);
            case AdmitOutcome.PriceUnknown() ->
                    ErrorCode.PRICE_UNKNOWN.says(
                            "The model '" + model + "' has no price now, so it cannot be called.",
                            "model");
            case AdmitOutcome.TooLarge() ->
                    ErrorCode.INVALID_REQUEST.says(
                            "The call's limits are more tokens than can be counted.");
            case AdmitOutcome.StorageFull() ->
                    ErrorCode.STORAGE_FULL.says(
                            "The journal has no room for another call. Nothing was charged.");
            case AdmitOutcome.Closed() -> draining();
            case AdmitOutcome.NotHeld(HoldOutcome.Placed _),
                    AdmitOutcome.Admitted _,
                    AdmitOutcome.Waiting _ ->
                    throw new IllegalStateException("not a refusal: " + outcome);
        };
    }

    /// Whether a smaller hold could have been placed, or can be sooner.
    static boolean lacksMoney(AdmitOutcome outcome) {
        return outcome instanceof AdmitOutcome.Waiting
                || (outcome instanceof AdmitOutcome.NotHeld(HoldOutcome.Refused refused)
                        && switch (refused.reason()) {
                            case BUDGET_EXCEEDED,
                                    PLAN_EXHAUSTED,
                                    INSUFFICIENT_BALANCE,
                                    BUDGET_HELD,
                                    BALANCE_HELD ->
                                    true;
                            case KEY_UNKNOWN,
                                    KEY_REVOKED,
                                    KEY_EXPIRED,
                                    MODEL_NOT_ALLOWED,
                                    CURRENCY_MISMATCH,
                                    NO_BUDGET,
                                    RECEIVABLE_DUE ->
                                    false;
                        });
    }

    /// What the ledger refused; its own sentence goes on to the client.
    static ApiError of(HoldOutcome.Refused refused) {
        if (refused.reason() == Refusal.KEY_UNKNOWN) {
            return accountUnavailable();
        }
        return codeOf(refused.reason()).says(refused.detail());
    }

    /// Why a stream ends whose hold could not grow.
    static ApiError of(GrowthOutcome.Refused refused) {
        return codeOf(refused.reason()).says(refused.detail() + CHARGED_SO_FAR);
    }

    /// Why a stream ends whose hold cannot be recorded.
    static ApiError storageFull() {
        return ErrorCode.STORAGE_FULL.says(
                "The journal has no room for more of the answer." + CHARGED_SO_FAR);
    }

    private static ErrorCode codeOf(Refusal reason) {
        return switch (reason) {
            // Who called was found before, and keys do not vanish: the account went to rest since.
            case KEY_UNKNOWN -> ErrorCode.ACCOUNT_UNAVAILABLE;
            case KEY_REVOKED -> ErrorCode.KEY_REVOKED;
            case KEY_EXPIRED -> ErrorCode.KEY_EXPIRED;
            case MODEL_NOT_ALLOWED -> ErrorCode.MODEL_NOT_ALLOWED;
            case CURRENCY_MISMATCH -> ErrorCode.CURRENCY_MISMATCH;
            case NO_BUDGET -> ErrorCode.NO_BUDGET;
            case RECEIVABLE_DUE -> ErrorCode.RECEIVABLE_DUE;
            case BUDGET_EXCEEDED -> ErrorCode.BUDGET_EXCEEDED;
            case PLAN_EXHAUSTED -> ErrorCode.PLAN_EXHAUSTED;
            case INSUFFICIENT_BALANCE -> ErrorCode.INSUFFICIENT_BALANCE;
            case BUDGET_HELD -> ErrorCode.BUDGET_HELD;
            case BALANCE_HELD -> ErrorCode.BALANCE_HELD;
        };
    }

    static ApiError answerGone(HoldOutcome.AlreadyCharged charged) {
        return ErrorCode.IDEMPOTENCY_ANSWER_GONE.says(
                "The request was served as "
                        + charged.call()
                        + " and charged "
                        + charged.charge()
                        + "; its answer was cut off or is no longer kept.");
    }

    static ApiError storageSlow() {
        return ErrorCode.STORAGE_SLOW.says(
                "The journal's disk does not keep up. Nothing was charged.");
    }

    private static String shortened(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
    }
}
