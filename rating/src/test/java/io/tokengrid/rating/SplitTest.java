package io.tokengrid.rating;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tokengrid.rating.Share.Basis;
import io.tokengrid.rating.Share.Role;
import io.tokengrid.testing.Seeds;
import io.tokengrid.units.Factor;
import io.tokengrid.units.Money;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What customers pay is parted to the last digit, however the calls are cut into batches.
final class SplitTest {
    private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");

    private static Agreement agreement(Share... shares) {
        return agreement(START, null, shares);
    }

    private static Agreement agreement(Instant from, @Nullable Instant until, Share... shares) {
        return new Agreement(
                "a", NamePattern.ANY, Set.of(), Set.of(), from, until, List.of(shares));
    }

    private static Share by(int weight, Role role) {
        return new Share(role.key() + " " + weight, role, new Basis.Weight(weight));
    }

    private static Share tax(String rate) {
        return new Share("office", Role.TAX, new Basis.IncludedTax(Factor.parse(rate)));
    }

    private static final Share COST = new Share("centre", Role.COMPUTE_CENTRE, new Basis.Cost());

    /// 6 % of tax in it, the centre gets its price, the rest is parted 4 : 1 : 5.
    @ParameterizedTest
    @CsvSource({
        // paid, cost, tax, centre, vendor, power, platform, residual
        "106.00, 50.00, 6.00, 50.00, 20.00, 5.00, 25.00, 0.00",
        "1.00, 0.50, 0.056603773584905660, 0.50, 0.177358490566037736, 0.044339622641509434,"
                + " 0.22169811320754717, 0.00",
        "0.000000000000000007, 0.00, 0.00, 0.00, 0.000000000000000002, 0.00,"
                + " 0.000000000000000003, 0.000000000000000002",
        "0.00, 0.00, 0.00, 0.00, 0.00, 0.00, 0.00, 0.00",
        // A loss is the platform's alone.
        "106.00, 120.00, 6.00, 120.00, 0.00, 0.00, -20.00, 0.00",
    })
    void taxes_and_costs_come_first_and_weights_part_the_rest(
            String paid,
            String cost,
            String tax,
            String centre,
            String vendor,
            String power,
            String platform,
            String residual) {
        Agreement agreement =
                agreement(
                        tax("0.06"),
                        COST,
                        by(4, Role.MODEL_VENDOR),
                        by(1, Role.POWER_SUPPLIER),
                        by(5, Role.PLATFORM));

        Split split = Split.of(agreement, Money.parse(paid), Money.parse(cost));

        assertThat(split.shares())
                .containsExactly(
                        Money.parse(tax),
                        Money.parse(centre),
                        Money.parse(vendor),
                        Money.parse(power),
                        Money.parse(platform));
        assertThat(split.residual()).isEqualTo(Money.parse(residual));
    }

    @Test
    void shares_and_residual_are_what_was_paid_however_it_is_cut() {
        Seeds.play(
                2_000,
                random -> {
                    Agreement agreement = any(random);
                    Money paid = Money.ZERO;
                    Money cost = Money.ZERO;
                    Split before = Split.of(agreement, paid, cost);
                    Split sum = before;
                    for (int batch = random.nextInt(20); batch > 0; batch--) {
                        paid = paid.plus(Money.ofAttos(random.nextLong(1L << 50)));
                        cost = cost.plus(Money.ofAttos(random.nextLong(1L << 50)));
                        Split now = Split.of(agreement, paid, cost);
                        sum = plus(sum, now.minus(before));
                        before = now;
                    }
                    Split once = Split.of(agreement, paid, cost);

                    assertThat(sum).isEqualTo(once);
                    assertThat(total(once)).isEqualTo(paid);
                    assertThat(once.residual().isNegative()).isFalse();
                    assertThat(once.residual())
                            .isLessThan(Money.ofAttos(agreement.shares().size()));
                });
    }

