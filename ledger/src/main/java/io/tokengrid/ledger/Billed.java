package io.tokengrid.ledger;

import io.tokengrid.units.BinaryReader;
import io.tokengrid.units.BinaryWriter;
import io.tokengrid.units.Money;
import io.tokengrid.units.Sha256;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What is remembered of an organization's documents, so that nothing is invoiced twice and no more
/// is credited than was invoiced.
final class Billed {
    @Nullable Last last;

    /// What was credited of invoices that have credit notes, by their names.
    final Map<String, Money> credited = new TreeMap<>();

    /// The last invoice.
    ///
    /// @param to where its period ended
    /// @param cut what was recorded before that is in it
    record Last(DocumentName name, Instant to, Instant cut, Sha256 digest) {}

    boolean isEmpty() {
        return last == null && credited.isEmpty();
    }

    void write(BinaryWriter out) {
        out.writeBoolean(last != null);
        if (last != null) {
            out.writeString(last.name.series()).writeUnsigned(last.name.number());
            out.writeInstant(last.to).writeInstant(last.cut).writeHash(last.digest);
        }
        out.writeUnsigned(credited.size());
        credited.forEach((name, amount) -> out.writeString(name).writeMoney(amount));
    }

    void read(BinaryReader in) {
        if (in.readBoolean()) {
            var name = new DocumentName(in.readString(), in.readUnsigned());
            last = new Last(name, in.readInstant(), in.readInstant(), in.readHash());
        }
        for (int rest = in.readCount(Integer.MAX_VALUE); rest > 0; rest--) {
            String name = in.readString();
            credited.put(name, in.readMoney());
        }
    }
}
