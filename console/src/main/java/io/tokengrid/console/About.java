package io.tokengrid.console;

import java.time.Instant;

/// The running process.
///
/// @param version of the program
/// @param node the node's number
/// @param startedAt when the process began
public record About(String version, int node, Instant startedAt) {}
