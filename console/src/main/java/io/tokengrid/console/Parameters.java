package io.tokengrid.console;

import io.tokengrid.units.OrganizationId;
import java.util.List;

/// Parameters that several lists share, and how a list is cut into pages.
final class Parameters {
    static final int MAX_LIMIT = 500;
    static final int DEFAULT_LIMIT = 50;

    static final Parameter<Integer> LIMIT =
            Parameter.optional(
                    "limit",
                    Integer.class,
                    "How many entries a page has: 1 to "
                            + MAX_LIMIT
                            + ", "
                            + DEFAULT_LIMIT
                            + " if left out.");

    static final Parameter<String> AFTER =
            Parameter.optional(
                    "after",
                    String.class,
                    "What the page before gave as `next`; left out for the first page.");

    static final Parameter<Boolean> WAIT =
            Parameter.optional(
                    "wait",
                    Boolean.class,
                    "`true` waits up to 5 s until all that happened before the request is included.");

    static final Parameter<OrganizationId> ORGANIZATION =
            Parameter.optional(
                    "organization", OrganizationId.class, "Only those of this organization.");

    private Parameters() {}

    static int limit(Request request) {
        int limit = request.get(LIMIT, DEFAULT_LIMIT);
        if (limit < 1 || limit > MAX_LIMIT) {
            throw ApiProblem.invalid(
                    "invalid_parameter", "'limit' is " + limit + ".", LIMIT.description());
        }
        return limit;
    }

    /// A page of a list that is in memory.
    ///
    /// @param all in the list's order
    /// @param names what each entry is called in `after`
    static <T> Page<T> page(
            Request request, List<T> all, java.util.function.Function<T, String> names) {
        int limit = limit(request);
        String after = request.get(AFTER);
        int from = 0;
        if (after != null) {
            while (from < all.size() && !names.apply(all.get(from)).equals(after)) {
                from++;
            }
            if (from == all.size()) {
                throw ApiProblem.invalid(
                        "invalid_parameter",
                        "'after' is not what a page gave as 'next'.",
                        AFTER.description());
            }
            from++;
        }
        int to = Math.min(all.size(), from + limit);
        List<T> items = List.copyOf(all.subList(from, to));
        return new Page<>(items, to < all.size() ? names.apply(items.getLast()) : null);
    }
}
