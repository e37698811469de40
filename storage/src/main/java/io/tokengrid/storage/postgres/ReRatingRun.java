package io.tokengrid.storage.postgres;

import io.tokengrid.journal.Billed;
import io.tokengrid.journal.CallCorrection;
import io.tokengrid.journal.CallRecord;
import io.tokengrid.journal.Cause;
import io.tokengrid.journal.Fact;
import io.tokengrid.journal.NodeState;
import io.tokengrid.journal.RerateTally;
import io.tokengrid.journal.RerateTally.Difference;
import io.tokengrid.ledger.LedgerFact;
import io.tokengrid.rating.Backdating;
import io.tokengrid.units.CallId;
import io.tokengrid.units.CurrencyCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// How far the calls of one book are rated again; as a function, what a call is charged for by it,
/// or null if that is what it is charged for. For one thread, but for [#progress].
final class ReRatingRun implements Function<CallRecord, @Nullable Billed> {
    /// Calls of an earlier book were admitted before the next one was published, or so much later
    /// by a clock that was set back meanwhile.
    private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(10);

    private final ReRating of;
    private final Backdating backdating;
    private final Cause cause;

    private final Set<CallId> open = new HashSet<>();
    private final Set<CallId> ended = new HashSet<>();
    private boolean begun;
    private boolean read;
    private @Nullable CallRecord last;
    private @Nullable CallRecord pageEnd;
    private long pageUnpriced;

    private long total;
    private long calls;
    private long corrected;
    private long kept;
    private long unpriced;
    private final Map<CurrencyCode, Difference> differences = new HashMap<>();
    private final List<CallId> keptCalls = new ArrayList<>();
    private volatile ReRating progress;

    /// @param of what has not ended
    ReRatingRun(ReRating of, Backdating backdating) {
        this.of = of;
        this.backdating = backdating;
        cause = Cause.backdated(of.book());
        progress = of;
    }

    long book() {
        return of.book();
    }

    Cause cause() {
        return cause;
    }

    ReRating progress() {
        return progress;
    }

    /// Where they are.
    TouchedCalls touched() {
        return TouchedCalls.of(backdating, of.publishedAt().plus(CLOCKS_DIFFER));
    }

    /// Notes which calls are open, of those that the book may be about: at first all of them, which
    /// come after the settled ones; then which of those have ended since.
    void look(NodeState state) {
        ended.clear();
        if (begun) {
            open.stream().filter(call -> state.openCall(call) == null).forEach(ended::add);
        } else {
            open.addAll(open(state));
            begun = true;
        }
    }

    private List<CallId> open(NodeState state) {
        return state.openCalls().stream()
                .map(NodeState.OpenCall::admitted)
                .filter(call -> call.call().book() < of.book())
                .filter(call -> backdating.models().contains(call.call().model()))
                .filter(call -> !call.at().isBefore(backdating.since()))
                .map(call -> call.change().call())
                .toList();
    }

    /// Notes how many settled calls there are to be looked at.
    void expect(long settled) {
        total = settled;
        show();
    }

    /// Whether all settled calls were looked at.
    boolean isRead() {
        return read;
    }

    /// The next settled calls, without those that were open at the beginning.
    List<CallRecord> page(Views views, int size) {
        List<CallRecord> calls = views.settled(touched(), last, size);
        pageEnd = calls.isEmpty() ? null : calls.getLast();
        pageUnpriced = 0;
        return calls.stream().filter(call -> !open.contains(call.id())).toList();
    }

    /// What came of a page.
    void note(List<Corrections.Outcome> outcomes) {
        read = pageEnd == null;
        last = pageEnd;
        outcomes.forEach(this::note);
        show();
    }

    /// Those that were open at the beginning, and not when last looked at.
    List<CallId> ended() {
        return List.copyOf(ended);
    }

    /// Whether nothing is left to be looked at.
    boolean isDone() {
        return read && open.isEmpty();
    }

    /// What came of one that was open at the beginning.
    void ended(CallId call, Corrections.Outcome outcome) {
        open.remove(call);
        note(outcome);
        show();
    }

    RerateTally tally() {
        return new RerateTally(calls, corrected, kept, unpriced, differences, keptCalls);
    }

    @Override
    public @Nullable Billed apply(CallRecord call) {
        if (!CallCorrection.isAbout(backdating, call)) {
            return null;
        }
        Billed before = call.billed();
        Billed after = CallCorrection.by(call, backdating.book());
        if (after == null) {
            pageUnpriced++;
        }
        return after == null || before == null || after.same(before) ? null : after;
    }

    private void note(Corrections.Outcome outcome) {
        switch (outcome) {
            case Corrections.Outcome.Unchanged(CallRecord call) -> note(call);
            case Corrections.Outcome.Corrected(CallRecord call, _) -> note(call);
            case Corrections.Outcome.PaidByGrants(CallRecord call) -> {
                calls++;
                kept++;
                if (keptCalls.size() < RerateTally.MOST_NAMED) {
                    keptCalls.add(call.id());
                }
            }
            case Corrections.Outcome.Unknown _,
                    Corrections.Outcome.NotSettled _,
                    Corrections.Outcome.UnderPlan _ -> {}
        }
        unpriced += pageUnpriced;
        pageUnpriced = 0;
    }

    /// As its own facts say, so also what was corrected before a crash.
    private void note(CallRecord call) {
        if (call.admitted().call().book() >= of.book()) {
            return;
        }
        calls++;
        Fact.Corrected correction = call.correction(cause.reference());
        if (correction != null) {
            corrected++;
            LedgerFact.ChargeCorrected change = correction.change();
            differences.merge(
                    correction.correction().currency(),
                    new Difference(change.more(), change.owed()),
                    (some, more) ->
                            new Difference(
                                    some.more().plus(more.more()), some.owed().plus(more.owed())));
        }
    }

    private void show() {
        progress =
                new ReRating(
                        of.book(),
                        Math.max(total, calls + open.size()),
                        open.size(),
                        tally(),
                        of.publishedAt(),
                        null);
    }
}
