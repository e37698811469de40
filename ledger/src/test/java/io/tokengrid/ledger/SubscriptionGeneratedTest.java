package io.tokengrid.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokengrid.ledger.LedgerFact.UnderPlan;
import io.tokengrid.rating.plan.AtEnd;
import io.tokengrid.rating.plan.Period;
import io.tokengrid.rating.plan.PlanTerms;
import io.tokengrid.testing.Draw;
import io.tokengrid.testing.Seeds;
import io.tokengrid.units.BinaryReader;
import io.tokengrid.units.BinaryWriter;
import io.tokengrid.units.CallId;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.KeyId;
import io.tokengrid.units.Money;
import io.tokengrid.units.OrganizationId;
import io.tokengrid.units.Position;
import io.tokengrid.units.Sha256;
import io.tokengrid.units.TokenCount;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// Random lives of subscriptions, on two ledgers: one is told at every step what is due, the other
/// only before it decides. Both decide alike, both add up after every fact, and neither draws more
/// than is included or charges a period twice.
class SubscriptionGeneratedTest {
    private static final OrganizationId ACME = new OrganizationId(1);
    private static final KeyId KEY = new KeyId(1);
    private static final CurrencyCode CNY = new CurrencyCode("CNY");
    private static final int STEPS = 300;

    @Test
    void plans_add_up_whenever_what_is_due_is_recorded() {
        Seeds.play(60, random -> new Run(random).play());
    }

    /// A ledger with what was recorded of it.
    private static final class Book {
        private final boolean eager;
        private final BinaryWriter journal = new BinaryWriter(64 << 10);
        private final List<Period> periods = new ArrayList<>();
        private final Map<Instant, BigDecimal> drawn = new HashMap<>();
        private final Map<Instant, BigDecimal> included = new HashMap<>();
        private Ledger ledger = new Ledger();

        private Book(boolean eager) {
            this.eager = eager;
        }

        private void apply(LedgerFact fact) {
            ledger.apply(fact);
            LedgerCodec.write(fact, journal);
            assertThat(LedgerInvariants.check(ledger)).as("%s", fact).isEmpty();
            if (fact instanceof LedgerFact.PeriodOpened opened) {
                if (!periods.isEmpty()) {
                    assertThat(opened.period().start()).isAfterOrEqualTo(periods.getLast().end());
                }
                periods.add(opened.period());
                included.put(opened.period().start(), opened.included().toBigDecimal());
            }
        }

        private void due(Instant now) {
            for (LedgerFact due = ledger.decideRenewal(ACME, now);
                    due != null;
                    due = ledger.decideRenewal(ACME, now)) {
                apply(due);
            }
        }

        private void lapse(Instant now) {
            for (LedgerFact due = ledger.decideLapses(now);
                    due != null;
                    due = ledger.decideLapses(now)) {
                apply(due);
            }
        }

        private void posted(UnderPlan plan, LedgerFact.HoldPosted posted) {
            if (!plan.overage()) {
                BigDecimal taken = posted.charge().minus(posted.overrun()).toBigDecimal();
                drawn.merge(plan.period(), taken, BigDecimal::add);
            }
        }

        /// In all periods together, since what is used above a hold may draw on the next one.
        private void neverMoreThanIsIncluded() {
            assertThat(sum(drawn)).isLessThanOrEqualTo(sum(included));
        }

        private static BigDecimal sum(Map<Instant, BigDecimal> amounts) {
            return amounts.values().stream().reduce(BigDecimal.ZERO, BigDecimal::add);
        }

        private void comesBackAsItWas() {
            byte[] bytes = Snapshots.bytes(ledger);
            assertThat(Snapshots.bytes(Snapshots.replay(journal))).isEqualTo(bytes);
            ledger = LedgerSnapshot.read(new BinaryReader(bytes));
            assertThat(Snapshots.bytes(ledger)).isEqualTo(bytes);
        }
    }

    private static final class Run {
        private final RandomGenerator random;
        private final List<Book> books = List.of(new Book(true), new Book(false));
        private final Map<CallId, UnderPlan> open = new HashMap<>();
        private Instant now = Instant.parse("2026-03-07T12:00:00Z");
        private long number;

        private Run(RandomGenerator random) {
            this.random = random;
            var zone =
                    ZoneId.of(Draw.one(random, List.of("UTC", "America/Havana", "Asia/Kolkata")));
            var terms = new Terms(CNY, Billing.PREPAID, Money.ZERO, false, zone);
            for (Book book : books) {
                book.apply(book.ledger.decideOpening(ACME, "acme", terms, now));
                book.apply(
                        book.ledger.decideKey(
                                KEY,
                                ACME,
                                new CostCentre("d", "a", "f"),
                                new Sha256(1, 0, 0, 0),
                                KeyLimits.NONE,
                                now));
            }
        }

