package io.tokengrid.console;

/// A parameter of a query.
///
/// @param type one of the table of [Leaves]
/// @param description what it does when it is given, and when not
/// @param required whether it has to be given
record Parameter<T>(String name, Class<T> type, String description, boolean required) {
    static <T> Parameter<T> optional(String name, Class<T> type, String description) {
        return new Parameter<>(name, type, description, false);
    }

    static <T> Parameter<T> required(String name, Class<T> type, String description) {
        return new Parameter<>(name, type, description, true);
    }
}
