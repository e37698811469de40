package io.tokengrid.app.prices;

/// An entry of a file whose price is not taken over, and why. It is never rounded, guessed or read
/// as free instead.
///
/// @param line of the file, from 1
/// @param entry its name in the file
/// @param reason to follow the name
public record Skipped(int line, String entry, String reason) {}
