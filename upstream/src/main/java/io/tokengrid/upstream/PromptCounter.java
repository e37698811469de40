package io.tokengrid.upstream;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;

/// Counts the tokens of a text as the upstream's model would. Safe for all threads.
interface PromptCounter {
    int count(String text);

    /// The counter of an encoding, `o200k_base` or `cl100k_base`.
    ///
    /// @throws IllegalArgumentException if the encoding is another one
    static PromptCounter of(String encoding) {
        EncodingType type =
                EncodingType.fromName(encoding)
                        .orElseThrow(() ->
                                new IllegalArgumentException(
                                        "unknown encoding "
                                                + encoding
                                                + "; known: o200k_base, cl100k_base"));
        Encoding counter = Encodings.newLazyEncodingRegistry().getEncoding(type);
        return counter::countTokensOrdinary;
    }
}
