package io.tokengrid.gateway;

/// Everything behind the edge that is no call: the admin API, what a key may read of its own, and
/// the console's pages. Called on a virtual thread for each request, so it may block. Thread-safe.
public interface ControlPlane {
    /// Answers a request. An exception becomes a 500 without its message.
    ControlResponse handle(ControlRequest request);
}
