package io.tokengrid.gateway.http;

import java.time.Duration;

/// What clients may take of one event loop.
///
/// @param connections open at a time; further ones are closed at once
/// @param dropped the most bytes of a body that are dropped after a refusal; beyond, the connection
///   is closed
/// @param head how long a request's head may take from its first byte on
/// @param body how long its body may take from its head on
/// @param delivery how long the end of an answer may take to be taken by the client
/// @param idle how long a connection may stay without a request
/// @param farewell how long a client that was refused may go on sending before it has read why
public record ClientLimits(
        int connections,
        long dropped,
        Duration head,
        Duration body,
        Duration delivery,
        Duration idle,
        Duration farewell) {
    private static final Duration HEAD = Duration.ofSeconds(30);
    private static final Duration BODY = Duration.ofSeconds(60);
    private static final Duration DELIVERY = Duration.ofSeconds(60);
    private static final Duration FAREWELL = Duration.ofSeconds(2);

    /// Longer than load balancers keep an idle connection (Google's 600 s are the longest), so that
    /// it is never this side that closes one while a request is on its way.
    private static final Duration IDLE = Duration.ofSeconds(650);

    /// The usual times.
    ///
    /// @param maxBody the largest body in bytes; four times that is dropped
    public static ClientLimits of(int connections, int maxBody) {
        return new ClientLimits(connections, 4L * maxBody, HEAD, BODY, DELIVERY, IDLE, FAREWELL);
    }
}
