package io.tokengrid.rating;

import io.tokengrid.metering.TokenClass;
import io.tokengrid.metering.UsageUnit;
import io.tokengrid.units.Rounding;
import io.tokengrid.units.TokenCount;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What a call's prices are by the rules alone: for one call, in decimal arithmetic, with no table
/// made beforehand. Slow and independent of how a book works.
final class PriceOracle {
    private PriceOracle() {}

    /// The prices of a call by key, in 10^-18 of one token or unit; null if it has none.
    static @Nullable Map<String, BigDecimal> prices(PriceBook book, CallFacts call, Side side) {
        PriceRow row = row(book, call);
        if (row == null) {
            return null;
        }
        Map<String, BigDecimal> buy = row.buy() == null ? null : start(row.buy().tariff(), call);
        if (row.buy() != null) {
            for (Modifier modifier : applied(book, call, Side.BUY)) {
                buy = buy == null ? null : times(buy, modifier.by());
            }
        }
        Map<String, BigDecimal> sell = row.sell() == null ? null : start(row.sell(), call);
        for (Modifier modifier : applied(book, call, Side.SELL)) {
            Map<String, BigDecimal> of = modifier.kind() == Modifier.Kind.MARGIN ? buy : sell;
            sell = of == null ? null : times(of, modifier.by());
        }
        return side == Side.BUY ? buy : sell;
    }

    /// With the inherited prices of classes.
    static @Nullable BigDecimal price(Map<String, BigDecimal> prices, TokenClass of) {
        String source = source(prices, of);
        return source == null ? null : prices.get(source);
    }

    private static @Nullable PriceRow row(PriceBook book, CallFacts call) {
        Instant at = call.moments().admitted();
        PriceRow found = null;
        for (PriceRow row : book.rows()) {
            if (!row.model().equals(call.model())
                    || !row.currency().equals(call.customer().currency())
                    || at.isBefore(row.effective())
                    || (row.until() != null && !at.isBefore(row.until()))) {
                continue;
            }
            boolean replaced =
                    book.rows().stream()
                            .anyMatch(later ->
                                    later.model().equals(row.model())
                                            && later.currency().equals(row.currency())
                                            && Objects.equals(later.provider(), row.provider())
                                            && later.effective().isAfter(row.effective())
                                            && !later.effective().isAfter(at));
            boolean mine = row.provider() == null || row.provider().equals(call.provider());
            if (!replaced && mine && (found == null || found.provider() == null)) {
                found = row;
            }
        }
        return found;
    }

    private static @Nullable Map<String, BigDecimal> start(Tariff tariff, CallFacts call) {
        Map<String, BigDecimal> prices = tier(tariff.prices(), call.promptTokens());
        for (TimeWindow window : tariff.windows()) {
            Instant at =
                    switch (window.at()) {
                        case ADMISSION -> call.moments().admitted();
                        case FIRST_BYTE ->
                                Objects.requireNonNullElse(
                                        call.moments().firstByte(), call.moments().completed());
                        case COMPLETION -> call.moments().completed();
                    };
            if (contains(window.hours(), at)) {
                prices = changed(prices, window.change(), call);
                break;
            }
        }
        for (ServiceTierPrices rule : tariff.serviceTiers()) {
            if (rule.tier() == call.serviceTier()) {
                prices = changed(prices, rule.change(), call);
            }
        }
        return prices;
    }

    private static @Nullable Map<String, BigDecimal> changed(
            @Nullable Map<String, BigDecimal> prices, Change change, CallFacts call) {
        return switch (change) {
            case Change.Own(TieredPrices own) -> tier(own, call.promptTokens());
            case Change.Times times -> prices == null ? null : times(prices, times);
        };
    }

    private static @Nullable Map<String, BigDecimal> tier(TieredPrices prices, TokenCount prompt) {
        for (ContextTier tier : prices.tiers()) {
            if (tier.upTo() == null || prompt.compareTo(tier.upTo()) <= 0) {
                var map = new HashMap<String, BigDecimal>();
                tier.prices()
                        .published()
                        .forEach((key, price) ->
                                map.put(
                                        key.key(),
                                        new BigDecimal(price.toString()).movePointRight(12)));
                tier.prices()
                        .publishedUnits()
                        .forEach((key, price) ->
                                map.put(
                                        key.key(),
                                        new BigDecimal(price.toString()).movePointRight(18)));
                return map;
            }
        }
        return null;
    }

