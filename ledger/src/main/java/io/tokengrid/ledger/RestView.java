package io.tokengrid.ledger;

/// What rests elsewhere.
///
/// @param horizon the highest position of a fact that has the state of an organization which was
///   put to rest; 0 if none ever was. What is read where less is folded may be old
/// @param organizations how many rest
/// @param keys how many keys rest with them
public record RestView(long horizon, long organizations, long keys) {}