        private void play() {
            topUp();
            for (int i = 0; i < STEPS; i++) {
                int dice = random.nextInt(100);
                if (dice < 15) {
                    now = now.plusSeconds(Draw.one(random, List.of(60L, 40_000L, 900_000L)));
                } else if (dice < 22) {
                    topUp();
                } else if (dice < 30) {
                    subscribe();
                } else if (dice < 32) {
                    end();
                } else if (dice < 70) {
                    hold();
                } else if (!open.isEmpty()) {
                    close();
                }
                for (Book book : books) {
                    if (book.eager || Draw.once(random, 12)) {
                        book.due(now);
                        book.lapse(now);
                    }
                    book.neverMoreThanIsIncluded();
                    if (Draw.once(random, 60)) {
                        book.comesBackAsItWas();
                    }
                }
            }
            books.forEach(book -> {
                book.due(now);
                book.lapse(now);
            });
            assertThat(figures(books.getLast())).isEqualTo(figures(books.getFirst()));
            assertThat(books.getLast().ledger.trialBalance())
                    .isEqualTo(books.getFirst().ledger.trialBalance());
        }

        /// All but when it was recorded.
        private String figures(Book book) {
            return book.ledger
                    .subscriptions(ACME, now)
                    .toString()
                    .replaceAll("grantedAt=[^,]*", "");
        }

        private void topUp() {
            Money amount = Money.parse("" + (1 + random.nextInt(60)));
            String reference = "r" + number++;
            for (Book book : books) {
                book.due(now);
                book.apply(
                        Objects.requireNonNull(
                                book.ledger.decideTopUp(ACME, amount, reference, now)));
            }
        }

        private void subscribe() {
            PlanTerms terms = terms();
            String reference = "s" + number++;
            var outcomes = new ArrayList<String>();
            for (Book book : books) {
                book.due(now);
                try {
                    book.apply(
                            Objects.requireNonNull(
                                    book.ledger.decideSubscription(
                                            ACME, terms, now, reference, now)));
                    outcomes.add("subscribed");
                } catch (LedgerConflict refused) {
                    outcomes.add(String.valueOf(refused.getMessage()));
                }
            }
            assertThat(outcomes.getLast()).isEqualTo(outcomes.getFirst());
        }

        private PlanTerms terms() {
            AtEnd atEnd =
                    Draw.once(random, 2)
                            ? new AtEnd.Block()
                            : PlanSamples.overage(random.nextInt(20) + ".25");
            return PlanSamples.monthly(
                    random.nextInt(12) + ".90",
                    "" + (1 + random.nextInt(400)),
                    "2026-01-31",
                    atEnd);
        }

        private void end() {
            for (Book book : books) {
                book.due(now);
                List<SubscriptionView> all = book.ledger.subscriptions(ACME, now);
                LedgerFact ended =
                        all.isEmpty()
                                ? null
                                : book.ledger.decideSubscriptionEnd(
                                        ACME, all.getLast().number(), now);
                if (ended != null) {
                    book.apply(ended);
                }
            }
        }

        private void hold() {
            CallId call = new CallId(new Position(1, 1, ++number));
            boolean above = Draw.once(random, 3);
            Money amount = Money.parse(random.nextInt(120) + (above ? ".5" : ""));
            var outcomes = new ArrayList<String>();
            for (Book book : books) {
                book.due(now);
                PlanCover cover = book.ledger.cover(KEY, "qwen-plus", now);
                UnderPlan plan = cover == null ? null : above ? cover.overage() : cover.plan();
                var request =
                        new HoldRequest(
                                KEY,
                                "qwen-plus",
                                plan == null || above ? CNY : plan.unit(),
                                amount,
                                new TokenCount(10),
                                null,
                                plan);
                HoldOutcome outcome = book.ledger.decideHold(request, call, now);
                outcomes.add(outcome.toString());
                if (outcome instanceof HoldOutcome.Placed(LedgerFact.HoldPlaced placed)) {
                    book.apply(placed);
                    if (placed.plan() != null) {
                        open.put(call, placed.plan());
                    } else {
                        open.put(call, NONE);
                    }
                }
            }
            assertThat(outcomes.getLast()).isEqualTo(outcomes.getFirst());
        }

        private static final UnderPlan NONE =
                new UnderPlan(1, CurrencyCode.ofPlan("none"), Instant.EPOCH, true);

        private void close() {
            CallId call = Draw.one(random, List.copyOf(open.keySet()));
            UnderPlan plan = Objects.requireNonNull(open.remove(call));
            boolean voided = Draw.once(random, 4);
            Money charge = Money.parse(random.nextInt(140) + ".75");
            var outcomes = new ArrayList<String>();
            for (Book book : books) {
                book.due(now);
                if (voided) {
                    book.apply(
                            Objects.requireNonNull(
                                    book.ledger.decideRelease(call, false, null, now)));
                    continue;
                }
                LedgerFact.HoldPosted posted =
                        Objects.requireNonNull(
                                book.ledger.decidePost(
                                        call,
                                        "qwen-plus",
                                        charge,
                                        new TokenCount(10),
                                        null,
                                        OverrunPolicy.CHARGE,
                                        now));
                book.apply(posted);
                book.posted(plan, posted);
                outcomes.add(posted.toString());
            }
            if (!voided) {
                assertThat(outcomes.getLast()).isEqualTo(outcomes.getFirst());
            }
        }
    }
}
