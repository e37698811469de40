package io.tokengrid.gateway;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/// Who makes tokens for us.
///
/// @param name its name in the configuration, at most 64 characters
/// @param dialect the built-in provider whose ways it has, such as `dashscope`, or `openai`
/// @param baseUrl where its API begins, such as `https://host/v1`
/// @param apiKey what we call it with; null if it asks for none. Never logged
/// @param auth how it wants the key
/// @param limitField the field that it obeys as the limit of an answer's tokens
/// @param thinkingBudget the field that limits thinking, where `limitField` does not count it; null
///   where it does
/// @param streamUsage whether it understands `stream_options.include_usage`
public record Provider(
        String name,
        String dialect,
        URI baseUrl,
        @Nullable String apiKey,
        Auth auth,
        String limitField,
        @Nullable String thinkingBudget,
        boolean streamUsage) {
    /// How a provider wants its key.
    public enum Auth {
        /// `Authorization: Bearer KEY`.
        BEARER,
        /// `x-api-key: KEY`.
        X_API_KEY
    }

    /// Without the key.
    @Override
    public String toString() {
        return name + " (" + dialect + ", " + baseUrl + ")";
    }
}
