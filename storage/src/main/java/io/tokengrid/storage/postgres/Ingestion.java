package io.tokengrid.storage.postgres;

import io.tokengrid.journal.CallRating;
import io.tokengrid.journal.CallRecord;
import io.tokengrid.journal.Fact;
import io.tokengrid.journal.UsageEvent;
import io.tokengrid.ledger.KeyView;
import io.tokengrid.ledger.LedgerConflict;
import io.tokengrid.ledger.Terms;
import io.tokengrid.metering.UsageUnit;
import io.tokengrid.rating.Charge;
import io.tokengrid.rating.Customer;
import io.tokengrid.rating.PriceBook;
import io.tokengrid.storage.Node;
import io.tokengrid.storage.WakeBy;
import io.tokengrid.storage.WakeOutcome;
import io.tokengrid.units.KeyId;
import io.tokengrid.units.Money;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The one door for usage that did not pass the gateway. An event is charged once for its name,
/// whoever sends it how often: names are looked up where they are folded, so batches are taken in
/// turns, each of which begins once the one before it is folded.
///
/// A batch is refused as a whole if anything about one of its events is wrong. If the program ends
/// while it records one, its first events may stand: the same batch sent again completes it.
///
/// Thread-safe and blocking: for the control plane. Throws [ViewsUnavailable] while the views are
/// away or behind, and [StorageFullException] if the journal has no room.
public final class Ingestion {
    /// Nothing that one event stands for comes to more.
    private static final Money MOST_CHARGE = Money.parse("1000000000");

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Node node;
    private final Views views;
    private final InstantSource clock;
    private final ReentrantLock turn = new ReentrantLock();
    private long last;

    public Ingestion(Node node, Views views, InstantSource clock) {
        this.node = node;
        this.views = views;
        this.clock = clock;
        last = node.read(_ -> node.journal().lastSequence());
    }

    /// What became of an event.
    ///
    /// @param repeated whether it had been recorded before
    public record Recorded(CallRecord call, boolean repeated) {}

    /// Why an event cannot be charged.
    public enum Reason {
        KEY_UNKNOWN,
        /// Another event of this name is recorded, or stands before it in the batch.
        CONFLICT,
        /// The book has no price for it, or for a part of it.
        PRICE_UNKNOWN,
        /// It comes to more than a billion.
        TOO_MUCH
    }

    /// @param event its place in the batch, from 0
    /// @param message what is wrong, as a sentence
    public record Problem(int event, Reason reason, String message) {}

    /// What became of a batch.
    public sealed interface Outcome {
        /// Another price book came into force meanwhile: some of the first events may be recorded,
        /// and the same batch again completes it.
        record PricesChanged() implements Outcome {}

        /// Nothing was recorded.
        record Refused(List<Problem> problems) implements Outcome {}

        /// @param events one for each, in order
        /// @param sequence to wait for; all of them are durable then
        record Taken(List<Recorded> events, long sequence) implements Outcome {}
    }

    /// Records the events of a batch that are new, rated by the book in force at the prices of the
    /// instants at which they were used.
    public Outcome ingest(List<UsageEvent> events) {
        turn.lock();
        try {
            awaitFolded();
            return new Batch(events).take();
        } finally {
            turn.unlock();
        }
    }

