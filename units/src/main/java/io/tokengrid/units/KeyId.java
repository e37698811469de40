package io.tokengrid.units;

/// An API key's public name, not its secret. Written `key-` and the number in base 36.
///
/// @param value drawn at random by whoever issues the key; positive
public record KeyId(long value) implements Comparable<KeyId> {
    public KeyId {
        Ids.requirePositive(value);
    }

    /// Throws [IllegalArgumentException] for anything that [#toString] does not write.
    public static KeyId parse(String text) {
        return new KeyId(Ids.parse("key-", text));
    }

    @Override
    public int compareTo(KeyId other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Ids.write("key-", value);
    }
}
