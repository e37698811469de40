package io.tokengrid.rating;

import java.time.Instant;
import java.util.Arrays;

/// The instant of a call that decides which time window it falls into. The whole call has the
/// prices of that window.
public enum PricedAt {
    /// When the call was admitted.
    ADMISSION("admission", "admitted"),
    /// When the answer's first byte came; its end for an answer that has none of its own.
    FIRST_BYTE("first-byte", "first byte"),
    /// When the answer was complete.
    COMPLETION("completion", "completed");

    private final String key;
    private final String words;

    PricedAt(String key, String words) {
        this.key = key;
        this.words = words;
    }

    /// Throws [IllegalArgumentException] for a name that no instant has.
    public static PricedAt of(String key) {
        return Arrays.stream(values())
                .filter(at -> at.key.equals(key))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "no instant of a call is called '"
                                        + key
                                        + "': admission, first-byte and completion are"
                                        + " known"));
    }

    /// The name in configuration, books and JSON, such as `first-byte`.
    public String key() {
        return key;
    }

    String words() {
        return words;
    }

    Instant of(Moments moments) {
        return switch (this) {
            case ADMISSION -> moments.admitted();
            case FIRST_BYTE ->
                    moments.firstByte() == null ? moments.completed() : moments.firstByte();
            case COMPLETION -> moments.completed();
        };
    }
}