    private void awaitFolded() {
        try {
            if (!views.awaitFolded(last, PATIENCE)) {
                throw new ViewsUnavailable("the views are behind");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ViewsUnavailable("the node stops");
        }
    }

    /// An event that is new, ready to be recorded.
    private record Rated(UsageEvent event, Fact.Admission call, CallRating.Rated rated) {}

    /// One batch at work.
    private final class Batch {
        private final List<UsageEvent> events;
        private final PriceBook book = node.book();
        private final Map<KeyId, KeyView> keys = new HashMap<>();
        private final List<Problem> problems = new ArrayList<>();

        Batch(List<UsageEvent> events) {
            this.events = events;
        }

        Outcome take() {
            List<UsageEventRows.@Nullable Owned> owned = owned();
            Map<UsageEventRows.Owned, CallRecord> known =
                    views.usageEvents(
                            owned.stream().flatMap(Stream::ofNullable).distinct().toList());
            Map<UsageEventRows.Owned, Rated> fresh = new HashMap<>();
            for (int i = 0; i < events.size(); i++) {
                UsageEventRows.Owned name = owned.get(i);
                if (name != null) {
                    UsageEvent before = before(name, known, fresh);
                    if (before == null) {
                        Rated rated = rate(i);
                        if (rated != null) {
                            fresh.put(name, rated);
                        }
                    } else if (!before.equals(events.get(i))) {
                        problem(i, Reason.CONFLICT, "Another event is called " + name.name());
                    }
                }
            }
            return problems.isEmpty() ? record(owned, known, fresh) : new Outcome.Refused(problems);
        }

        /// Whose each event is; null where that is not known.
        private List<UsageEventRows.@Nullable Owned> owned() {
            List<UsageEventRows.@Nullable Owned> owned = new ArrayList<>();
            for (int i = 0; i < events.size(); i++) {
                KeyView key = keys.computeIfAbsent(events.get(i).key(), this::key);
                if (key == null) {
                    problem(i, Reason.KEY_UNKNOWN, "There is no " + events.get(i).key());
                }
                owned.add(
                        key == null
                                ? null
                                : new UsageEventRows.Owned(
                                        key.organization(), events.get(i).name()));
            }
            return owned;
        }

        private @Nullable KeyView key(KeyId id) {
            var by = new WakeBy.Key(id);
            if (!node.hears(by, clock.instant())
                    && node.wakes().await(by, PATIENCE)
                            instanceof WakeOutcome.Unavailable(String why)) {
                throw new ViewsUnavailable(id + " is at rest and cannot be loaded: " + why);
            }
            return node.read(state -> state.ledger().key(id));
        }

        private @Nullable UsageEvent before(
                UsageEventRows.Owned name,
                Map<UsageEventRows.Owned, CallRecord> known,
                Map<UsageEventRows.Owned, Rated> fresh) {
            CallRecord call = known.get(name);
            Rated rated = fresh.get(name);
            return call != null && call.ingested() != null
                    ? call.ingested().event()
                    : rated == null ? null : rated.event();
        }

        private @Nullable Rated rate(int index) {
            UsageEvent event = events.get(index);
            KeyView key = Objects.requireNonNull(keys.get(event.key()));
            Terms terms =
                    Objects.requireNonNull(
                            node.read(state -> state.ledger().terms(key.organization())));
            var customer = new Customer(key.organization(), terms.priceGroups(), terms.currency());
            CallRating.Rated rated;
            try {
                rated = CallRating.rate(book, event.facts(customer), event.usage(), event.units());
            } catch (ArithmeticException e) {
                problem(index, Reason.TOO_MUCH, "It comes to more than can be counted");
                return null;
            }
            if (rated.charge().total().compareTo(MOST_CHARGE) > 0) {
                problem(
                        index,
                        Reason.TOO_MUCH,
                        "It comes to " + rated.charge().total() + " " + customer.currency());
                return null;
            }
            if (rated.prices() == null) {
                problem(
                        index,
                        Reason.PRICE_UNKNOWN,
                        "There is no price for '"
                                + event.model()
                                + "' in "
                                + customer.currency()
                                + " at "
                                + event.used());
                return null;
            }
            String unpriced = unpriced(rated.charge());
            if (!unpriced.isEmpty()) {
                problem(
                        index,
                        Reason.PRICE_UNKNOWN,
                        "'" + event.model() + "' has no price for " + unpriced);
                return null;
            }
            var call =
                    new Fact.Admission(
                            key.organization(),
                            terms.priceGroups(),
                            key.costCentre(),
                            terms.currency(),
                            event.model(),
                            event.provider(),
                            book.version(),
                            false,
                            event.usage().input(),
                            event.usage().output(),
                            event.until(),
                            Map.of());
            return new Rated(event, call, rated);
        }

        private Outcome record(
                List<UsageEventRows.@Nullable Owned> owned,
                Map<UsageEventRows.Owned, CallRecord> known,
                Map<UsageEventRows.Owned, Rated> fresh) {
            var recorded = new ArrayList<Recorded>();
            Map<UsageEventRows.Owned, CallRecord> calls = new HashMap<>(known);
            for (UsageEventRows.Owned name : owned) {
                UsageEventRows.Owned own = Objects.requireNonNull(name);
                CallRecord before = calls.get(own);
                if (before == null) {
                    CallRecord call = ingest(Objects.requireNonNull(fresh.get(own)));
                    if (call == null) {
                        return new Outcome.PricesChanged();
                    }
                    calls.put(own, call);
                    recorded.add(new Recorded(call, false));
                } else {
                    recorded.add(new Recorded(before, true));
                }
            }
            return new Outcome.Taken(recorded, last);
        }

        private @Nullable CallRecord ingest(Rated rated) {
            Node.@Nullable Ended<Fact.Ingested> ended;
            try {
                ended = node.ingest(rated.event(), rated.call(), rated.rated(), clock.instant());
            } catch (LedgerConflict e) {
                // It went to rest meanwhile: the same batch again wakes it.
                throw new ViewsUnavailable(rated.event().key() + " went to rest");
            }
            if (ended == null) {
                return null;
            }
            last = ended.sequence();
            return Objects.requireNonNull(CallRecord.begunBy(ended.fact()));
        }

        private void problem(int event, Reason reason, String message) {
            problems.add(new Problem(event, reason, message + "."));
        }
    }

    /// What has no price, in words. A request without a price is free.
    private static String unpriced(Charge charge) {
        return Stream.concat(
                        charge.unpriced().stream().map(of -> of.tokenClass().key()),
                        charge.unpricedUnits().stream()
                                .map(Charge.UnpricedUnit::unit)
                                .map(UsageUnit::key))
                .collect(Collectors.joining(", "));
    }
}
