package io.tokengrid.journal;

import io.tokengrid.units.BinaryReader;
import org.jspecify.annotations.Nullable;

/// The encoded facts of one call, one after another, each with its length: what views keep of a
/// call, so that its record is rebuilt exactly. More of them can be appended.
public final class CallFacts {
    private CallFacts() {}

    /// The record of a call; throws [IllegalArgumentException] unless the facts begin with an
    /// admission and are of one call.
    public static CallRecord read(byte[] joined) {
        return read(joined, joined.length);
    }

    /// The same, of the first `length` bytes.
    static CallRecord read(byte[] joined, int length) {
        var in = new BinaryReader(joined, 0, length);
        CallRecord call = null;
        while (!in.atEnd()) {
            call = next(call, readFact(in));
        }
        if (call == null) {
            throw new IllegalArgumentException("a call without facts");
        }
        return call;
    }

    /// The next of several facts.
    static Fact readFact(BinaryReader in) {
        byte[] bytes = in.readBytes();
        return FactCodec.read(bytes, 0, bytes.length);
    }

    private static CallRecord next(@Nullable CallRecord call, Fact fact) {
        if (call == null) {
            CallRecord begun = CallRecord.begunBy(fact);
            if (begun == null) {
                throw new IllegalArgumentException("a call that does not begin with its admission");
            }
            return begun;
        }
        if (!call.id().equals(CallRecord.about(fact))) {
            throw new IllegalArgumentException("a fact of another call than " + call.id());
        }
        return call.with(fact);
    }
}
