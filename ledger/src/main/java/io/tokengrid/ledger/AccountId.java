package io.tokengrid.ledger;

import io.tokengrid.units.CurrencyCode;
import java.util.Comparator;

/// An account's name.
///
/// @param kind what it is for
/// @param owner an organization's id, a provider's name, `platform` or `resting`
/// @param currency its unit of account
public record AccountId(AccountKind kind, String owner, CurrencyCode currency)
        implements Comparable<AccountId> {
    /// The owner of accounts that belong to no customer and no provider.
    public static final String PLATFORM = "platform";

    /// The owner of the sums of all accounts that rest elsewhere.
    public static final String RESTING = "resting";

    private static final Comparator<AccountId> ORDER =
            Comparator.comparing(AccountId::currency)
                    .thenComparing(AccountId::kind)
                    .thenComparing(AccountId::owner);

    @Override
    public int compareTo(AccountId other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return kind.key() + ":" + owner + ":" + currency;
    }
}
