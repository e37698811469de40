package io.tokengrid.console;

import io.tokengrid.ledger.KeyView;
import io.tokengrid.units.OrganizationId;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A request whose route is known and whose caller is let in.
///
/// @param path what stands in the braces of the route's path
/// @param query the parameters that the route knows, as sent
/// @param caller the key that a caller of the data plane came with; null on the admin API
/// @param now when it came
record Request(
        Map<String, String> path,
        Map<String, String> query,
        @Nullable KeyView caller,
        Instant now) {
    /// The id in the path; a text that is no such id is not found.
    <T> T id(Class<T> type) {
        String text = path.getOrDefault("id", "");
        Leaf<?> leaf = Leaves.of(type);
        if (leaf == null) {
            throw new IllegalStateException(type + " is no id");
        }
        try {
            return type.cast(leaf.parse().apply(text));
        } catch (IllegalArgumentException e) {
            throw ApiProblem.notFound(
                    "There is nothing here: " + e.getMessage() + ".",
                    "Copy the id as it was answered.");
        }
    }

    OrganizationId organization() {
        return id(OrganizationId.class);
    }

    /// A parameter's value; null if it was not sent.
    <T> @Nullable T get(Parameter<T> parameter) {
        String text = query.get(parameter.name());
        Leaf<?> leaf = Leaves.of(parameter.type());
        if (text == null || leaf == null) {
            return null;
        }
        try {
            return parameter.type().cast(leaf.parse().apply(text));
        } catch (IllegalArgumentException | ArithmeticException | DateTimeException e) {
            throw ApiProblem.invalid(
                    "invalid_parameter",
                    "'" + parameter.name() + "': " + e.getMessage() + ".",
                    parameter.description());
        }
    }

    <T> T get(Parameter<T> parameter, T otherwise) {
        T value = get(parameter);
        return value == null ? otherwise : value;
    }

    /// The value of a parameter that has to be given.
    <T> T required(Parameter<T> parameter) {
        T value = get(parameter);
        if (value == null) {
            throw ApiProblem.invalid(
                    "missing_parameter",
                    "The parameter '" + parameter.name() + "' is missing.",
                    parameter.description());
        }
        return value;
    }

    /// The caller of the data plane.
    KeyView key() {
        if (caller == null) {
            throw new IllegalStateException("a route of the admin API has no calling key");
        }
        return caller;
    }
}
