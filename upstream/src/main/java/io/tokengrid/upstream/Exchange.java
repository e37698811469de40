package io.tokengrid.upstream;

/// The answering of one request; all methods are called on its connection's event loop.
interface Exchange {
    void start();

    /// The client has read enough that more can be written.
    default void writable() {}

    /// The client is gone.
    default void closed() {}
}
