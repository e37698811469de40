package io.tokengrid.rating;

/// Hours in which calls have other prices. Of several windows the first one that has the call
/// counts.
///
/// @param name how explanations call it, such as `off-peak`
/// @param hours when
/// @param at the call's instant that is looked at
/// @param change of the prices
public record TimeWindow(String name, WindowHours hours, PricedAt at, Change change) {}
