package io.tokengrid.rating;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokengrid.metering.ServiceTier;
import io.tokengrid.metering.TokenClass;
import io.tokengrid.metering.UnitCounts;
import io.tokengrid.metering.Usage;
import io.tokengrid.metering.UsageSource;
import io.tokengrid.metering.UsageUnit;
import io.tokengrid.testing.Draw;
import io.tokengrid.testing.Seeds;
import io.tokengrid.units.Money;
import io.tokengrid.units.TokenCount;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReachTest {
    private static final Tariff TARIFF =
            new Tariff(
                    Books.tiers(
                            "1000: input 1, output 2 | 2000: input 3, output 4 | input 5, output 6"),
                    List.of(
                            new TimeWindow(
                                    "peak",
                                    WindowHours.daily(
                                            Books.BEIJING, List.of(DayRange.parse("09:00-12:00"))),
                                    PricedAt.COMPLETION,
                                    Books.times("2"))),
                    List.of(new ServiceTierPrices(ServiceTier.PRIORITY, Books.times("10"))));

    /// Exactness B1: times in UTC; peak begins at 01:00. A hundred output tokens, in millionths.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // prompt bound | admitted | deadline | service tiers    | ceiling
                "1000 | 00:00 | 00:30 | default          | 1000*1 + 100*2",
                // the second tier is reached, and could be missed
                "1001 | 00:00 | 00:30 | default          | 1001*3 + 100*4",
                "3000 | 00:00 | 00:30 | default          | 3000*5 + 100*6",
                // the end of the call decides about the window
                "1000 | 00:00 | 00:59 | default          | 1000*1 + 100*2",
                "1000 | 00:00 | 01:00 | default          | 1000*2 + 100*4",
                "1000 | 02:00 | 02:10 | default          | 1000*2 + 100*4",
                "1000 | 04:00 | 23:00 | default          | 1000*1 + 100*2",
                // what a call may be given it may have to pay
                "1000 | 00:00 | 00:30 | default priority | 1000*10 + 100*20",
                "1000 | 00:00 | 00:30 | priority         | 1000*10 + 100*20",
                "1000 | 00:00 | 00:30 | batch            | 1000*1 + 100*2",
            })
    void a_ceiling_is_that_of_the_dearest_prices_in_reach(
            long prompt, String admitted, String deadline, String tiers, String ceiling) {
        var bounds =
                new CallBounds(
                        "m",
                        List.of("anybody"),
                        Customer.anyone(Books.CNY),
                        new TokenCount(prompt),
                        EnumSet.copyOf(
                                Arrays.stream(tiers.split(" ", -1)).map(ServiceTier::of).toList()),
                        Instant.parse("2026-03-02T" + admitted + ":00Z"),
                        Instant.parse("2026-03-02T" + deadline + ":00Z"));

        Reach reach = Books.book(TARIFF).reach(bounds);

        assertThat(reach.ceiling(new TokenCount(100), UnitCounts.ONE_REQUEST))
                .isEqualTo(Money.ofAttos(millionths(ceiling) * 1_000_000_000_000L));
    }

    private static long millionths(String sum) {
        return Arrays.stream(sum.split(" \\+ ", -1))
                .map(product -> product.split("\\*", -1))
                .mapToLong(of -> Long.parseLong(of[0]) * Long.parseLong(of[1]))
                .sum();
    }

    @Test
    void a_candidate_without_a_price_is_named() {
        PriceRow row =
                new PriceRow(
                        "m",
                        "aliyun",
                        Books.CNY,
                        Books.START,
                        null,
                        Tariff.of(Prices.list("input 1")),
                        null);

        Reach both = new PriceBook(1, List.of(row)).reach(bounds(List.of("aliyun", "hub")));
        Reach none = new PriceBook(1, List.of(row)).reach(bounds(List.of("hub")));

        assertThat(both.unpriced()).containsExactly("hub");
        assertThat(both.nothing()).isFalse();
        assertThat(none.nothing()).isTrue();
    }

    private static CallBounds bounds(List<String> providers) {
        return new CallBounds(
                "m",
                providers,
                Customer.anyone(Books.CNY),
                new TokenCount(10),
                Set.of(ServiceTier.DEFAULT),
                Books.START,
                Books.START);
    }

    /// Exactness B1, and with it `SettledWithinHold` for calls within their bounds, also where the
    /// hold grew in steps (B7).
    @Test
    void no_settlement_within_the_bounds_exceeds_the_hold() {
        Seeds.play(
                300,
                random -> {
                    PriceBook book = Books.anyBook(random);
                    CallFacts some = Books.anyCall(book, random);
                    Instant now = some.moments().admitted();
                    int time = 1 + random.nextInt(Draw.once(random, 9) ? 20 * 86_400 : 30_000);
                    var bounds =
                            new CallBounds(
                                    some.model(),
                                    Books.anyProviders(random),
                                    some.customer(),
                                    some.promptTokens(),
                                    anyTiers(random),
                                    now,
                                    now.plusSeconds(time));
                    long output = random.nextInt(10_000);
                    long more = random.nextInt(10_000);
                    UnitCounts units = anyUnits(random);
                    Reach reach = book.reach(bounds);
                    Money held =
                            reach.ceiling(new TokenCount(output), units)
                                    .plus(reach.growth(new TokenCount(more)));
                    for (int i = 0; i < 20; i++) {
                        CallFacts call = anyWithin(bounds, random);
                        EffectivePrices prices = book.sell(call);
                        if (prices == null) {
                            continue;
                        }
                        Usage usage = anyUsage(call.promptTokens(), output + more, random);
                        Money charge = Rater.total(prices.prices(), usage, units);
                        assertThat(charge).isLessThanOrEqualTo(held);
                        assertThat(reach.nothing()).isFalse();
                    }
                });
    }

    private static CallFacts anyWithin(CallBounds bounds, RandomGenerator random) {
        long time = bounds.deadline().getEpochSecond() - bounds.now().getEpochSecond();
        Instant first = bounds.now().plusSeconds(random.nextLong(time + 1));
        long rest = bounds.deadline().getEpochSecond() - first.getEpochSecond();
        Instant completed = first.plusSeconds(random.nextLong(rest + 1));
        return new CallFacts(
                bounds.model(),
                Draw.one(random, bounds.providers()),
                bounds.customer(),
                new TokenCount(random.nextLong(bounds.inputBound().value() + 1)),
                Draw.one(random, List.copyOf(bounds.serviceTiers())),
                new Moments(bounds.now(), random.nextBoolean() ? null : first, completed));
    }

    private static Set<ServiceTier> anyTiers(RandomGenerator random) {
        EnumSet<ServiceTier> tiers = EnumSet.of(Draw.one(random, List.of(ServiceTier.values())));
        Arrays.stream(ServiceTier.values()).filter(_ -> random.nextBoolean()).forEach(tiers::add);
        return tiers;
    }

    private static UnitCounts anyUnits(RandomGenerator random) {
        var units = new EnumMap<UsageUnit, Long>(UsageUnit.class);
        Arrays.stream(UsageUnit.values())
                .filter(_ -> random.nextBoolean())
                .forEach(unit -> units.put(unit, random.nextLong(1_000)));
        return UnitCounts.of(units);
    }

    /// The whole prompt in one or two classes, and at most so much output.
    private static Usage anyUsage(TokenCount prompt, long output, RandomGenerator random) {
        TokenClass[] all = TokenClass.values();
        TokenClass one = all[random.nextInt(7)];
        long some = one == TokenClass.INPUT ? 0 : random.nextLong(prompt.value() + 1);
        return Usage.builder(UsageSource.REPORTED)
                .count(one, some)
                .count(TokenClass.INPUT, prompt.value() - some)
                .count(all[7 + random.nextInt(4)], output == 0 ? 0 : random.nextLong(output + 1))
                .build();
    }
}
