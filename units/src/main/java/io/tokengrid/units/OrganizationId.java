package io.tokengrid.units;

/// Who pays: an organization. Written `org-` and the number in base 36.
///
/// @param value drawn at random by whoever opens the organization; positive
public record OrganizationId(long value) implements Comparable<OrganizationId> {
    public OrganizationId {
        Ids.requirePositive(value);
    }

    /// Throws [IllegalArgumentException] for anything that [#toString] does not write.
    public static OrganizationId parse(String text) {
        return new OrganizationId(Ids.parse("org-", text));
    }

    @Override
    public int compareTo(OrganizationId other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Ids.write("org-", value);
    }
}
