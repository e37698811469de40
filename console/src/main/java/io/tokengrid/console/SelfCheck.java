package io.tokengrid.console;

import io.tokengrid.journal.FactCodec;
import io.tokengrid.journal.NodeState;
import io.tokengrid.rating.PriceBook;
import io.tokengrid.storage.Node;
import io.tokengrid.storage.NodeStore;
import io.tokengrid.storage.postgres.BalanceCheck;
import io.tokengrid.storage.postgres.ViewsUnavailable;
import io.tokengrid.storage.segment.JournalReader;
import io.tokengrid.units.BinaryReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// Checks the invariants of the running node by name (exactness H): from the running sums and the
/// last facts within 10 s, or from everything that is kept. Nothing is changed, and the node is
/// locked only for as long as its state is copied.
final class SelfCheck {
    /// Facts that a quick check looks at: about a second's work.
    private static final long SAMPLE = 200_000;

    private static final long NEVER = Long.MAX_VALUE;
    private static final Duration READING = Duration.ofSeconds(3);
    private static final Duration COMPARING = Duration.ofSeconds(2);

    private final NodeStore store;
    private final Durability durability;
    private final StatementAudit statements;
    private final CorrectionAudit corrections;
    private final BalanceCheck balances;
    private final ForwardGauge gauge;

    /// One after the other: the follower compares one state at a time.
    private final ReentrantLock oneAtATime = new ReentrantLock();

    SelfCheck(
            NodeStore store,
            Durability durability,
            StatementAudit statements,
            CorrectionAudit corrections,
            BalanceCheck balances,
            ForwardGauge gauge) {
        this.store = store;
        this.durability = durability;
        this.statements = statements;
        this.corrections = corrections;
        this.balances = balances;
        this.gauge = gauge;
    }

    /// @param holds whether no invariant is broken
    /// @param sequence the last fact that was looked at
    /// @param facts how many facts of the journal were read again
    record SelfCheckReport(
            boolean holds,
            long sequence,
            long facts,
            long tookMillis,
            List<Invariant> invariants) {}

    /// From running sums and a sample.
    SelfCheckReport quick(Instant now) throws InterruptedException {
        long begin = System.nanoTime();
        oneAtATime.lockInterruptibly();
        try {
            ForwardGauge.Counts counts = gauge.counts();
            Node.Frozen frozen = store.node().freeze();
            long from =
                    Math.max(store.node().journal().oldestSequence(), frozen.sequence() - SAMPLE);
            NodeState state = copy(frozen);
            var audit = new JournalAudit(from, books(state));
            long deadline = System.nanoTime() + READING.toNanos();
            boolean readAll = read(from, frozen.sequence(), audit, null, deadline, _ -> {});
            Boolean replayed = store.replayGivesSameState(COMPARING);
            return report(
                    begin,
                    frozen,
                    new Evidence(state, audit, readAll, counts, now),
                    foldedBalances(balances::run),
                    replay(replayed, frozen));
        } finally {
            oneAtATime.unlock();
        }
    }

    /// From everything that the journal keeps.
    ///
    /// @param progress gets the sequence that was reached
    SelfCheckReport full(Instant now, LongConsumer progress) throws InterruptedException {
        long begin = System.nanoTime();
        ForwardGauge.Counts counts = gauge.counts();
        Node.Frozen frozen = store.node().freeze();
        long from = store.node().journal().oldestSequence();
        NodeState state = copy(frozen);
        var audit = new JournalAudit(from, books(state));
        Refold refold = audit.complete() ? new Refold() : null;
        boolean readAll = read(from, frozen.sequence(), audit, refold, NEVER, progress);
        Invariant replay =
                refold != null
                        ? refold.compare(frozen)
                        : replay(store.replayGivesSameState(COMPARING), frozen);
        return report(
                begin,
                frozen,
                new Evidence(state, audit, readAll, counts, now),
                foldedBalances(balances::runFull),
                replay);
    }

    /// The sequence at which a full check that begins now will end.
    long end() {
        return store.node().read(_ -> store.node().journal().lastSequence());
    }

