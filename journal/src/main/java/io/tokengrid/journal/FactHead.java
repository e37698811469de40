package io.tokengrid.journal;

import io.tokengrid.units.CallId;
import org.jspecify.annotations.Nullable;

/// What the first bytes of an encoded fact tell.
///
/// @param kind what the fact is
/// @param call the call that it is about; null if it is about none
public record FactHead(Class<? extends Fact> kind, @Nullable CallId call) {}
