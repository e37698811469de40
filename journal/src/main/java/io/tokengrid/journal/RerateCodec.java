package io.tokengrid.journal;

import io.tokengrid.units.BinaryReader;
import io.tokengrid.units.BinaryWriter;
import io.tokengrid.units.CurrencyCode;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/// Writes what came of rating calls again, and reads it back.
final class RerateCodec {
    private static final int MOST_CURRENCIES = 1_000;

    private RerateCodec() {}

    static void write(RerateTally tally, BinaryWriter out) {
        out.writeUnsigned(tally.calls()).writeUnsigned(tally.corrected());
        out.writeUnsigned(tally.kept()).writeUnsigned(tally.unpriced());
        Parts.writeAll(
                new TreeMap<>(tally.differences()).entrySet(),
                (sum, to) ->
                        to.writeString(sum.getKey().code())
                                .writeMoney(sum.getValue().more())
                                .writeMoney(sum.getValue().owed()),
                out);
        Parts.writeAll(tally.keptCalls(), (call, to) -> to.writeCall(call), out);
    }

    static RerateTally read(BinaryReader in) {
        long calls = in.readUnsigned();
        long corrected = in.readUnsigned();
        long kept = in.readUnsigned();
        long unpriced = in.readUnsigned();
        Map<CurrencyCode, RerateTally.Difference> differences = new HashMap<>();
        for (int rest = in.readCount(MOST_CURRENCIES); rest > 0; rest--) {
            var currency = new CurrencyCode(in.readString());
            differences.put(currency, new RerateTally.Difference(in.readMoney(), in.readMoney()));
        }
        return new RerateTally(
                calls,
                corrected,
                kept,
                unpriced,
                differences,
                Parts.readAll(RerateTally.MOST_NAMED, BinaryReader::readCall, in));
    }
}
