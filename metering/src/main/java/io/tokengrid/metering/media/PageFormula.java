package io.tokengrid.metering.media;

/// The tokens of a page of a document as one family of models counts them.
///
/// @param least of a page
/// @param most of a page
public record PageFormula(long least, long most) {
    /// What a page is counted as: no figure of the two is more likely.
    long middle() {
        return Math.ceilDiv(least + most, 2);
    }
}
