package io.tokengrid.upstream;

import io.tokengrid.upstream.ServedCall.Ids;
import io.tokengrid.upstream.ServedCall.Outcome;

/// A call that the upstream is answering; tells [Served] once how it ended. Event loop only.
final class OpenCall {
    private final Served served;
    private final Ids ids;
    private final String model;
    private final boolean stream;
    private boolean ended;

    OpenCall(Served served, Ids ids, String model, boolean stream) {
        this.served = served;
        this.ids = ids;
        this.model = model;
        this.stream = stream;
        served.began();
    }

    void completed(Usage usage) {
        end(Outcome.COMPLETED, 200, usage);
    }

    void cut(Usage usage) {
        end(Outcome.CUT, 200, usage);
    }

    void refused(int status) {
        end(Outcome.REFUSED, status, Usage.NONE);
    }

    private void end(Outcome outcome, int status, Usage usage) {
        if (ended) {
            return;
        }
        ended = true;
        served.ended(new ServedCall(ids, model, stream, outcome, status, usage));
    }
}
