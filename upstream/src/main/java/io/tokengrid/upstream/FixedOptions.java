package io.tokengrid.upstream;

import java.time.Duration;

/// What a [FixedUpstream] answers, always. Immutable.
///
/// @param port 0 for any free one
/// @param inputTokens that it reports, whatever the prompt
/// @param outputTokens that it answers; a stream has one a chunk
/// @param chunkEvery time between a stream's chunks; zero for as fast as they are taken
public record FixedOptions(
        String host, int port, int inputTokens, int outputTokens, Duration chunkEvery) {

    /// Any free port of the loopback, 64 tokens out, streams as fast as they are taken.
    public static FixedOptions reporting(int inputTokens) {
        return new FixedOptions("127.0.0.1", 0, inputTokens, 64, Duration.ZERO);
    }

    public FixedOptions withPort(int port) {
        return new FixedOptions(host, port, inputTokens, outputTokens, chunkEvery);
    }

    public FixedOptions withOutputTokens(int outputTokens) {
        return new FixedOptions(host, port, inputTokens, outputTokens, chunkEvery);
    }

    public FixedOptions withChunkEvery(Duration chunkEvery) {
        return new FixedOptions(host, port, inputTokens, outputTokens, chunkEvery);
    }
}
