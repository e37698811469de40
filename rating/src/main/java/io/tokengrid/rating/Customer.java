package io.tokengrid.rating;

import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.OrganizationId;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Who pays for a call, as far as prices depend on it.
///
/// @param organization null where usage is rated for nobody in particular
/// @param groups the customer groups that it is in
/// @param currency in which it pays; a model's rows in other currencies are not for it
public record Customer(
        @Nullable OrganizationId organization, Set<String> groups, CurrencyCode currency) {
    public Customer {
        groups = Set.copyOf(groups);
    }

    /// Nobody in particular.
    public static Customer anyone(CurrencyCode currency) {
        return new Customer(null, Set.of(), currency);
    }
}
