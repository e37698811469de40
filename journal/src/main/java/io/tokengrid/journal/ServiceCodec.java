package io.tokengrid.journal;

import io.tokengrid.journal.Fact.Service;
import io.tokengrid.metering.ServiceTier;
import io.tokengrid.metering.UnitCounts;
import io.tokengrid.metering.UsageUnit;
import io.tokengrid.rating.Charge.UnitLine;
import io.tokengrid.units.BinaryReader;
import io.tokengrid.units.BinaryWriter;
import io.tokengrid.units.UnitPrice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// The binary form of how a call was served: its tier and its units by their names. A line's
/// quantity is that of its unit, and its amount price times quantity: neither is written.
final class ServiceCodec {
    private static final UsageUnit[] UNITS = UsageUnit.values();

    private ServiceCodec() {}

    static void write(Service service, BinaryWriter out) {
        out.writeString(service.tier().key());
        List<UsageUnit> used =
                Arrays.stream(UNITS).filter(unit -> service.units().count(unit) != 0).toList();
        Parts.writeAll(
                used,
                (unit, to) -> to.writeString(unit.key()).writeUnsigned(service.units().count(unit)),
                out);
        Parts.writeAll(
                service.lines(),
                (line, to) -> to.writeString(line.unit().key()).writeMoney(line.price().perUnit()),
                out);
    }

    static Service read(BinaryReader in) {
        ServiceTier tier = ServiceTier.of(in.readString());
        Map<UsageUnit, Long> used = new EnumMap<>(UsageUnit.class);
        for (int rest = in.readCount(UNITS.length); rest > 0; rest--) {
            UsageUnit unit = UsageUnit.of(in.readString());
            used.put(unit, in.readUnsigned());
        }
        UnitCounts units = UnitCounts.of(used);
        var lines = new ArrayList<UnitLine>();
        for (int rest = in.readCount(UNITS.length); rest > 0; rest--) {
            UsageUnit unit = UsageUnit.of(in.readString());
            var price = new UnitPrice(in.readMoney());
            long quantity = units.count(unit);
            lines.add(new UnitLine(unit, quantity, price, price.times(quantity)));
        }
        return new Service(tier, units, lines);
    }
}
