package io.tokengrid.rating.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tokengrid.rating.plan.Conversion.Rounding;
import io.tokengrid.rating.plan.Tiers.Entry;
import io.tokengrid.testing.Seeds;
import io.tokengrid.units.Rational;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A3: what is not linear is charged by the difference of two cumulative amounts.
final class TariffTest {
    private static final Tiers FLAT = Amount.tiers("5:1:10", "-:2:100");

    @ParameterizedTest
    @CsvSource({
        // quantity, first flat fee at zero, entry, charge
        "0,     true,  ABOVE,      10",
        "0,     false, ABOVE,      0",
        "0.001, false, ABOVE,      10.001",
        "5,     true,  ABOVE,      15",
        "5.001, true,  ABOVE,      115.002",
        "5.001, true,  WHOLE_UNIT, 15.002",
        "6,     true,  WHOLE_UNIT, 117",
    })
    void the_two_open_choices_of_graduated_tiers_are_choices(
            String quantity, boolean flatAtZero, Entry entry, String charge) {
        var tariff = new Tariff.Graduated(new Tiers(FLAT.tiers(), flatAtZero, entry));

        assertThat(tariff.charge(Amount.of(quantity), 1)).isEqualTo(Amount.of(charge));
    }

    @ParameterizedTest
    @CsvSource({
        "0,     true,  ABOVE,      10",
        "0,     false, ABOVE,      0",
        "5,     true,  ABOVE,      15",
        "5.001, true,  ABOVE,      110.002",
        "5.001, true,  WHOLE_UNIT, 15.001",
    })
    void they_are_choices_of_volume_tiers_too(
            String quantity, boolean flatAtZero, Entry entry, String charge) {
        var tariff = new Tariff.Volume(new Tiers(FLAT.tiers(), flatAtZero, entry));

        assertThat(tariff.charge(Amount.of(quantity), 1)).isEqualTo(Amount.of(charge));
    }

    @Test
    void tiers_have_neither_gaps_nor_overlaps() {
        assertThatThrownBy(() -> Amount.tiers("5:1:0", "5:2:0", "-:3:0"))
                .hasMessageContaining("must rise");
        assertThatThrownBy(() -> Amount.tiers("0:1:0", "-:3:0")).hasMessageContaining("must rise");
        assertThatThrownBy(() -> Amount.tiers("5:1:0", "10:2:0"))
                .hasMessageContaining("ends at 10");
        assertThatThrownBy(() -> Amount.tiers("-:1:0", "10:2:0"))
                .hasMessageContaining("without an end");
        assertThatThrownBy(() -> Tiers.of(List.of())).hasMessageContaining("at least one");
    }

    @Test
    void splitting_and_permuting_the_events_of_a_period_changes_no_total() {
        Seeds.play(
                200,
                random -> {
                    Product product = product(random);
                    List<Rational> values = values(random);
                    Rational whole = sumOfDifferences(product, values);

                    Collections.shuffle(values, new Random(random.nextLong()));
                    assertThat(sumOfDifferences(product, values)).isEqualTo(whole);

                    assertThat(product.charge(all(product, values))).isEqualTo(whole);
                });
    }

    private static Rational sumOfDifferences(Product product, List<Rational> values) {
        Rational sum = product.charge(Measure.ZERO);
        Measure before = Measure.ZERO;
        for (Rational value : values) {
            Measure after = before.plus(product.tariff().counted(value), 1);
            sum = sum.plus(product.charge(before, after));
            before = after;
        }
        return sum;
    }

    private static Measure all(Product product, List<Rational> values) {
        Rational sum = Rational.ZERO;
        for (Rational value : values) {
            sum = sum.plus(product.tariff().counted(value));
        }
        return new Measure(sum, values.size());
    }

    @Test
    void what_is_counted_in_pieces_costs_as_much_as_in_one() {
        Seeds.play(
                200,
                random -> {
                    Product product = product(random);
                    Rational first = Amount.any(random);
                    Rational second = Amount.any(random);
                    boolean byEvent =
                            product.tariff() instanceof Tariff.Percentage
                                    || product.tariff() instanceof Tariff.EachEvent;
                    if (!byEvent) {
                        assertThat(product.charge(new Measure(first.plus(second), 1)))
                                .isEqualTo(product.charge(new Measure(first.plus(second), 2)));
                    }
                });
    }

    @Test
    void a_graduated_charge_never_falls_as_the_quantity_grows() {
        Seeds.play(
                200,
                random -> {
                    var tariff = new Tariff.Graduated(tiers(random));
                    Rational less = Amount.any(random);
                    Rational more = less.plus(Amount.any(random));

                    assertThat(tariff.charge(more, 1))
                            .isGreaterThanOrEqualTo(tariff.charge(less, 1));
                });
    }

