package io.tokengrid.metering;

import org.jspecify.annotations.Nullable;

/// The kinds of token that a call uses. They partition a call: each token is in exactly one class,
/// and the classes add up to all tokens read and written (`exactness.md`, A7).
///
/// The order of the constants is part of the journal's format: append, never reorder.
public enum TokenClass {
    /// Fresh text that the model read.
    INPUT("input", null),
    /// Input that the provider took from a prompt cache.
    CACHED_INPUT("cached-input", INPUT),
    /// Input that the provider put into a prompt cache for five minutes.
    CACHE_WRITE("cache-write", INPUT),
    /// Input that the provider put into a prompt cache for one hour.
    CACHE_WRITE_1H("cache-write-1h", CACHE_WRITE),
    /// Fresh sound that the model heard.
    AUDIO_INPUT("audio-input", INPUT),
    /// Fresh images that the model saw.
    IMAGE_INPUT("image-input", INPUT),
    /// Fresh video that the model saw.
    VIDEO_INPUT("video-input", INPUT),
    /// Text that the model wrote, tool calls included.
    OUTPUT("output", null),
    /// Thinking, whether the client can see it or not.
    REASONING("reasoning", OUTPUT),
    /// Sound that the model made.
    AUDIO_OUTPUT("audio-output", OUTPUT),
    /// Images that the model made.
    IMAGE_OUTPUT("image-output", OUTPUT);

    private final String key;
    private final @Nullable TokenClass parent;

    TokenClass(String key, @Nullable TokenClass parent) {
        this.key = key;
        this.parent = parent;
    }

    /// The class's name in configuration, price books, JSON and metrics, such as `cached-input`.
    public String key() {
        return key;
    }

    /// The class whose price holds where this one has no row of its own (`exactness.md`, A5); null
    /// for [#INPUT] and [#OUTPUT].
    public @Nullable TokenClass parent() {
        return parent;
    }

    /// Whether the model read these tokens; otherwise it wrote them.
    public boolean isInput() {
        return compareTo(OUTPUT) < 0;
    }
}
