package io.tokengrid.rating.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tokengrid.testing.Seeds;
import io.tokengrid.units.Rational;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

final class GrantsTest {
    private static final Instant T0 = Instant.parse("2026-11-01T00:00:00Z");
    private static final Optional<String> NOBODY = Optional.empty();

    private static Instant day(int day) {
        return T0.plusSeconds(86_400L * day);
    }

    private static Grant grant(String id, long amount, int priority, int expires) {
        return new Grant(
                id,
                NOBODY,
                Rational.of(amount),
                priority,
                new Grant.Life(T0, expires == 0 ? Optional.empty() : Optional.of(day(expires))),
                Grant.Source.INCLUDED);
    }

    private static String text(Draw draw) {
        return String.join(
                " ", draw.parts().stream().map(part -> part.grant() + part.amount()).toList());
    }

    private static GrantState state(Grants grants, String id) {
        return grants.states().stream()
                .filter(state -> state.grant().id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void the_order_is_total_and_says_which_grant_is_drawn_first() {
        var grants = new Grants(BurnOrder.DEFAULT);
        grants.add(grant("never", 5, 0, 0));
        grants.add(grant("late", 5, 0, 20));
        grants.add(grant("low", 5, -1, 30));
        grants.add(grant("soon", 5, 0, 10));
        grants.add(grant("same", 5, 0, 10));
        Grant gift = grant("gift", 5, 0, 10);
        grants.add(
                new Grant(
                        "gift",
                        NOBODY,
                        gift.amount(),
                        0,
                        gift.life(),
                        new Grant.Source(Rational.ZERO, true)));
        grants.add(
                new Grant(
                        "own", Optional.of("alice"), gift.amount(), 9, gift.life(), gift.source()));

        assertThat(text(grants.draw(Rational.of(100), day(1), Optional.of("alice"))))
                .isEqualTo("own5 low5 gift5 soon5 same5 late5 never5");
    }

    @Test
    void another_order_is_another_rule_of_the_plan() {
        var grants = new Grants(new BurnOrder(List.of(BurnOrder.Rule.COST_BASIS)));
        for (int price : new int[] {3, 0, 1}) {
            grants.add(
                    new Grant(
                            "at" + price + "x",
                            NOBODY,
                            Rational.of(2),
                            0,
                            new Grant.Life(T0, Optional.empty()),
                            new Grant.Source(Rational.of(price), false)));
        }

        assertThat(text(grants.draw(Rational.of(3), T0, NOBODY))).isEqualTo("at0x2 at1x1");
    }

    @Test
    void nothing_can_be_drawn_before_the_start_or_from_the_expiry_on() {
        var grants = new Grants(BurnOrder.DEFAULT);
        grants.add(
                new Grant(
                        "g",
                        NOBODY,
                        Rational.ONE,
                        0,
                        new Grant.Life(day(1), Optional.of(day(2))),
                        Grant.Source.INCLUDED));

        assertThat(grants.available(day(1).minusNanos(1), NOBODY)).isEqualTo(Rational.ZERO);
        assertThat(grants.available(day(1), NOBODY)).isEqualTo(Rational.ONE);
        assertThat(grants.available(day(2).minusNanos(1), NOBODY)).isEqualTo(Rational.ONE);
        assertThat(grants.available(day(2), NOBODY)).isEqualTo(Rational.ZERO);
    }

    @Test
    void what_was_held_before_the_expiry_is_posted_after_it_and_the_rest_expires() {
        var grants = new Grants(BurnOrder.DEFAULT);
        grants.add(grant("a", 10, 0, 10));
        Draw hold = grants.hold(Rational.of(6), day(9), NOBODY);
        grants.expire(day(10));
        assertThat(state(grants, "a").expired()).isEqualTo(Rational.of(4));

        assertThat(text(grants.post(hold, Rational.of(5), day(11)))).isEqualTo("a5");
        assertThat(state(grants, "a").expired()).isEqualTo(Rational.of(5));
        assertThat(state(grants, "a").left()).isEqualTo(Rational.ZERO);
    }

    @Test
    void a_correction_gives_back_what_was_drawn_last() {
        var grants = new Grants(BurnOrder.DEFAULT);
        grants.add(grant("a", 10, 0, 10));
        grants.add(grant("b", 10, 0, 20));
        Draw draw = grants.draw(Rational.of(15), day(1), NOBODY);

        assertThat(text(grants.giveBack(draw, Rational.of(7), day(2)))).isEqualTo("a8");
        assertThat(state(grants, "a").left()).isEqualTo(Rational.of(2));
        assertThat(state(grants, "b").left()).isEqualTo(Rational.of(10));
    }

    @Test
    void what_goes_back_to_a_grant_that_expired_is_breakage() {
        var grants = new Grants(BurnOrder.DEFAULT);
        grants.add(grant("a", 10, 0, 10));
        Draw draw = grants.draw(Rational.of(10), day(1), NOBODY);
        grants.giveBack(draw, Rational.of(3), day(12));

        assertThat(state(grants, "a").expired()).isEqualTo(Rational.of(3));
    }

    @Test
    void more_than_was_held_or_drawn_is_refused() {
        var grants = new Grants(BurnOrder.DEFAULT);
        grants.add(grant("a", 10, 0, 0));
        Draw hold = grants.hold(Rational.of(4), T0, NOBODY);

        assertThatThrownBy(() -> grants.post(hold, Rational.of(5), T0))
                .hasMessage("5 is not between 0 and the 4 that are held");
        assertThatThrownBy(() -> grants.giveBack(hold, Rational.of(-1), T0))
                .hasMessage("-1 is not between 0 and the 4 that were drawn");
    }

    @Test
    void revenue_and_breakage_are_at_what_was_paid() {
        var grants = new Grants(BurnOrder.DEFAULT);
        grants.add(
                new Grant(
                        "bought",
                        NOBODY,
                        Rational.of(10_000),
                        0,
                        new Grant.Life(T0, Optional.of(day(5))),
                        new Grant.Source(Rational.of(8_500), false)));
        grants.draw(Rational.of(1_000), T0, NOBODY);
        grants.expire(day(5));

        assertThat(state(grants, "bought").recognised()).isEqualTo(Rational.of(850));
        assertThat(state(grants, "bought").breakage()).isEqualTo(Rational.of(7_650));
    }

    @Test
    void every_unit_of_a_grant_is_somewhere_whatever_happens() {
        Seeds.play(
                100,
                random -> {
                    var grants = new Grants(BurnOrder.DEFAULT);
                    var holds = new ArrayList<Draw>();
                    var draws = new ArrayList<Draw>();
                    for (int step = 0; step < 60; step++) {
                        step(random, grants, holds, draws, day(step / 3));
                        conserved(grants, holds, draws);
                    }
                });
    }

    private static void step(
            RandomGenerator random, Grants grants, List<Draw> holds, List<Draw> draws, Instant at) {
        switch (random.nextInt(6)) {
            case 0 -> {
                int expires = random.nextInt(30);
                grants.add(
                        grant(
                                "g" + grants.states().size(),
                                1 + random.nextInt(50),
                                random.nextInt(3),
                                expires));
            }
            case 1 -> draws.add(grants.draw(Amount.any(random), at, NOBODY));
            case 2 -> holds.add(grants.hold(Amount.any(random), at, NOBODY));
            case 3 -> {
                if (!holds.isEmpty()) {
                    Draw hold = holds.removeLast();
                    draws.add(grants.post(hold, part(random, hold), at));
                }
            }
            case 4 -> {
                if (!draws.isEmpty()) {
                    Draw draw = draws.removeLast();
                    draws.add(grants.giveBack(draw, part(random, draw), at));
                }
            }
            default -> grants.expire(at);
        }
    }

    private static Rational part(RandomGenerator random, Draw of) {
        return of.total().times(Rational.of(random.nextInt(5), 4));
    }

    private static void conserved(Grants grants, List<Draw> holds, List<Draw> draws) {
        Rational drawn = Rational.ZERO;
        Rational held = Rational.ZERO;
        for (GrantState state : grants.states()) {
            assertThat(state.left().isNegative()).isFalse();
            assertThat(
                            state.drawn()
                                    .plus(state.held())
                                    .plus(state.left())
                                    .plus(state.expired())
                                    .plus(state.withdrawn()))
                    .isEqualTo(state.grant().amount());
            drawn = drawn.plus(state.drawn());
            held = held.plus(state.held());
        }
        assertThat(draws.stream().map(Draw::total).reduce(Rational.ZERO, Rational::plus))
                .isEqualTo(drawn);
        assertThat(holds.stream().map(Draw::total).reduce(Rational.ZERO, Rational::plus))
                .isEqualTo(held);
    }

    @Test
    void corrections_of_everything_in_any_order_restore_the_state() {
        Seeds.play(
                100,
                random -> {
                    var grants = new Grants(BurnOrder.DEFAULT);
                    for (int i = 0; i < 5; i++) {
                        grants.add(grant("g" + i, 1 + random.nextInt(200), random.nextInt(3), 99));
                    }
                    List<GrantState> before = grants.states();
                    var draws = new ArrayList<Draw>();
                    for (int i = 0; i < 8; i++) {
                        draws.add(grants.draw(Amount.any(random), day(i), NOBODY));
                    }
                    while (!draws.isEmpty()) {
                        Draw draw = draws.remove(random.nextInt(draws.size()));
                        Draw rest = grants.giveBack(draw, part(random, draw), day(10));
                        grants.giveBack(rest, rest.total(), day(10));
                    }

                    assertThat(grants.states()).isEqualTo(before);
                });
    }
}
