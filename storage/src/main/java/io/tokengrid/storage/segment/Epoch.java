package io.tokengrid.storage.segment;

import java.util.UUID;

/// One run of a node.
///
/// @param number from 1 on
/// @param incarnation random, drawn at its start
public record Epoch(int number, UUID incarnation) {}
