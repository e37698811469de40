package io.tokengrid.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokengrid.journal.Billed;
import io.tokengrid.journal.CallCorrection;
import io.tokengrid.journal.CallRecord;
import io.tokengrid.journal.Cause;
import io.tokengrid.journal.Fact;
import io.tokengrid.journal.FactCodec;
import io.tokengrid.journal.Publisher;
import io.tokengrid.journal.RerateTally;
import io.tokengrid.ledger.CallTotals;
import io.tokengrid.ledger.Draws;
import io.tokengrid.metering.TokenClass;
import io.tokengrid.rating.Backdating;
import io.tokengrid.rating.PriceBook;
import io.tokengrid.rating.PriceList;
import io.tokengrid.rating.PriceRow;
import io.tokengrid.rating.Tariff;
import io.tokengrid.storage.segment.JournalReader;
import io.tokengrid.testing.Seeds;
import io.tokengrid.units.CallId;
import io.tokengrid.units.Money;
import io.tokengrid.units.Price;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// A book with backdated rows rates every call again that it is about, each once.
final class ReRaterTest {
    @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

    /// Rows of these are backdated; the third model keeps its prices.
    private static final List<String> BACKDATED = Traffic.MODELS.subList(0, 2);

    /// In the middle of the traffic.
    private static final Instant SINCE = FoldedNode.BEGIN.plus(Duration.ofMinutes(40));

    private static final InstantSource LATER =
            InstantSource.fixed(FoldedNode.BEGIN.plus(Duration.ofDays(1)));

    @TempDir Path folder;

    @Test
    void exactly_the_calls_since_then_come_to_what_the_book_says() {
        Seeds.play(3, random -> play(random, 0));
    }

    /// The process ends in the middle, wherever that is; the next one comes to the same.
    @Test
    void one_that_was_cut_off_is_finished_and_posts_nothing_twice() {
        Seeds.play(4, random -> play(random, 1 + random.nextInt(100)));
    }

    /// @param percent of the calls that were corrected when the process ended; 0 if it does not
    private void play(RandomGenerator random, int percent)
            throws IOException, SQLException, InterruptedException {
        try (FoldedNode node = FoldedNode.in(folder, DATABASE)) {
            var traffic = node.traffic(random).begin(3).steps(600);
            PriceBook book = next(node.node().book(), since(SINCE, random));
            var backdating = new Backdating(node.node().book(), book, traffic.now);
            node.node().publish(_ -> book, Publisher.API, traffic.now);
            traffic.steps(100);
            if (percent == 0) {
                traffic.endAll();
            }
            Map<CallId, CallRecord> before = traffic.calls();
            for (CallRecord call : before.values()) {
                Billed other = otherwise(call, backdating);
                if (other != null && random.nextInt(100) < percent && !isKept(call, other)) {
                    var cause = Cause.backdated(book.version());
                    node.node().correct(call, other, cause, traffic.now);
                    traffic.durable(); // so that the small buffer has room
                }
            }
            if (percent > 0) {
                node.restart();
            }

            try (Fold fold = node.fold()) {
                Views views = node.views(fold);
                RerateTally done = run(node, views).tally();
                Map<CallId, CallRecord> after = calls(node);
                assertThat(done).isEqualTo(tally(after.values(), backdating));
                assertThat(done.corrected()).isPositive();
                long last = node.node().journal().lastSequence();

                assertThat(run(node, views).tally()).isEqualTo(done);
                assertThat(node.node().journal().lastSequence()).isEqualTo(last);
                assertThat(new BalanceCheck(node.node(), views).run(FoldedNode.PATIENCE).outcome())
                        .isEqualTo(BalanceCheck.Outcome.EQUAL);
            }
        }
    }

    /// What the job has to come to, from the facts of the calls alone: each that a row is about has
    /// what the book says by one correction for it at most, or keeps what grants paid.
    private static RerateTally tally(Collection<CallRecord> calls, Backdating backdating) {
        PriceBook book = backdating.book();
        String reference = Cause.backdated(book.version()).reference();
        long looked = 0;
        var kept = new ArrayList<CallId>();
        var corrected = new ArrayList<Fact.Corrected>();
        for (CallRecord call : calls) {
            Billed billed = call.billed();
            String model = call.admitted().call().model();
            if (billed == null
                    || !BACKDATED.contains(model)
                    || call.admitted().at().isBefore(SINCE)
                    || call.admitted().call().book() >= book.version()) {
                continue;
            }
            looked++;
            List<Fact.Corrected> forIt =
                    call.corrections().stream()
                            .filter(one -> one.correction().cause().reference().equals(reference))
                            .toList();
            assertThat(forIt).as("%s", call.id()).hasSizeLessThan(2);
            corrected.addAll(forIt);
            Billed other = otherwise(call, backdating);
            if (other != null) {
                assertThat(isKept(call, other)).as("%s keeps what grants paid", call.id()).isTrue();
                kept.add(call.id());
            }
        }
        kept.sort(Comparator.comparing(CallId::admitted));
        return new RerateTally(
                looked,
                corrected.size(),
                kept.size(),
                0,
                Map.of(
                        Traffic.CNY,
                        new RerateTally.Difference(
                                sum(corrected, one -> one.change().more()),
                                sum(corrected, one -> one.change().owed()))),
                kept);
    }

