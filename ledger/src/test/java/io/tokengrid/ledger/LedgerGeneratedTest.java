package io.tokengrid.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tokengrid.testing.Draw;
import io.tokengrid.testing.Seeds;
import io.tokengrid.units.BinaryReader;
import io.tokengrid.units.BinaryWriter;
import io.tokengrid.units.Money;
import io.tokengrid.units.OrganizationId;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// Thousands of random steps, each compared with what [LedgerModel] says it comes to.
class LedgerGeneratedTest {
    private static final int STEPS = 1_500;

    @Test
    void a_ledger_does_what_an_auditor_with_pencil_and_paper_says() {
        Seeds.play(8, random -> new Run(random).play());
    }

    private static final class Run implements LedgerContract.Subject {
        private final RandomGenerator random;
        private final StepGenerator steps;
        private final LedgerModel model = new LedgerModel();
        private final LedgerScript script = new LedgerScript(this);
        private final List<String> played = new ArrayList<>();
        private final BinaryWriter journal = new BinaryWriter(100_000);
        private final Map<String, Money> held = new HashMap<>();
        private final HashSet<String> ended = new HashSet<>();
        private final Map<OrganizationId, LedgerFact.RestPrepared> ready = new HashMap<>();
        private final Map<OrganizationId, AccountImage> resting = new HashMap<>();
        private Ledger ledger = new Ledger();
        private long position;

        private Run(RandomGenerator random) {
            this.random = random;
            steps = new StepGenerator(random);
        }

        private void play() {
            try {
                for (int i = 0; i < STEPS; i++) {
                    playOne(steps.next(model.openCalls()));
                }
                for (String call : model.openCalls()) {
                    playOne("release " + call);
                }
                everyHoldHasEnded();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(e.getMessage() + "\n" + String.join("\n", played), e);
            }
        }

        private void playOne(String line) {
            Step step = Step.parse(line);
            if (Draw.once(random, 6)) {
                putToRest();
            }
            if (step.verb().equals("tick")) {
                wakeAll();
            }
            wakeFor(step);
            played.add(line);
            boolean compareBytes = Draw.once(random, 40);
            byte[] before = compareBytes ? Snapshots.bytes(ledger) : new byte[0];
            String payer = payer(step);
            BigDecimal balance = payer.isEmpty() ? BigDecimal.ZERO : model.available(payer);

            String expected = model.predict(step);
            String actual = script.play(step);

            assertThat(actual).as("%s", line).isEqualTo(expected);
            assertThat(LedgerInvariants.check(ledger)).isEmpty();
            if (!payer.isEmpty()) {
                assertThat(model.belowLimit(payer, balance)).as("NoBalanceBelowLimit").isEmpty();
                String question = "balance " + payer;
                assertThat(script.play(Step.parse(question)))
                        .isEqualTo(model.predict(Step.parse(question)));
            }
            if (compareBytes) {
                if (changesNothing(actual)) {
                    assertThat(Snapshots.bytes(ledger)).as("RetryChangesNothing").isEqualTo(before);
                }
                answersAreEqual();
            }
            if (Draw.once(random, 100)) {
                comesBackAsItWas();
            }
        }

        private String payer(Step step) {
            String organization =
                    switch (step.verb()) {
                        case "hold", "charge" -> model.organizationOf(step.word(1));
                        case "post", "grow" -> model.payer(step.word(0));
                        case "correct" -> model.customer(step.word(0));
                        default -> "";
                    };
            return model.knows(organization) ? organization : "";
        }

        /// Everybody who can rest, or just some; not everybody who is prepared goes.
        private void putToRest() {
            for (OrganizationView view : ledger.organizations(script.now())) {
                LedgerFact.RestPrepared prepared =
                        ledger.decidePreparation(
                                view.id(), ++position, Integer.MAX_VALUE, script.now());
                if (prepared != null && random.nextBoolean()) {
                    played.add("prepare " + view.name());
                    apply(prepared);
                    ready.put(view.id(), prepared);
                }
                LedgerFact.RestPrepared last = ready.get(view.id());
                if (last != null && random.nextBoolean()) {
                    rest(last);
                }
            }
            assertThat(ledger.resting().organizations()).isEqualTo(resting.size());
        }

        /// Nobody rests to whom something happened since.
        private void rest(LedgerFact.RestPrepared last) {
            OrganizationId id = last.account().organization();
            LedgerFact.Rested rested = ledger.decideRest(id, last.position(), script.now());
            if (rested != null) {
                played.add("rest " + id);
                apply(rested);
                ready.remove(id);
                resting.put(id, last.account());
                assertThat(LedgerInvariants.check(ledger)).isEmpty();
            }
        }

        private void wakeFor(Step step) {
            for (OrganizationId id : List.copyOf(resting.keySet())) {
                if (step.words().stream().anyMatch(word -> means(word, id))) {
                    wake(id);
                }
            }
        }

        private boolean means(String word, OrganizationId id) {
            String name = word.replaceAll("[/#].*", "");
            String owner = model.organizationOf(word);
            String customer = model.customer(word);
            if (!customer.isEmpty() && script.organization(customer).equals(id)) {
                return true;
            }
            return script.organization(name).equals(id)
                    || (owner != null && script.organization(owner).equals(id));
        }

        private void wakeAll() {
            List.copyOf(resting.keySet()).forEach(this::wake);
        }

