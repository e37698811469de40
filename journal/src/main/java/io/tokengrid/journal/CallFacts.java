package io.tokengrid.journal;

import io.tokengrid.units.BinaryReader;
import io.tokengrid.units.BinaryWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The encoded facts of one call, one after another, each with its length: what views keep of a
/// call, so that its record is rebuilt exactly.
public final class CallFacts {
    private CallFacts() {}

    /// Puts encoded facts behind one another. What [#join] made can be extended by appending more
    /// of it.
    public static void join(List<byte[]> facts, BinaryWriter out) {
        for (byte[] fact : facts) {
            out.writeBytes(fact);
        }
    }

    /// The record of a call; throws [IllegalArgumentException] unless the facts begin with an
    /// admission and are of one call.
    public static CallRecord read(byte[] joined) {
        var in = new BinaryReader(joined);
        CallRecord call = null;
        while (!in.atEnd()) {
            byte[] bytes = in.readBytes();
            call = next(call, FactCodec.read(bytes, 0, bytes.length));
        }
        if (call == null) {
            throw new IllegalArgumentException("a call without facts");
        }
        return call;
    }

    /// The encoded facts, one by one.
    static List<byte[]> split(byte[] joined) {
        var facts = new ArrayList<byte[]>(5);
        for (var in = new BinaryReader(joined); !in.atEnd(); ) {
            facts.add(in.readBytes());
        }
        return facts;
    }

    private static CallRecord next(@Nullable CallRecord call, Fact fact) {
        if (call == null) {
            if (fact instanceof Fact.Admitted admitted) {
                return CallRecord.of(admitted);
            }
            throw new IllegalArgumentException("a call that does not begin with its admission");
        }
        if (!call.id().equals(CallRecord.about(fact))) {
            throw new IllegalArgumentException("a fact of another call than " + call.id());
        }
        return call.with(fact);
    }
}
