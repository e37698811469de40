package io.tokengrid.upstream;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// One call as the upstream saw it end.
///
/// @param model that the client named; empty if its request was not understood
/// @param status of the answer
/// @param usage counted, whatever was reported: none for a refused call, what was written for a
///   stream that was cut, all of it for a JSON answer that was cut
public record ServedCall(
        Ids ids, String model, boolean stream, Outcome outcome, int status, Usage usage) {

    /// The names of a call.
    ///
    /// @param answer `id` of the answer
    /// @param call request header x-tokengrid-call, if it came
    /// @param request the client's own id of the request (control `id`, header x-request-id), if
    ///   any
    public record Ids(String answer, @Nullable String call, @Nullable String request) {
        /// What tells attempts of one request from those of another.
        @Nullable String attempted() {
            return request != null ? request : call;
        }

        boolean hold(String id) {
            return id.equals(answer) || id.equals(call) || id.equals(request);
        }
    }

    /// How a call ended.
    public enum Outcome {
        /// Its last byte was written.
        COMPLETED,
        /// It ended before its last byte: by the client, or by a control.
        CUT,
        /// It was answered with an error; no tokens were used.
        REFUSED;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    String json() {
        return "{\"id\":"
                + Json.quote(ids.answer)
                + ",\"call\":"
                + Json.quote(ids.call)
                + ",\"request\":"
                + Json.quote(ids.request)
                + ",\"model\":"
                + Json.quote(model)
                + ",\"stream\":"
                + stream
                + ",\"outcome\":\""
                + outcome.word()
                + "\",\"status\":"
                + status
                + ","
                + Served.fields(usage)
                + '}';
    }
}
