package io.tokengrid.metering;

/// One frame of an event stream, as a view of bytes that somebody else owns. It is valid only while
/// [SseScanner.Sink#frame] runs: copy what must outlive that call.
///
/// The frame's own bytes ([#bytes], [#from], [#to]) include the blank line that ends it, so frames
/// written one after another are the stream, byte for byte. The payload ([#data], [#dataFrom],
/// [#dataTo]) is what stands behind `data:`; several data lines are joined by a line feed.
public final class SseFrame {

    /// What a frame is to a relay and to a meter.
    public enum Kind {
        /// Carries a payload.
        DATA,
        /// The payload is `[DONE]`, which ends streams of the OpenAI family.
        DONE,
        /// Carries no payload: comments, keep-alives, lone `event:`, `id:` and `retry:` lines.
        COMMENT
    }

    Kind kind = Kind.COMMENT;
    boolean terminated;
    byte[] bytes = {};
    int from;
    int to;
    byte[] data = {};
    int dataFrom;
    int dataTo;

    SseFrame() {}

    public Kind kind() {
        return kind;
    }

    /// Whether the blank line was there; false only for what an ending stream left behind, which
    /// may be a whole event or the torn half of one.
    public boolean terminated() {
        return terminated;
    }

    public byte[] bytes() {
        return bytes;
    }

    public int from() {
        return from;
    }

    public int to() {
        return to;
    }

    public byte[] data() {
        return data;
    }

    public int dataFrom() {
        return dataFrom;
    }

    public int dataTo() {
        return dataTo;
    }
}
