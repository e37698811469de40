package io.tokengrid.gateway;

import io.tokengrid.gateway.http.Bytes;
import io.tokengrid.journal.Fact;
import io.tokengrid.metering.AnswerReader;
import io.tokengrid.metering.Dialect;
import io.tokengrid.metering.OutputText;
import io.tokengrid.metering.UpstreamFailure;
import io.tokengrid.storage.AdmitOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The tries of one call at its deployments, one after the other, until one serves: what each
/// answers, and what the journal will say of it. Once it was ended, nothing more is taken from a
/// provider. Confined to its event loop.
final class Tries implements UpstreamCall.Listener {
    private static final int MOST = 4;
    private static final String STALE = "stale_connection";

    private static final System.Logger LOG = System.getLogger(Tries.class.getName());

    private final Edge edge;
    private final Wish.Sound wish;
    private final AdmitOutcome.Admitted admitted;
    private final Valve valve;
    private final Buffers.Share memory;
    private final Consumer<Progress> then;
    private final long admittedNanos = System.nanoTime();
    private final List<Fact.Attempt> attempts = new ArrayList<>(1);

    // The deployment whose turn it is, and whether its kept connections are not to be trusted.
    private int turn;
    private boolean stale;

    // The try that is on.
    private @Nullable UpstreamCall upstream;
    private @Nullable ProviderAnswer arriving;
    private @Nullable ModelAnswer answer;
    private long firstByteNanos;
    private boolean over;

    /// @param then hears how the try that is on goes
    Tries(
            Edge edge,
            Wish.Sound wish,
            AdmitOutcome.Admitted admitted,
            Valve valve,
            Buffers.Share memory,
            Consumer<Progress> then) {
        this.edge = edge;
        this.wish = wish;
        this.admitted = admitted;
        this.valve = valve;
        this.memory = memory;
        this.then = then;
    }

    /// Asks the next deployment.
    void next() {
        edge.meters().forwarded(!attempts.isEmpty());
        arriving = null;
        Deployment deployment = wish.candidates().get(turn);
        upstream = new UpstreamCall(deployment, admittedNanos, this);
        upstream.send(edge.connections(), stale, admitted.call(), wish.bodyFor(deployment));
        stale = false;
    }

    /// Ends a try that failed; its deployment rests, and the next one has its turn. A connection
    /// that was stale is no failure of its deployment, which is asked again; the try stays in the
    /// record, since the provider may have read the request (decision 0004).
    ///
    /// @return the reason for the journal
    String failed(UpstreamFailure failure) {
        String kind = stale ? STALE : failure.kind().name().toLowerCase(Locale.ROOT);
        UpstreamCall tried = upstream();
        attempts.add(tried.ended(kind));
        tried.cancel();
        if (!stale) {
            turn++;
            boolean first =
                    edge.health()
                            .failed(
                                    tried.deployment(),
                                    failure.action(),
                                    failure.retryAfter(),
                                    System.nanoTime());
            if (first && failure.kind().fault() == UpstreamFailure.Fault.OPERATOR) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "provider {0}, model {1}: {2}; check its key, its account and the name of the model",
                        tried.deployment().provider().name(),
                        tried.deployment().model(),
                        kind);
            }
        }
        edge.meters().upstreamFailed(tried.deployment().provider().name(), kind);
        upstream = null;
        answer = null;
        firstByteNanos = 0;
        return "upstream_" + kind;
    }

    /// Whether another try may serve what one could not.
    boolean mayTryAgain(UpstreamFailure failure) {
        return failure.action() != UpstreamFailure.Action.RETURN
                && attempts.size() < MOST
                && turn < wish.candidates().size()
                && !valve.used();
    }

    /// Ends the last try: it served, as far as it did.
    ///
    /// @param cut why its answer ended too early; null if it did not
    void served(@Nullable Cut cut) {
        over = true;
        attempts.add(upstream().ended(cut == null ? null : cut.code()));
        if (cut == null) {
            edge.health().served(deployment());
        } else {
            upstream().cancel();
        }
    }

    /// Ends the tries without an answer, if one is on.
    ///
    /// @param why a stable word for the journal
    void stop(String why) {
        over = true;
        if (upstream != null) {
            attempts.add(upstream.ended(why));
            upstream.cancel();
        }
    }

    /// Closes the provider's connection unless its answer has ended.
    void hangUp() {
        if (upstream != null) {
            upstream.cancel();
        }
    }

    @Override
    public void noAnswer(UpstreamFailure failure) {
        if (!over) {
            then.accept(new Progress.Failed(failure));
        }
    }

    @Override
    public void staleConnection() {
        stale = true;
        noAnswer(UpstreamFailure.unreachable());
    }

    @Override
    public void answered(ProviderHead head) {
        valve.source(upstream());
        String dialect = deployment().provider().dialect();
        if (head.status() < 200 || head.status() >= 300) {
            arriving = new ErrorAnswer(dialect, head);
            return;
        }
        var request = wish.request();
        var reader =
                new AnswerReader(
                        Dialect.OPENAI, request.choices(), new OutputText(wish.model().counter()));
        answer =
                request.stream() && isEventStream(head)
                        ? new StreamAnswer(dialect, reader, request.includeUsage())
                        : new JsonAnswer(dialect, reader, memory::takeForAnswer);
        arriving = answer;
    }

    private static boolean isEventStream(ProviderHead head) {
        String type = head.header("content-type");
        return type == null || !type.startsWith("application/json");
    }

    @Override
    public void arrived(Bytes chunk) {
        if (!over) {
            if (firstByteNanos == 0) {
                firstByteNanos = System.nanoTime();
            }
            edge.stepClock().start();
            then.accept(arriving().take(chunk));
            edge.stepClock().stop();
        }
    }

    @Override
    public void ended() {
        if (!over) {
            edge.stepClock().start();
            then.accept(arriving().end());
            edge.stepClock().stop();
        }
    }

    @Override
    public void brokeOff() {
        if (!over) {
            then.accept(arriving().brokeOff());
        }
    }

    /// Whether a deployment is being asked.
    boolean isOn() {
        return upstream != null;
    }

    /// Whether the provider's last byte has come.
    boolean complete() {
        return upstream().complete();
    }

    /// The deployment that is asked, or that served.
    Deployment deployment() {
        return upstream().deployment();
    }

    /// What the model says; null as long as none does.
    @Nullable ModelAnswer answer() {
        return answer;
    }

    /// What a provider last said instead of an answer; null if it said nothing.
    @Nullable ErrorAnswer error() {
        return arriving instanceof ErrorAnswer error ? error : null;
    }

    List<Fact.Attempt> attempts() {
        return attempts;
    }

    /// From admission to the answer's first byte; null if there was none.
    @Nullable Duration firstByte() {
        return firstByteNanos == 0 ? null : Duration.ofNanos(firstByteNanos - admittedNanos);
    }

    /// Since the call was admitted.
    long nanos(long nowNanos) {
        return nowNanos - admittedNanos;
    }

    private UpstreamCall upstream() {
        return Objects.requireNonNull(upstream);
    }

    private ProviderAnswer arriving() {
        return Objects.requireNonNull(arriving);
    }
}
