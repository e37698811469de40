package io.tokengrid.console;

/// What the running process counted, for `EveryForwardHasOneHold`. Thread-safe.
public interface ForwardGauge {
    /// Counters since the process began, read in this order so that none is ahead of what it is
    /// compared with.
    ///
    /// @param forwards requests that were sent to providers
    /// @param retries those of them that were sent again for the same call
    /// @param holds calls that were admitted with a hold
    record Counts(long forwards, long retries, long holds) {}

    Counts counts();
}
