package io.tokengrid.storage;

import java.time.Duration;

/// When organizations rest (exactness D3).
///
/// @param active so many organizations stay in memory, however quiet they are; 0 or more
/// @param idle how long an organization must have been quiet; longer than a call usually takes from
///   its key to its hold, since one that takes longer is refused
public record RestOptions(long active, Duration idle) {}
