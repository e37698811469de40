package io.tokengrid.metering;

import java.util.Arrays;

/// The bytes around the text of a plain delta. Chunks of one stream mostly differ in that text
/// alone, so a chunk between the same bytes as one that was parsed has the same meaning, and needs
/// no parser: what stands between is one string, as long as it has no quote, escape or control
/// byte.
final class Envelope {
    private byte[] head = {};
    private byte[] tail = {};
    private int headLength;
    private int tailLength = -1;
    private long key;

    /// Learns from a frame whose only text is the string between `textFrom` and `textTo`.
    void learn(byte[] frame, int from, int textFrom, int textTo, int to, long newKey) {
        headLength = textFrom - from;
        tailLength = to - textTo;
        if (head.length < headLength) {
            head = new byte[headLength];
        }
        if (tail.length < tailLength) {
            tail = new byte[tailLength];
        }
        System.arraycopy(frame, from, head, 0, headLength);
        System.arraycopy(frame, textTo, tail, 0, tailLength);
        key = newKey;
    }

    /// Whether the frame has the same meaning as the one learnt, but for its text.
    boolean matches(byte[] frame, int from, int to) {
        if (tailLength < 0 || to - from < headLength + tailLength) {
            return false;
        }
        int textTo = to - tailLength;
        if (!Arrays.equals(frame, from, from + headLength, head, 0, headLength)
                || !Arrays.equals(frame, textTo, to, tail, 0, tailLength)) {
            return false;
        }
        for (int i = from + headLength; i < textTo; i++) {
            byte b = frame[i];
            if (b == '"' || b == '\\' || (b >= 0 && b < ' ')) {
                return false;
            }
        }
        return true;
    }

    int textFrom(int from) {
        return from + headLength;
    }

    int textTo(int to) {
        return to - tailLength;
    }

    /// Which string of the answer the text belongs to, as [OutputText] names it.
    long key() {
        return key;
    }
}
