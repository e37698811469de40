package io.tokengrid.ledger;

/// Where a key's spend belongs within its organization.
///
/// @param department never blank, at most 100 characters
/// @param application of the department, likewise
/// @param function of the application, likewise
public record CostCentre(String department, String application, String function) {
    static final int MAX_LENGTH = 100;

    public CostCentre {
        Text.require("department", department, MAX_LENGTH);
        Text.require("application", application, MAX_LENGTH);
        Text.require("function", function, MAX_LENGTH);
    }
}