    private static Agreement any(RandomGenerator random) {
        var shares = new ArrayList<Share>(List.of(by(1 + random.nextInt(100), Role.PLATFORM)));
        if (random.nextBoolean()) {
            shares.add(COST);
        }
        if (random.nextBoolean()) {
            shares.add(tax(List.of("0.06", "0.13", "0.000000000001").get(random.nextInt(3))));
        }
        for (int i = random.nextInt(5); i > 0; i--) {
            shares.add(by(1_000 * i + random.nextInt(1_000), Role.CHANNEL));
        }
        return agreement(shares.toArray(Share[]::new));
    }

    private static Split plus(Split some, Split more) {
        var sums = new ArrayList<Money>();
        for (int i = 0; i < some.shares().size(); i++) {
            sums.add(some.shares().get(i).plus(more.shares().get(i)));
        }
        return new Split(sums, some.residual().plus(more.residual()));
    }

    private static Money total(Split split) {
        Money total = split.residual();
        for (Money share : split.shares()) {
            total = total.plus(share);
        }
        return total;
    }

    @Test
    void agreements_that_cannot_be_are_refused() {
        Share platform = by(1, Role.PLATFORM);
        assertThatThrownBy(() -> agreement(by(1, Role.CHANNEL)))
                .hasMessageContaining("needs one share of a platform, by weight");
        assertThatThrownBy(() -> agreement(platform, by(2, Role.PLATFORM)))
                .hasMessageContaining("needs one share of a platform, by weight");
        assertThatThrownBy(() -> agreement(new Share("us", Role.PLATFORM, new Basis.Cost())))
                .hasMessageContaining("needs one share of a platform, by weight");
        assertThatThrownBy(() ->
                        agreement(
                                platform, COST, new Share("other", Role.NETWORK, new Basis.Cost())))
                .hasMessageContaining("cost to two parties");
        assertThatThrownBy(() -> agreement(platform, by(1, Role.TAX)))
                .hasMessageContaining("a tax, and nothing else, has a rate");
        assertThatThrownBy(() -> agreement(platform, by(2, Role.NETWORK), by(2, Role.NETWORK)))
                .hasMessageContaining("has a share twice");
        assertThatThrownBy(() -> agreement(START.plusSeconds(60), null, platform, COST))
                .hasMessageContaining("changes within an hour of UTC");
        assertThatThrownBy(() -> agreement(START, START, platform, COST))
                .hasMessageContaining("ends before it begins");
        assertThatThrownBy(() -> by(0, Role.NETWORK)).hasMessageContaining("weight of 0");
    }

    @Test
    void what_was_agreed_stays_but_for_an_end_that_lies_ahead() {
        Share[] shares = {by(1, Role.PLATFORM), COST};
        Instant now = START.plusSeconds(7_200);
        var book = new PriceBook(1, rules(agreement(shares)));

        assertThat(book.revise(rules(agreement(START, now.plusSeconds(3_600), shares)), now))
                .isInstanceOf(PriceBook.Revision.Next.class);
        for (Agreement other :
                Arrays.asList(
                        agreement(START, now.minusSeconds(3_600), shares),
                        agreement(by(1, Role.PLATFORM), by(1, Role.NETWORK)))) {
            assertThat(book.revise(rules(other), now))
                    .isEqualTo(
                            new PriceBook.Revision.Refused(
                                    List.of(
                                            "the agreement 'a' was changed after it came into"
                                                    + " force")));
        }
        assertThat(book.revise(PriceRules.NONE, now))
                .isEqualTo(
                        new PriceBook.Revision.Refused(
                                List.of("the agreement 'a' was removed after it came into force")));
        assertThatThrownBy(() -> new PriceBook(1, rules(agreement(shares), agreement(shares))))
                .hasMessageContaining("two agreements are called 'a'");
    }

    private static PriceRules rules(Agreement... agreements) {
        return new PriceRules(List.of(), List.of(), List.of(), List.of(agreements));
    }
}