    /// To the prices that calls have already, to others and back, in one book or in one for each
    /// model: what a call comes to depends on the last prices alone.
    @Test
    void the_same_prices_post_nothing_and_others_and_back_a_sum_of_zero() {
        Seeds.play(
                3,
                random -> {
                    try (FoldedNode node = FoldedNode.in(folder, DATABASE)) {
                        var traffic = node.traffic(random).begin(3).steps(400).endAll();
                        List<PriceRow> some = since(SINCE, random);
                        List<PriceRow> others = since(SINCE, random);
                        try (Fold fold = node.fold()) {
                            Views views = node.views(fold);
                            publish(node, some, traffic);
                            run(node, views);
                            Map<CallId, Billed> first = withoutGrants(node);

                            publish(node, at(some, SINCE.plusSeconds(60)), traffic);
                            assertThat(run(node, views).tally().corrected()).isZero();

                            long from = node.node().journal().lastSequence();
                            publish(node, others, traffic);
                            run(node, views);
                            publish(node, at(others, SINCE.plusSeconds(60)), traffic);
                            run(node, views);
                            Map<CallId, Billed> there = withoutGrants(node);
                            assertThat(totals(there)).isNotEqualTo(totals(first));
                            publish(node, some, traffic);
                            run(node, views);
                            publish(node, at(some, SINCE.plusSeconds(60)), traffic);
                            run(node, views);
                            assertThat(totals(withoutGrants(node))).isEqualTo(totals(first));
                            assertThat(sum(postedSince(node, from), one -> one.change().more()))
                                    .isEqualTo(Money.ZERO);

                            for (PriceRow row : others.reversed()) {
                                publish(node, List.of(row), traffic);
                                publish(node, at(List.of(row), SINCE.plusSeconds(60)), traffic);
                            }
                            run(node, views);
                            assertThat(totals(withoutGrants(node))).isEqualTo(totals(there));
                        }
                    }
                });
    }

    /// Two books are published while calls are open, the second one with the prices from before,
    /// and the calls end whenever the job looks at anything: the first book must not have the last
    /// word.
    @Test
    void a_call_that_ends_between_two_books_is_reached_by_the_earlier_one_first() {
        Seeds.play(
                3,
                random -> {
                    try (FoldedNode node = FoldedNode.in(folder, DATABASE)) {
                        var traffic = node.traffic(random).begin(3);
                        Instant back = SINCE.plusSeconds(60);
                        traffic.now = back.plusSeconds(60);
                        for (int i = 0; i < 60; i++) {
                            traffic.admit();
                        }
                        List<PriceRow> before =
                                node.node().book().rows().stream()
                                        .filter(row -> BACKDATED.contains(row.model()))
                                        .map(row -> backdated(row, back))
                                        .toList();
                        publish(node, since(SINCE, random), traffic);
                        publish(node, before, traffic);
                        try (Fold fold = node.fold()) {
                            Connections ending = ending(traffic, node.connections());
                            run(node, new Views(ending, fold, FoldedNode.NUMBER));

                            List<ReRating> both = node.views(fold).reRatings(0);
                            assertThat(both).hasSize(2);
                            assertThat(both.getLast().tally().corrected()).isPositive();
                        }
                        for (CallRecord call : calls(node).values()) {
                            Billed last = CallCorrection.by(call, node.node().book());
                            if (last != null
                                    && BACKDATED.contains(call.admitted().call().model())) {
                                assertThat(Objects.requireNonNull(call.billed()).totals())
                                        .as("%s", call.id())
                                        .isEqualTo(last.totals());
                            }
                        }
                    }
                });
    }

    /// Connections of which each that the job takes ends some calls first, and the eighth all: that
    /// many it takes before it looks at any call that was open.
    private static Connections ending(Traffic traffic, Connections connections) {
        var taken = new AtomicInteger();
        return () -> {
            if (Thread.currentThread().getName().equals("tg-re-rate")) {
                if (taken.incrementAndGet() < 8) {
                    for (int i = 0; i < 3; i++) {
                        traffic.settle();
                    }
                } else {
                    traffic.endAll();
                }
            }
            return connections.connection();
        };
    }

    private static PriceRow backdated(PriceRow row, Instant effective) {
        return new PriceRow(
                row.model(), null, Traffic.CNY, effective, null, row.sell(), row.buy(), true);
    }

