package io.tokengrid.journal;

import io.tokengrid.metering.ServiceTier;
import io.tokengrid.metering.TokenClass;
import io.tokengrid.metering.UsageUnit;
import io.tokengrid.rating.Change;
import io.tokengrid.rating.ContextTier;
import io.tokengrid.rating.DayRange;
import io.tokengrid.rating.HolidayRule;
import io.tokengrid.rating.PriceKeys;
import io.tokengrid.rating.PriceList;
import io.tokengrid.rating.PricedAt;
import io.tokengrid.rating.ServiceTierPrices;
import io.tokengrid.rating.Tariff;
import io.tokengrid.rating.TieredPrices;
import io.tokengrid.rating.TimeWindow;
import io.tokengrid.rating.WindowHours;
import io.tokengrid.units.BinaryReader;
import io.tokengrid.units.BinaryWriter;
import io.tokengrid.units.Factor;
import io.tokengrid.units.Price;
import io.tokengrid.units.Rounding;
import io.tokengrid.units.TokenCount;
import io.tokengrid.units.UnitPrice;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The binary form of what decides a model's prices for one payer.
final class TariffCodec {
    private static final int MOST_PARTS = 1_000;
    private static final int MOST_DATES = 100_000;
    private static final int TIMES = 0;
    private static final int OWN = 1;

    private TariffCodec() {}

    static void write(Tariff tariff, BinaryWriter out) {
        writeTiers(tariff.prices(), out);
        Parts.writeAll(tariff.windows(), TariffCodec::writeWindow, out);
        Parts.writeAll(tariff.serviceTiers(), TariffCodec::writeServiceTier, out);
    }

    /// Reads what [#write] wrote; throws [IllegalArgumentException] for anything else.
    static Tariff read(BinaryReader in) {
        return new Tariff(
                readTiers(in),
                Parts.readAll(MOST_PARTS, TariffCodec::readWindow, in),
                Parts.readAll(MOST_PARTS, TariffCodec::readServiceTier, in));
    }

    /// The prices of tokens alone.
    static void writeTokens(PriceList list, BinaryWriter out) {
        Parts.writeAll(
                list.published().entrySet(),
                (price, to) ->
                        to.writeString(price.getKey().key())
                                .writeUnsigned(price.getValue().attosPerToken()),
                out);
    }

    static Map<TokenClass, Price> readTokens(BinaryReader in) {
        var prices = new EnumMap<TokenClass, Price>(TokenClass.class);
        for (int rest = in.readCount(TokenClass.values().length); rest > 0; rest--) {
            prices.put(classOf(in.readString()), new Price(in.readUnsigned()));
        }
        return prices;
    }

    static void writeTimes(Change.Times times, BinaryWriter out) {
        Rounding rounding = times.rounding();
        out.writeUnsigned(times.factor().parts());
        Parts.writeAll(times.prices().classes(), (one, to) -> to.writeString(one.key()), out);
        Parts.writeAll(times.prices().units(), (one, to) -> to.writeString(one.key()), out);
        out.writeNullableString(rounding == null ? null : rounding.key());
    }

    static Change.Times readTimes(BinaryReader in) {
        var factor = new Factor(in.readUnsigned());
        Set<TokenClass> classes = EnumSet.noneOf(TokenClass.class);
        classes.addAll(Parts.readAll(MOST_PARTS, from -> classOf(from.readString()), in));
        Set<UsageUnit> units = EnumSet.noneOf(UsageUnit.class);
        units.addAll(Parts.readAll(MOST_PARTS, from -> UsageUnit.of(from.readString()), in));
        String rounding = in.readNullableString();
        return new Change.Times(
                factor,
                new PriceKeys(classes, units),
                rounding == null ? null : Rounding.of(rounding));
    }

    private static void writeChange(Change change, BinaryWriter out) {
        switch (change) {
            case Change.Times times -> writeTimes(times, out.writeByte(TIMES));
            case Change.Own(TieredPrices prices) -> writeTiers(prices, out.writeByte(OWN));
        }
    }

