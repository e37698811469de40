package io.tokengrid.console;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A page of a list, in a fixed order.
///
/// @param next what `after` is for the page behind it; null on the last one
record Page<T>(List<T> items, @Nullable String next) {}