    private static Map<CallId, CallTotals> totals(Map<CallId, Billed> of) {
        Map<CallId, CallTotals> totals = new HashMap<>();
        of.forEach((call, billed) -> totals.put(call, billed.totals()));
        return totals;
    }

    /// What settled calls are charged for that no grant paid of: such ones may keep their charge.
    private static Map<CallId, Billed> withoutGrants(FoldedNode node) throws IOException {
        Map<CallId, Billed> all = new HashMap<>();
        for (CallRecord call : calls(node).values()) {
            Billed billed = call.billed();
            if (billed != null && fromGrants(call).isZero()) {
                all.put(call.id(), billed);
            }
        }
        return all;
    }

    /// Corrections of such calls after a position of the journal.
    private static List<Fact.Corrected> postedSince(FoldedNode node, long sequence)
            throws IOException {
        var posted = new ArrayList<Fact.Corrected>();
        Map<CallId, Billed> calls = withoutGrants(node);
        try (JournalReader reader = node.node().journal().read(sequence + 1)) {
            while (reader.next()) {
                Fact fact = FactCodec.read(reader.bytes(), reader.from(), reader.length());
                if (fact instanceof Fact.Corrected one && calls.containsKey(one.change().call())) {
                    posted.add(one);
                }
            }
        }
        return posted;
    }

    private static Money sum(List<Fact.Corrected> of, Function<Fact.Corrected, Money> amount) {
        return of.stream().map(amount).reduce(Money.ZERO, Money::plus);
    }

    /// What a call would be charged for; null if that is what it is charged for.
    private static @Nullable Billed otherwise(CallRecord call, Backdating backdating) {
        Billed before = call.billed();
        if (before == null || !CallCorrection.isAbout(backdating, call)) {
            return null;
        }
        Billed after = CallCorrection.by(call, backdating.book());
        return after == null || after.same(before) ? null : after;
    }

    private static boolean isKept(CallRecord call, Billed other) {
        return other.totals().paid().compareTo(fromGrants(call)) < 0;
    }

    private static Money fromGrants(CallRecord call) {
        Fact.Settled settled = call.settled();
        return settled == null ? Money.ZERO : Draws.total(settled.change().draws());
    }

    private static Map<CallId, CallRecord> calls(FoldedNode node) throws IOException {
        return Traffic.calls(node.node());
    }

    /// Rates everything again that is to be, and answers what came of the newest book.
    private static ReRating run(FoldedNode node, Views views) throws InterruptedException {
        var corrections = new Corrections(node.node(), views, LATER);
        long newest = node.node().book().version();
        try (ReRater reRater = ReRater.start(node.node(), views, corrections, LATER)) {
            while (true) {
                views.awaitFolded(node.node().journal().lastSequence(), FoldedNode.PATIENCE);
                List<ReRating> all = reRater.all();
                if (!all.isEmpty()
                        && node.node().book().version() == newest
                        && all.stream().allMatch(one -> one.endedAt() != null)) {
                    return all.getFirst();
                }
                Thread.onSpinWait();
            }
        }
    }

    private static void publish(FoldedNode node, List<PriceRow> rows, Traffic traffic) {
        node.node().publish(book -> next(book, rows), Publisher.API, traffic.now);
        traffic.durable();
    }

    /// The next book: the same rows, but for those that some replace.
    private static PriceBook next(PriceBook before, List<PriceRow> some) {
        List<PriceRow> kept =
                before.rows().stream()
                        .filter(row ->
                                some.stream()
                                        .noneMatch(one ->
                                                one.model().equals(row.model())
                                                        && one.effective().equals(row.effective())))
                        .toList();
        return new PriceBook(
                before.version() + 1, Stream.concat(kept.stream(), some.stream()).toList());
    }

    private static List<PriceRow> since(Instant effective, RandomGenerator random) {
        return BACKDATED.stream()
                .map(model ->
                        row(
                                model,
                                effective,
                                Tariff.of(
                                        new PriceList(
                                                Map.of(
                                                        TokenClass.INPUT,
                                                        new Price(
                                                                random.nextLong(
                                                                        2_000_000_000_000L)),
                                                        TokenClass.OUTPUT,
                                                        new Price(
                                                                random.nextLong(
                                                                        5_000_000_000_000L)))))))
                .toList();
    }

    /// The same prices from another instant on.
    private static List<PriceRow> at(List<PriceRow> rows, Instant effective) {
        return rows.stream()
                .map(row -> row(row.model(), effective, Objects.requireNonNull(row.sell())))
                .toList();
    }

    private static PriceRow row(String model, Instant effective, Tariff sell) {
        return new PriceRow(model, null, Traffic.CNY, effective, null, sell, null, true);
    }
}
