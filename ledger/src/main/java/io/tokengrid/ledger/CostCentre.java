package io.tokengrid.ledger;

/// Where a key's spend belongs within its organization.
///
/// @param department never blank, at most 100 characters
/// @param application of the department, likewise
/// @param function of the application, likewise
public record CostCentre(String department, String application, String function) {
    private static final int MAX_LENGTH = 100;

    public CostCentre {
        requireName("department", department);
        requireName("application", application);
        requireName("function", function);
    }

    private static void requireName(String what, String name) {
        if (name.isBlank()
                || name.length() > MAX_LENGTH
                || name.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "'"
                            + what
                            + "' is a name of 1 to "
                            + MAX_LENGTH
                            + " characters without control characters");
        }
    }
}
