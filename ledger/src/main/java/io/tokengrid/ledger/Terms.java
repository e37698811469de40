package io.tokengrid.ledger;

import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Money;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/// How an organization pays and by which calendar.
///
/// @param currency of its wallet and its prices; never changes
/// @param billing who pays how
/// @param creditLimit how far below zero a postpaid balance may go; zero for the others
/// @param unlimited whether an internal organization may call without any budget
/// @param zone where its days and months begin
public record Terms(
        CurrencyCode currency, Billing billing, Money creditLimit, boolean unlimited, ZoneId zone) {
    public Terms {
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