    private static Change readChange(BinaryReader in) {
        int kind = in.readByte();
        return switch (kind) {
            case TIMES -> readTimes(in);
            case OWN -> new Change.Own(readTiers(in));
            default -> throw new IllegalArgumentException("no change of prices is " + kind);
        };
    }

    private static void writeTiers(TieredPrices prices, BinaryWriter out) {
        Parts.writeAll(prices.tiers(), TariffCodec::writeTier, out);
    }

    private static TieredPrices readTiers(BinaryReader in) {
        return new TieredPrices(Parts.readAll(MOST_PARTS, TariffCodec::readTier, in));
    }

    private static void writeTier(ContextTier tier, BinaryWriter out) {
        TokenCount upTo = tier.upTo();
        out.writeUnsigned(tier.above().value()).writeBoolean(upTo != null);
        if (upTo != null) {
            out.writeUnsigned(upTo.value());
        }
        writeTokens(tier.prices(), out);
        Parts.writeAll(
                tier.prices().publishedUnits().entrySet(),
                (price, to) ->
                        to.writeString(price.getKey().key()).writeMoney(price.getValue().perUnit()),
                out);
    }

    private static ContextTier readTier(BinaryReader in) {
        var above = new TokenCount(in.readUnsigned());
        @Nullable TokenCount upTo = in.readBoolean() ? new TokenCount(in.readUnsigned()) : null;
        Map<TokenClass, Price> tokens = readTokens(in);
        var units = new EnumMap<UsageUnit, UnitPrice>(UsageUnit.class);
        for (int rest = in.readCount(UsageUnit.values().length); rest > 0; rest--) {
            units.put(UsageUnit.of(in.readString()), new UnitPrice(in.readMoney()));
        }
        return new ContextTier(above, upTo, new PriceList(tokens, units));
    }

    private static void writeWindow(TimeWindow window, BinaryWriter out) {
        WindowHours hours = window.hours();
        out.writeString(window.name()).writeString(hours.zone().getId());
        Parts.writeAll(
                hours.ranges(),
                (range, to) -> to.writeUnsigned(range.from()).writeUnsigned(range.to()),
                out);
        Parts.writeAll(hours.days(), (day, to) -> to.writeUnsigned(day.getValue()), out);
        out.writeString(hours.rule().key());
        Parts.writeAll(hours.holidays(), (day, to) -> to.writeSigned(day.toEpochDay()), out);
        writeChange(window.change(), out.writeString(window.at().key()));
    }

    private static TimeWindow readWindow(BinaryReader in) {
        String name = in.readString();
        try {
            ZoneId zone = ZoneId.of(in.readString());
            List<DayRange> ranges = Parts.readAll(MOST_PARTS, TariffCodec::readRange, in);
            List<DayOfWeek> days = Parts.readAll(7, from -> DayOfWeek.of(from.readCount(7)), in);
            HolidayRule rule = HolidayRule.of(in.readString());
            List<LocalDate> holidays =
                    Parts.readAll(MOST_DATES, from -> LocalDate.ofEpochDay(from.readSigned()), in);
            return new TimeWindow(
                    name,
                    new WindowHours(
                            zone, ranges, new HashSet<>(days), rule, new HashSet<>(holidays)),
                    PricedAt.of(in.readString()),
                    readChange(in));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("time window '" + name + "': " + e.getMessage(), e);
        }
    }

    private static DayRange readRange(BinaryReader in) {
        return new DayRange(in.readCount(86_400), in.readCount(86_400));
    }

    private static void writeServiceTier(ServiceTierPrices rule, BinaryWriter out) {
        writeChange(rule.change(), out.writeString(rule.tier().key()));
    }

    private static ServiceTierPrices readServiceTier(BinaryReader in) {
        return new ServiceTierPrices(ServiceTier.of(in.readString()), readChange(in));
    }

    private static TokenClass classOf(String key) {
        for (TokenClass tokenClass : TokenClass.values()) {
            if (tokenClass.key().equals(key)) {
                return tokenClass;
            }
        }
        throw new IllegalArgumentException("no class of tokens is called '" + key + "'");
    }
}
