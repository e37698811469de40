package io.tokengrid.storage.postgres;

import io.tokengrid.journal.Fact;
import io.tokengrid.storage.Node;
import io.tokengrid.storage.Rounds;
import io.tokengrid.storage.StorageFullException;
import io.tokengrid.storage.segment.JournalFailed;
import io.tokengrid.units.CallId;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/// Rates settled calls again by the backdated rows of published books, one book after the other, in
/// the background. It goes by what is published, so it does not matter by whom, and by what is
/// folded: after a crash it looks at the book's calls once more, and those that were corrected for
/// it already, as their own facts say, are not corrected twice.
///
/// Calls that are open when a book is published keep theirs, and are rated again once they have
/// ended. Other books do not wait for them. But each call is reached by the earlier book first: the
/// later one may say what the call is charged already, and then nothing would tell the earlier one.
///
/// Thread-safe.
public final class ReRater implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ReRater.class.getName());
    private static final Duration EVERY = Duration.ofMillis(250);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /// Corrections by others wait for a page, and what is not folded yet is no more than one.
    private static final int PAGE = 2_000;

    private final Node node;
    private final Views views;
    private final Corrections corrections;
    private final InstantSource clock;
    private final Rounds rounds;

    /// Those that have begun and not ended, by the versions of their books.
    private final Map<Long, ReRatingRun> runs = new ConcurrentSkipListMap<>();

    private volatile boolean closing;

    /// The version up to which all have begun.
    private long begun = -1;

    private ReRater(Node node, Views views, Corrections corrections, InstantSource clock) {
        this.node = node;
        this.views = views;
        this.corrections = corrections;
        this.clock = clock;
        rounds = Rounds.start("tg-re-rate", EVERY, this::goesOn);
    }

    /// Begins, also with what was not finished before.
    public static ReRater start(
            Node node, Views views, Corrections corrections, InstantSource clock) {
        return new ReRater(node, views, corrections, clock);
    }

    /// All re-ratings, the newest book first: how far those have come that have not ended.
    public List<ReRating> all() {
        return views.reRatings(0).stream()
                .map(one -> {
                    ReRatingRun run = one.endedAt() == null ? runs.get(one.book()) : null;
                    return run == null ? one : run.progress();
                })
                .toList();
    }

    @Override
    public void close() {
        closing = true;
        rounds.close();
    }

    private boolean goesOn() {
        try {
            long version = node.book().version();
            if ((version == begun && runs.isEmpty()) || !awaitFolded()) {
                return !closing;
            }
            if (version != begun) {
                for (ReRating one : views.reRatings(0).reversed()) {
                    if (one.endedAt() == null) {
                        runs.computeIfAbsent(
                                one.book(), _ -> new ReRatingRun(one, views.backdating(one)));
                    }
                }
                begun = version;
            }
            // In this order: whatever is not open now is folded below. And at one moment for all:
            // no book reaches a call that the books before it have not reached.
            node.read(state -> {
                runs.values().forEach(run -> run.look(state));
                return runs.size();
            });
            if (awaitFolded()) {
                for (ReRatingRun run : runs.values()) {
                    if (!goOn(run)) {
                        break;
                    }
                }
            }
        } catch (ViewsUnavailable | StorageFullException e) {
            LOG.log(Level.DEBUG, "re-rating waits: {0}", e.getMessage());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        } catch (JournalFailed e) {
            return false;
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "nothing is rated again any more until the next start", e);
            return false;
        }
        return !closing;
    }

    /// Waits until all is folded that happened so far.
    private boolean awaitFolded() throws InterruptedException {
        return views.awaitFolded(node.read(_ -> node.journal().lastSequence()), PATIENCE);
    }

    /// @return whether it has reached all calls that have ended
    private boolean goOn(ReRatingRun run) throws InterruptedException {
        if (!run.isRead()) {
            run.expect(views.count(run.touched()));
        }
        while (!run.isRead()) {
            if (closing) {
                return false;
            }
            run.note(corrections.correct(() -> run.page(views, PAGE), run.cause(), run));
        }
        for (CallId call : run.ended()) {
            run.ended(call, corrections.correct(call, run.cause(), run));
        }
        if (run.isDone()) {
            long ended = node.rerated(new Fact.Rerated(run.book(), run.tally(), clock.instant()));
            if (views.awaitFolded(ended, PATIENCE)) {
                runs.remove(run.book());
            }
        }
        return true;
    }
}
