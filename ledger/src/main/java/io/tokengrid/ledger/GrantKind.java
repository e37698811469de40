package io.tokengrid.ledger;

import java.util.Locale;

/// What a grant is.
public enum GrantKind {
    /// Money that was paid for ahead of its use, perhaps with a discount. What is left of it at its
    /// expiry is breakage.
    PREPAID,
    /// A gift, kept apart from what was paid for.
    PROMOTIONAL,
    /// What a plan includes in a period, in the plan's unit: paid for by its fee.
    INCLUDED;

    /// Where what is left of it stands.
    public AccountKind account() {
        return switch (this) {
            case PREPAID -> AccountKind.PREPAID_GRANTS;
            case PROMOTIONAL -> AccountKind.PROMOTIONAL_GRANTS;
            case INCLUDED -> AccountKind.INCLUDED_UNITS;
        };
    }

    /// Lower case, as in JSON.
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
