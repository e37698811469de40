package io.tokengrid.metering;

import io.tokengrid.units.TokenCount;

/// Counts the tokens of texts by one vocabulary. Thread-safe. Ordinary text takes about a tenth of
/// a microsecond a character, text made to be slow up to ten: an event loop counts short texts
/// only.
public interface TokenCounter {

    /// The tokens of a text on its own, without chat template; names of special tokens inside of it
    /// are ordinary text, as hosted APIs treat them.
    TokenCount count(CharSequence text);

    /// The vocabulary, such as `o200k`; of an estimate it says so.
    String encoding();

    /// Whether the count is the model's own, or an estimate by another vocabulary.
    boolean exact();
}
