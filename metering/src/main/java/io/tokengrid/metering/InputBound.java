package io.tokengrid.metering;

import io.tokengrid.units.TokenCount;

/// A number of tokens that a request's input cannot exceed, to hold money by (`exactness.md`, B3).
public sealed interface InputBound {

    /// The most tokens that one image costs with any documented formula: `gpt-4o-mini`, 2,833 and
    /// 5,667 for each of the eight tiles of 2048 x 768 pixels (OpenAI, vision guide). Qwen-VL's
    /// most is 16,386.
    long TOKENS_PER_IMAGE = 48_169;

    /// The most tokens of one second of sound: Gemini's 32 (Google, audio understanding).
    long TOKENS_PER_SOUND_SECOND = 32;

    /// The fewest bytes of one second of sound: Opus at its lowest bit rate, 6 kbit/s (RFC 6716).
    long BYTES_PER_SOUND_SECOND = 750;

    /// A count by the model's own vocabulary misses at most one in so many tokens: hosts render
    /// tools and schemas in ways of their own. Chosen, not calibrated.
    long EXACT_PARTS = 32;

    /// A count by another model's vocabulary misses at most one in so many. Chosen, not calibrated.
    long ESTIMATE_PARTS = 2;

    /// What a count of any length may miss: marks and words that a host adds.
    long LEAST_MARGIN = 32;

    /// The input has at most so many tokens.
    record AtMost(TokenCount tokens) implements InputBound {}

    /// A part of the request may have any size: a file, a video, something to be fetched, or a part
    /// of a kind not known here. Hold the model's context window, or refuse.
    ///
    /// @param part the kind of the part, as the client wrote it
    record Unbounded(String part) implements InputBound {}

    /// The bound of text alone: each token stands for at least one byte of UTF-8, so bytes are an
    /// upper bound of tokens; the template comes on top. A whole JSON body's length will do for
    /// `utf8Bytes`, because JSON never takes fewer bytes than the text in it.
    ///
    /// @param utf8Bytes bytes of the text in UTF-8
    /// @param messages the number of chat messages; 0 if there is no chat
    static TokenCount ofText(long utf8Bytes, int messages, ChatTemplate template) {
        return new TokenCount(Math.addExact(utf8Bytes, template.atMost(messages)));
    }

    /// A count with what it may be wrong by on top (exactness B3).
    static long withMargin(long counted, TokenCounter counter) {
        return Math.addExact(
                counted,
                Math.addExact(
                        LEAST_MARGIN,
                        Math.ceilDiv(counted, counter.exact() ? EXACT_PARTS : ESTIMATE_PARTS)));
    }

    /// The bound of so many bytes of encoded sound.
    static long ofSound(long bytes) {
        return Math.multiplyExact(
                Math.ceilDiv(bytes, BYTES_PER_SOUND_SECOND), TOKENS_PER_SOUND_SECOND);
    }
}
