package io.tokengrid.ledger;

import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Money;
import java.time.ZoneId;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// How an organization pays and by which calendar.
///
/// @param currency of its wallet and its prices; never changes
/// @param billing who pays how
/// @param creditLimit how far below zero a postpaid balance may go; zero for the others
/// @param unlimited whether an internal organization may call without any budget
/// @param zone where its days and months begin
/// @param priceGroups the groups of customers that it is in, for which price books have discounts,
///   surcharges and margins; at most 20, in the order of the alphabet
public record Terms(
        CurrencyCode currency,
        Billing billing,
        Money creditLimit,
        boolean unlimited,
        ZoneId zone,
        Set<String> priceGroups) {
    private static final int MAX_GROUPS = 20;
    private static final int MAX_GROUP = 100;

    /// In no price group.
    public Terms(
            CurrencyCode currency,
            Billing billing,
            Money creditLimit,
            boolean unlimited,
            ZoneId zone) {
        this(currency, billing, creditLimit, unlimited, zone, Set.of());
    }

    public Terms {
        currency.requireMoney();
        if (priceGroups.size() > MAX_GROUPS) {
            throw new IllegalArgumentException("'priceGroups' has more than " + MAX_GROUPS);
        }
        for (String group : priceGroups) {
            Text.require("priceGroups", group, MAX_GROUP);
            if (group.chars().anyMatch(Character::isWhitespace)) {
                throw new IllegalArgumentException(
                        "'priceGroups' has a name with spaces: '" + group + "'");
            }
        }
        priceGroups = Collections.unmodifiableSortedSet(new TreeSet<>(priceGroups));
        if (creditLimit.isNegative()) {
            throw new IllegalArgumentException("'creditLimit' cannot be negative");
        }
        if (creditLimit.compareTo(Account.MOST) > 0) {
            throw new IllegalArgumentException("'creditLimit' is too large");
        }
        if (billing != Billing.POSTPAID && !creditLimit.isZero()) {
            throw new IllegalArgumentException("'creditLimit' is for billing 'postpaid' only");
        }
        if (unlimited && billing != Billing.INTERNAL) {
            throw new IllegalArgumentException("'unlimited' is for billing 'internal' only");
        }
    }

    /// The lowest balance at which a call may be admitted; null if there is none.
    @Nullable Money floor() {
        return billing == Billing.INTERNAL ? null : creditLimit.negated();
    }
}