    @Test
    void a_volume_charge_falls_at_a_border_alone() {
        Seeds.play(
                200,
                random -> {
                    Tiers tiers = tiers(random);
                    var tariff = new Tariff.Volume(tiers);
                    Rational less = Amount.any(random);
                    Rational more = less.plus(Amount.any(random));
                    boolean falls = tariff.charge(more, 1).compareTo(tariff.charge(less, 1)) < 0;
                    boolean crosses =
                            tiers.tiers().stream()
                                    .flatMap(tier -> tier.upTo().stream())
                                    .anyMatch(bound ->
                                            less.compareTo(bound) <= 0
                                                    && more.compareTo(bound) > 0);

                    assertThat(!falls || crosses).isTrue();
                });
    }

    @Test
    void a_package_begins_only_above_a_multiple_of_its_size() {
        Seeds.play(
                200,
                random -> {
                    Rational size = Amount.some(random);
                    Rational free = Amount.any(random);
                    var tariff = new Tariff.PerUnit(new UnitRate(Rational.ONE, size, true), free);
                    long packages = random.nextInt(20);
                    Rational full = free.plus(size.times(packages));
                    Rational little = Rational.of(1, 1_000_000);

                    assertThat(tariff.charge(full, 1)).isEqualTo(Rational.of(packages));
                    assertThat(tariff.charge(full.plus(little), 1))
                            .isEqualTo(Rational.of(packages + 1));
                });
    }

    @Test
    void scaling_units_and_size_together_is_neutral() {
        Seeds.play(
                100,
                random -> {
                    Rational factor = Amount.some(random);
                    Rational size = Amount.some(random);
                    Rational quantity = Amount.any(random);
                    var small = new UnitRate(Rational.of(3), size, true);
                    var large = new UnitRate(Rational.of(3), size.times(factor), true);

                    assertThat(large.times(quantity.times(factor)))
                            .isEqualTo(small.times(quantity));
                });
    }

    @Test
    void a_charge_with_bounds_for_each_event_has_nothing_to_convert() {
        var bounded =
                new Tariff.EachEvent(
                        Amount.of("0.1"), Rational.ZERO, Rational.ONE, Optional.empty());

        assertThatThrownBy(() -> product(new Conversion(Rational.of(10), Rounding.UP), bounded))
                .hasMessageContaining("no unit to convert");
    }

    @Test
    void negative_prices_and_shares_above_the_whole_are_refused() {
        assertThatThrownBy(() -> UnitRate.each(Amount.of("-1")))
                .hasMessage("the price cannot be negative: -1");
        assertThatThrownBy(() ->
                        new Tariff.Percentage(Amount.of("1.1"), Rational.ZERO, 0, Rational.ZERO))
                .hasMessage("the share must be from 0 % to 100 %: 1.1");
        assertThatThrownBy(() ->
                        new Tariff.Committed(Rational.ONE, Rational.ONE, Amount.of("0.5"), true))
                .hasMessageContaining("must be 1 or more");
    }

    private static Product product(RandomGenerator random) {
        Tariff tariff = tariff(random);
        Conversion conversion =
                tariff instanceof Tariff.EachEvent
                        ? Conversion.NONE
                        : new Conversion(
                                Amount.some(random),
                                Rounding.values()[random.nextInt(Rounding.values().length)]);
        return product(conversion, tariff);
    }

    private static Product product(Conversion conversion, Tariff tariff) {
        return new Product("p", "unit", Optional.empty(), conversion, tariff, Product.Terms.PLAIN);
    }

    private static Tariff tariff(RandomGenerator random) {
        return switch (random.nextInt(6)) {
            case 0 ->
                    new Tariff.PerUnit(
                            new UnitRate(
                                    Amount.any(random), Amount.some(random), random.nextBoolean()),
                            Amount.any(random));
            case 1 -> new Tariff.Graduated(tiers(random));
            case 2 -> new Tariff.Volume(tiers(random));
            case 3 ->
                    new Tariff.Percentage(
                            Rational.of(random.nextInt(101), 100),
                            Amount.any(random),
                            random.nextInt(5),
                            Amount.any(random));
            case 4 ->
                    new Tariff.EachEvent(
                            Rational.of(random.nextInt(101), 100),
                            Amount.any(random),
                            Rational.of(random.nextInt(5)),
                            Optional.of(Rational.of(5 + random.nextInt(50))));
            default ->
                    new Tariff.Committed(
                            Amount.any(random),
                            Amount.any(random),
                            Amount.any(random).plus(Rational.ONE),
                            true);
        };
    }

    private static Tiers tiers(RandomGenerator random) {
        var tiers = new ArrayList<Tier>();
        Rational bound = Rational.ZERO;
        for (int i = random.nextInt(4); i >= 0; i--) {
            bound = bound.plus(Amount.some(random));
            tiers.add(
                    new Tier(
                            i == 0 ? Optional.empty() : Optional.of(bound),
                            new UnitRate(
                                    Amount.any(random), Amount.some(random), random.nextBoolean()),
                            Amount.any(random)));
        }
        return new Tiers(
                tiers, random.nextBoolean(), Entry.values()[random.nextInt(Entry.values().length)]);
    }

    private static List<Rational> values(RandomGenerator random) {
        var values = new ArrayList<Rational>();
        for (int i = random.nextInt(12); i >= 0; i--) {
            values.add(Amount.any(random));
        }
        return values;
    }
}
