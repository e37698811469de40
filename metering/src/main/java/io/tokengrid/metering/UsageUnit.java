package io.tokengrid.metering;

import java.util.Arrays;

/// What a call can be charged by besides tokens. All are whole numbers: who measures says how parts
/// of a second are counted.
///
/// The order of the constants is fixed: append, never reorder.
public enum UsageUnit {
    IMAGE("image"),
    /// Of sound or video, heard or made.
    SECOND("second"),
    CHARACTER("character"),
    /// The call itself.
    REQUEST("request"),
    TOOL_CALL("tool-call"),
    /// A token kept in a cache for a second.
    TOKEN_SECOND("token-second"),
    /// A token kept in a cache for an hour.
    TOKEN_HOUR("token-hour"),
    /// An accelerator that is held, not only busy, for a second.
    GPU_SECOND("gpu-second"),
    /// The same for an hour.
    GPU_HOUR("gpu-hour"),
    /// A piece of work, such as an annotated record.
    ITEM("item");

    private final String key;

    UsageUnit(String key) {
        this.key = key;
    }

    /// Throws [IllegalArgumentException] for a name that no unit has.
    public static UsageUnit of(String key) {
        return Arrays.stream(values())
                .filter(unit -> unit.key.equals(key))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no unit is called '" + key + "'"));
    }

    /// The unit's name in configuration, price books, JSON and metrics, such as `tool-call`.
    public String key() {
        return key;
    }
}
