package io.tokengrid.console;

import org.jspecify.annotations.Nullable;

/// A field of a change that was sent, maybe as `null` to take away what is there. A component of
/// this type is null itself when the field was left out.
record Given<T>(@Nullable T value) {}