        private void wake(OrganizationId id) {
            AccountImage image = Objects.requireNonNull(resting.remove(id));
            played.add("wake " + image);
            LedgerFact.Woken woken =
                    ledger.decideWaking(AccountImage.of(image.bytes()), script.now());
            apply(Objects.requireNonNull(woken));
            assertThat(LedgerInvariants.check(ledger)).isEmpty();
            LedgerFact.RestPrepared same =
                    ledger.decidePreparation(id, 1, Integer.MAX_VALUE, script.now());
            assertThat(Objects.requireNonNull(same).account())
                    .as("as it went to rest")
                    .isEqualTo(image);
        }

        private static boolean changesNothing(String outcome) {
            return outcome.isEmpty()
                    || outcome.equals("nothing")
                    || outcome.equals("conflict")
                    || outcome.equals("invalid")
                    || outcome.startsWith("refused")
                    || outcome.startsWith("in progress")
                    || outcome.startsWith("charged before")
                    || outcome.startsWith("mismatch");
        }

        private void answersAreEqual() {
            wakeAll();
            for (String question : StepGenerator.questions()) {
                assertThat(script.play(Step.parse(question)))
                        .as("%s", question)
                        .isEqualTo(model.predict(Step.parse(question)));
            }
        }

        /// `ReplayGivesSameState`, and the run goes on with the ledger that came back.
        private void comesBackAsItWas() {
            byte[] bytes = Snapshots.bytes(ledger);
            Ledger readBack = LedgerSnapshot.read(new BinaryReader(bytes));
            Ledger replayed = Snapshots.replay(journal);
            assertThat(Snapshots.bytes(readBack)).as("ReplayGivesSameState").isEqualTo(bytes);
            assertThat(Snapshots.bytes(replayed)).as("ReplayGivesSameState").isEqualTo(bytes);
            ledger = random.nextBoolean() ? readBack : replayed;
        }

        private void everyHoldHasEnded() {
            assertThat(ledger.openCalls()).as("EveryHoldEndsOnce").isEmpty();
            assertThat(ended).as("EveryHoldEndsOnce").isEqualTo(held.keySet());
            wakeAll();
            expiriesAreRemembered();
            for (OrganizationView organization : ledger.organizations(script.now())) {
                assertThat(organization.held()).as("EveryHoldEndsOnce").isEqualTo(Money.ZERO);
            }
            answersAreEqual();
            comesBackAsItWas();
        }

        /// Of all that can lapse, and of nothing else.
        private void expiriesAreRemembered() {
            long can =
                    ledger.organizations.values().stream()
                            .filter(organization -> organization.grants != null)
                            .flatMap(one -> Objects.requireNonNull(one.grants).open().stream())
                            .filter(state -> state.left().isPositive())
                            .filter(state ->
                                    state.revoked || state.grant.life().expires().isPresent())
                            .count();
            assertThat(ledger.expiries.size()).isEqualTo(can);
        }

        @Override
        public Ledger ledger() {
            return ledger;
        }

        @Override
        public void apply(LedgerFact fact) {
            switch (fact) {
                case LedgerFact.HoldPlaced placed -> {
                    Money before = held.put(placed.call().toString(), placed.amount());
                    assertThat(before).as("EveryHoldEndsOnce").isNull();
                }
                case LedgerFact.HoldGrown grown -> {
                    Money before = held.put(grown.call().toString(), grown.amount());
                    assertThat(before).as("EveryHoldEndsOnce").isNotNull();
                    assertThat(ended)
                            .as("EveryHoldEndsOnce")
                            .doesNotContain(grown.call().toString());
                }
                case LedgerFact.HoldPosted posted -> {
                    ends(posted.call().toString());
                    settlesWithin(held.getOrDefault(posted.call().toString(), Money.ZERO), posted);
                }
                case LedgerFact.HoldReleased released -> ends(released.call().toString());
                default -> {}
            }
            LedgerCodec.write(fact, journal);
            ledger.apply(fact);
            if (Draw.once(random, 20)) {
                happensOnce(fact);
            }
        }

        private void ends(String call) {
            assertThat(ended.add(call)).as("EveryHoldEndsOnce").isTrue();
        }

        private static void settlesWithin(Money hold, LedgerFact.HoldPosted posted) {
            Money beyond = posted.extra().plus(posted.overrun());
            assertThat(posted.charge().minus(beyond))
                    .as("SettledWithinHold")
                    .isEqualTo(posted.charge().min(hold));
        }

        /// Money does not move twice by one fact. What a call was charged before is in its own
        /// record, which takes no correction of anything else; usage that nothing was held for has
        /// its place in the journal once.
        private void happensOnce(LedgerFact fact) {
            if (fact instanceof LedgerFact.ChargeCorrected
                    || fact instanceof LedgerFact.UsageCharged
                    || fact instanceof LedgerFact.TermsChanged
                    || fact instanceof LedgerFact.KeyChanged
                    || fact instanceof LedgerFact.BudgetsSet) {
                return;
            }
            byte[] before = Snapshots.bytes(ledger);
            assertThatThrownBy(() -> ledger.apply(fact)).isInstanceOf(IllegalStateException.class);
            assertThat(Snapshots.bytes(ledger)).as("RetryChangesNothing").isEqualTo(before);
        }
    }
}