    private SelfCheckReport report(
            long begin, Node.Frozen frozen, Evidence evidence, Invariant folded, Invariant replay)
            throws InterruptedException {
        // First, since it adds to the payments that are decided again.
        corrections.check(evidence.audit());
        Invariant lines = linesAddUp(frozen, evidence);
        var invariants = new ArrayList<>(evidence.invariants());
        invariants.add(lines);
        invariants.add(folded);
        invariants.add(replay);
        boolean holds =
                invariants.stream().noneMatch(one -> one.status() == Invariant.Status.BROKEN);
        long took = (System.nanoTime() - begin) / 1_000_000;
        return new SelfCheckReport(
                holds, frozen.sequence(), evidence.audit().facts(), took, invariants);
    }

    private Invariant linesAddUp(Node.Frozen frozen, Evidence evidence)
            throws InterruptedException {
        Tally lines = evidence.audit().lines();
        long settlements = lines.checked();
        String unread =
                statements.check(frozen, evidence.state(), evidence.audit(), evidence.now());
        Invariant found =
                lines.invariant(
                        "LinesAddUp",
                        settlements
                                + " settlements, "
                                + (lines.checked() - settlements)
                                + " sums of statements");
        return unread == null || found.status() == Invariant.Status.BROKEN
                ? found
                : Invariant.unknown(
                        found.name(), found.figure(), "statements were not looked at: " + unread);
    }

    private static Invariant foldedBalances(Function<Duration, BalanceCheck.Finding> compare) {
        String name = "FoldedBalancesEqualLedger";
        try {
            BalanceCheck.Finding found = compare.apply(COMPARING);
            return switch (found.outcome()) {
                case EQUAL -> Invariant.holds(name, found.figure());
                case DIFFERENT ->
                        Invariant.broken(name, found.figure(), "the views differ from the ledger");
                case UNKNOWN -> Invariant.unknown(name, "", found.figure());
            };
        } catch (ViewsUnavailable e) {
            return Invariant.unknown(name, "", "the views are away");
        } catch (UncheckedIOException e) {
            return Invariant.unknown(name, "", String.valueOf(e.getMessage()));
        }
    }

    static Invariant replay(@Nullable Boolean same, Node.Frozen frozen) {
        String name = "ReplayGivesSameState";
        String figure = frozen.snapshot().length + " bytes of state at fact " + frozen.sequence();
        if (same == null) {
            return Invariant.unknown(name, figure, "the second copy did not get there in time");
        }
        return Invariant.of(name, same, figure, "the second copy differs");
    }

    private static NodeState copy(Node.Frozen frozen) {
        return NodeState.read(new BinaryReader(frozen.snapshot()));
    }

    private static List<PriceBook> books(NodeState state) {
        var books = new ArrayList<PriceBook>();
        books.add(state.book());
        state.openCalls().forEach(call -> books.add(state.book(call)));
        return books;
    }

    /// Reads facts up to one; false if the time was up before.
    private boolean read(
            long from,
            long to,
            JournalAudit audit,
            @Nullable Refold refold,
            long deadline,
            LongConsumer progress) {
        // Only durable facts can be read; the newest are so within a moment.
        durability.await(to);
        if (to < from) {
            return true;
        }
        try (JournalReader reader = store.node().journal().read(from)) {
            while (reader.next()) {
                var fact = FactCodec.read(reader.bytes(), reader.from(), reader.length());
                audit.take(fact);
                if (refold != null) {
                    refold.apply(fact);
                }
                progress.accept(reader.sequence());
                if (reader.sequence() >= to) {
                    return true;
                }
                if (deadline != NEVER && System.nanoTime() - deadline > 0) {
                    return false;
                }
            }
            return false;
        } catch (IOException e) {
            throw ApiProblem.unavailable(
                    "journal_unreadable",
                    "The journal cannot be read: " + e.getMessage() + ".",
                    "`./tokengrid journal repair` says what is wrong with it.");
        }
    }
}
