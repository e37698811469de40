package io.tokengrid.rating;

import io.tokengrid.units.OrganizationId;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Whose calls a modifier changes: those that meet every condition that is stated.
///
/// @param models by the names that clients send
/// @param providers who serve the call; empty for all
/// @param groups customer groups, one of which the customer must be in; empty for all
/// @param organizations the customers; empty for all
public record Audience(
        NamePattern models,
        Set<String> providers,
        Set<String> groups,
        Set<OrganizationId> organizations) {
    /// Every call.
    public static final Audience EVERYONE =
            new Audience(NamePattern.ANY, Set.of(), Set.of(), Set.of());

    public Audience {
        providers = sorted(providers);
        groups = sorted(groups);
        organizations = sorted(organizations);
    }

    /// Whether a call of a model that the pattern has is meant.
    boolean has(@Nullable String provider, Customer customer) {
        return (providers.isEmpty() || (provider != null && providers.contains(provider)))
                && (organizations.isEmpty()
                        || (customer.organization() != null
                                && organizations.contains(customer.organization())))
                && (groups.isEmpty() || inOneOf(customer.groups()));
    }

    /// Whether every call of a model that the pattern has is meant.
    boolean everyCall() {
        return providers.isEmpty() && groups.isEmpty() && organizations.isEmpty();
    }

    /// Such as ` for provider aliyun, group resellers`; empty if every call is meant.
    String words() {
        String words =
                words(providers, "provider")
                        + words(groups, "group")
                        + words(organizations, "organization");
        return words.isEmpty() ? "" : " for" + words.substring(1);
    }

    private boolean inOneOf(Set<String> those) {
        for (String group : groups) {
            if (those.contains(group)) {
                return true;
            }
        }
        return false;
    }

    private static String words(Set<?> names, String kind) {
        return names.isEmpty()
                ? ""
                : ", "
                        + kind
                        + (names.size() == 1 ? " " : "s ")
                        + names.stream().map(Object::toString).collect(Collectors.joining(" or "));
    }

    private static <T extends Comparable<T>> Set<T> sorted(Set<T> set) {
        return Collections.unmodifiableSet(new TreeSet<>(set));
    }
}
