package io.tokengrid.upstream;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// How an upstream is started. Immutable; start from [#standard()] and change what differs.
///
/// @param port 0 for any free one
/// @param models what `GET /v1/models` lists; any other model is answered as well
/// @param tokenizer family that counts the prompts of all models, such as `o200k`; null for each
///   model's own
/// @param apiKey that calls must carry; null lets everybody in
/// @param controls a JSON object of controls that hold where a call sets no other
/// @param answerTokens length of an answer when neither call nor controls say how long
/// @param limits on what it takes in
public record UpstreamOptions(
        String host,
        int port,
        List<String> models,
        @Nullable String tokenizer,
        @Nullable String apiKey,
        String controls,
        int answerTokens,
        Limits limits) {

    /// What an upstream takes in, at most.
    ///
    /// @param bodyBytes of a request; a longer one is answered with 413
    /// @param connections at once; further ones are closed
    /// @param ledgerCalls of which [Served] remembers each; the oldest are forgotten
    /// @param threads event loops
    public record Limits(int bodyBytes, int connections, int ledgerCalls, int threads) {
        /// 16 MiB, 20,000 connections, 131,072 calls, one event loop.
        public static Limits standard() {
            return new Limits(16 << 20, 20_000, 1 << 17, 1);
        }
    }

    /// Any free port of the loopback, answers of 64 tokens.
    public static UpstreamOptions standard() {
        return new UpstreamOptions(
                "127.0.0.1", 0, List.of("demo"), null, null, "{}", 64, Limits.standard());
    }

    public UpstreamOptions withPort(int port) {
        return new UpstreamOptions(
                host, port, models, tokenizer, apiKey, controls, answerTokens, limits);
    }

    public UpstreamOptions withHost(String host) {
        return new UpstreamOptions(
                host, port, models, tokenizer, apiKey, controls, answerTokens, limits);
    }

    public UpstreamOptions withModels(List<String> models) {
        return new UpstreamOptions(
                host, port, List.copyOf(models), tokenizer, apiKey, controls, answerTokens, limits);
    }

    public UpstreamOptions withTokenizer(String tokenizer) {
        return new UpstreamOptions(
                host, port, models, tokenizer, apiKey, controls, answerTokens, limits);
    }

    public UpstreamOptions withApiKey(String apiKey) {
        return new UpstreamOptions(
                host, port, models, tokenizer, apiKey, controls, answerTokens, limits);
    }

    public UpstreamOptions withControls(String controls) {
        return new UpstreamOptions(
                host, port, models, tokenizer, apiKey, controls, answerTokens, limits);
    }

    public UpstreamOptions withAnswerTokens(int answerTokens) {
        return new UpstreamOptions(
                host, port, models, tokenizer, apiKey, controls, answerTokens, limits);
    }

    public UpstreamOptions withLimits(Limits limits) {
        return new UpstreamOptions(
                host, port, models, tokenizer, apiKey, controls, answerTokens, limits);
    }
}