    private static List<Modifier> applied(PriceBook book, CallFacts call, Side side) {
        return book.rules().modifiers().stream()
                .flatMap(set -> applied(set, call).stream())
                .filter(modifier -> modifier.side() == side)
                .toList();
    }

    private static List<Modifier> applied(ModifierSet set, CallFacts call) {
        List<Modifier> meant =
                set.members().stream().filter(modifier -> meant(modifier, call)).toList();
        if (meant.isEmpty()) {
            return meant;
        }
        return switch (set.combine()) {
            case STACK -> meant;
            case FIRST -> meant.subList(0, 1);
            case BEST -> {
                Modifier best = meant.getFirst();
                for (Modifier one : meant) {
                    best = one.by().factor().compareTo(best.by().factor()) < 0 ? one : best;
                }
                yield List.of(best);
            }
        };
    }

    private static boolean meant(Modifier modifier, CallFacts call) {
        Audience audience = modifier.audience();
        Instant at = call.moments().admitted();
        return call.model().matches(audience.models().text().replace("*", ".*"))
                && (audience.providers().isEmpty()
                        || audience.providers().contains(call.provider()))
                && (audience.groups().isEmpty()
                        || audience.groups().stream().anyMatch(call.customer().groups()::contains))
                && (audience.organizations().isEmpty()
                        || audience.organizations().stream()
                                .anyMatch(o -> o.equals(call.customer().organization())))
                && !at.isBefore(modifier.effective())
                && (modifier.until() == null || at.isBefore(modifier.until()));
    }

    private static Map<String, BigDecimal> times(
            Map<String, BigDecimal> prices, Change.Times times) {
        var factor = new BigDecimal(times.factor().toString());
        var result = new HashMap<>(prices);
        for (TokenClass of : times.prices().classes()) {
            String source = source(prices, of);
            boolean parentToo =
                    source != null
                            && !source.equals(of.key())
                            && times.prices().classes().stream()
                                    .anyMatch(c -> c.key().equals(source));
            BigDecimal price = price(prices, of);
            if (price != null && !parentToo) {
                result.put(of.key(), rounded(price.multiply(factor), times.rounding()));
            }
        }
        for (UsageUnit of : times.prices().units()) {
            BigDecimal price = prices.get(of.key());
            if (price != null) {
                result.put(of.key(), rounded(price.multiply(factor), times.rounding()));
            }
        }
        return result;
    }

    private static BigDecimal rounded(BigDecimal exact, @Nullable Rounding rounding) {
        return exact.setScale(
                0,
                rounding == null
                        ? RoundingMode.UNNECESSARY
                        : switch (rounding) {
                            case HALF_UP -> RoundingMode.HALF_UP;
                            case HALF_EVEN -> RoundingMode.HALF_EVEN;
                            case UP -> RoundingMode.UP;
                            case DOWN -> RoundingMode.DOWN;
                        });
    }

    private static @Nullable String source(Map<String, BigDecimal> prices, TokenClass of) {
        TokenClass at = of;
        while (at != null && !prices.containsKey(at.key())) {
            at = at.parent();
        }
        return at == null ? null : at.key();
    }

    /// By the calendar of the place instead of arithmetic on seconds.
    static boolean contains(WindowHours hours, Instant instant) {
        ZonedDateTime local = instant.atZone(hours.zone());
        LocalDate today = local.toLocalDate();
        LocalTime time = local.toLocalTime();
        for (DayRange range : hours.ranges()) {
            LocalTime from = LocalTime.ofSecondOfDay(range.from());
            LocalTime to = range.to() == 86_400 ? null : LocalTime.ofSecondOfDay(range.to());
            boolean begun = !time.isBefore(from);
            boolean over = to != null && !time.isBefore(to);
            if (to != null && to.isBefore(from)) {
                if ((begun && on(hours, today)) || (!over && on(hours, today.minusDays(1)))) {
                    return true;
                }
            } else if (begun && !over && on(hours, today)) {
                return true;
            }
        }
        return false;
    }

    private static boolean on(WindowHours hours, LocalDate day) {
        boolean weekday = hours.days().contains(day.getDayOfWeek());
        boolean holiday = hours.holidays().contains(day);
        return switch (hours.rule()) {
            case IGNORE -> weekday;
            case ON -> weekday || holiday;
            case EXCEPT -> weekday && !holiday;
        };
    }
}
