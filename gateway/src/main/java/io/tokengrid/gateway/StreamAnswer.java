package io.tokengrid.gateway;

import io.tokengrid.gateway.http.Bytes;
import io.tokengrid.metering.AnswerReader;
import io.tokengrid.metering.ErrorEvidence;
import io.tokengrid.metering.FinishReason;
import io.tokengrid.metering.OutputCount;
import io.tokengrid.metering.UpstreamFailure;

/// An answer in an event stream: [StreamRelay] takes its frames apart, this judges how it ends.
final class StreamAnswer implements ModelAnswer {
    private final String dialect;
    private final AnswerReader reader;
    private final StreamRelay relay;

    /// @param usageWanted whether the client asked for usage
    StreamAnswer(String dialect, AnswerReader reader, boolean usageWanted) {
        this.dialect = dialect;
        this.reader = reader;
        this.relay = new StreamRelay(reader, usageWanted);
    }

    @Override
    public Progress take(Bytes chunk) {
        relay.feed(chunk);
        return relay.ended() ? ended() : relay.holding() ? Progress.FINISHING : Progress.GOES_ON;
    }

    @Override
    public Progress end() {
        relay.end();
        return ended();
    }

    @Override
    public Progress brokeOff() {
        return ended();
    }

    private Progress ended() {
        if (relay.failed()) {
            return billable() ? new Progress.CutOff(Cut.FAILED) : new Progress.Failed(failure());
        }
        FinishReason reason = reader.finishReason();
        boolean silent = reason == FinishReason.ERROR && !reader.contentSeen();
        if (!silent && (reader.finished() || reason != FinishReason.INCOMPLETE)) {
            return Progress.WHOLE;
        }
        if (!billable()) {
            return new Progress.Failed(UpstreamFailure.cutOff());
        }
        // Some providers give no finish reason, but end with [DONE] when they are through.
        return relay.done() ? Progress.WHOLE : new Progress.CutOff(Cut.BROKE_OFF);
    }

    private UpstreamFailure failure() {
        ErrorEvidence evidence = reader.failure();
        return evidence == null
                ? UpstreamFailure.cutOff()
                : UpstreamFailure.of(dialect, 200, UpstreamFailure.Headers.NONE, evidence);
    }

    @Override
    public Bytes takePassed() {
        return relay.takePassed();
    }

    @Override
    public Bytes rest(Told told) {
        return relay.release(told);
    }

    /// Whether the provider itself told the client why the stream ends early.
    boolean explained() {
        return relay.explained();
    }

    @Override
    public boolean billable() {
        return reader.billable();
    }

    @Override
    public AnswerReader reader() {
        return reader;
    }

    @Override
    public OutputCount counted() {
        return reader.text().count();
    }

    @Override
    public boolean takesLong() {
        return reader.text().takesLong();
    }

    @Override
    public boolean isRead() {
        return true;
    }
}
