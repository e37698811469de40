package io.tokengrid.units;

/// One call: the position of the fact that admitted it. Written `call-NODE-EPOCH-SEQUENCE`.
///
/// @param admitted where the call was admitted
public record CallId(Position admitted) implements Comparable<CallId> {
    private static final String PREFIX = "call-";

    /// Throws [IllegalArgumentException] for anything that [#toString] does not write.
    public static CallId parse(String text) {
        if (text.startsWith(PREFIX) && text.length() < 64) {
            String[] parts = text.substring(PREFIX.length()).split("-", -1);
            try {
                if (parts.length == 3) {
                    var position =
                            new Position(
                                    Integer.parseInt(parts[0]),
                                    Integer.parseInt(parts[1]),
                                    Long.parseLong(parts[2]));
                    if (position.sequence() > 0 && new CallId(position).toString().equals(text)) {
                        return new CallId(position);
                    }
                }
            } catch (IllegalArgumentException _) {
                // The one message below says it for every kind of wrong text.
            }
        }
        throw new IllegalArgumentException(
                "not a call's id of the form call-1-1-42: '" + text + "'");
    }

    @Override
    public int compareTo(CallId other) {
        return admitted.compareTo(other.admitted);
    }

    @Override
    public String toString() {
        return PREFIX + admitted;
    }
}
