package io.tokengrid.ledger;

/// Who bears usage above the hold (exactness B4).
public enum OverrunPolicy {
    /// The wallet as far as it goes, the platform the rest.
    CHARGE,
    /// The platform.
    ABSORB
}
