package io.tokengrid.ledger;

import io.tokengrid.units.KeyId;
import io.tokengrid.units.OrganizationId;
import org.jspecify.annotations.Nullable;

/// The part of an organization that a budget limits: all of it, a department, an application of the
/// department, a function of the application, or one key.
///
/// @param organization whose budget it is
/// @param department null: the whole organization or one key
/// @param application null: the whole department
/// @param function null: the whole application
/// @param key null unless the budget is one key's
public record BudgetScope(
        OrganizationId organization,
        @Nullable String department,
        @Nullable String application,
        @Nullable String function,
        @Nullable KeyId key) {
    public BudgetScope {
        if ((application != null && department == null)
                || (function != null && application == null)
                || (key != null && department != null)) {
            throw new IllegalArgumentException(
                    "a budget is for an organization, a department, an application of a department,"
                            + " a function of an application, or a key");
        }
        requireName("department", department);
        requireName("application", application);
        requireName("function", function);
    }

    public static BudgetScope organization(OrganizationId organization) {
        return new BudgetScope(organization, null, null, null, null);
    }

    public static BudgetScope key(OrganizationId organization, KeyId key) {
        return new BudgetScope(organization, null, null, null, key);
    }

    private static void requireName(String what, @Nullable String name) {
        if (name != null) {
            Text.require(what, name, CostCentre.MAX_LENGTH);
        }
    }

    /// What a message calls it.
    public String describe() {
        if (key != null) {
            return "key " + key;
        }
        if (department == null) {
            return "organization " + organization;
        }
        return "department '"
                + department
                + (application == null ? "" : "', application '" + application)
                + (function == null ? "" : "', function '" + function)
                + "'";
    }
}
