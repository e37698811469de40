package io.tokengrid.metering;

/// The figures in which providers of the OpenAI family report a call. They are margins, not
/// classes: [#INPUT] and [#OUTPUT] are wholes, the others are parts of them that may overlap.
public enum Margin {
    /// All that the model read.
    INPUT,
    /// Of the input: taken from a prompt cache.
    CACHED,
    /// Of the input: put into a prompt cache, for whatever time.
    CACHE_WRITE,
    /// Of the cache writes: for one hour.
    CACHE_WRITE_1H,
    /// Of the input: sound.
    AUDIO_INPUT,
    /// Of the input: images.
    IMAGE_INPUT,
    /// Of the input: video.
    VIDEO_INPUT,
    /// All that the model wrote.
    OUTPUT,
    /// Of the output: thinking.
    REASONING,
    /// Of the output: sound.
    AUDIO_OUTPUT,
    /// Of the output: images.
    IMAGE_OUTPUT,
    /// Input and output.
    TOTAL
}
