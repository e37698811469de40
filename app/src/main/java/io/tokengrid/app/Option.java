package io.tokengrid.app;

import java.util.List;

/// One setting: where it stands in the file, how it is read, what holds when it is left out, and
/// what it means. All of them stand in [Options]; the reference in
/// `docs/reference/configuration.md` is held against them by a test.
///
/// @param path names from the outside in, joined by points; `*` stands for any name of a map, `[]`
///   follows a list, of sections or of values
/// @param otherwise what holds without it
/// @param example a value unlike the default, for the reference and the tests
/// @param meaning one sentence for the reference
record Option<T>(String path, Kind<T> kind, Otherwise otherwise, String example, String meaning) {
    /// What holds when a setting is left out.
    sealed interface Otherwise {
        /// The recorded default, in the form in which it would be written.
        record Default(String text) implements Otherwise {}

        /// Nothing; the words say what that means.
        record Absent(String meaning) implements Otherwise {}

        /// It must be given.
        record Required() implements Otherwise {}
    }

    static <T> Option<T> of(
            String path, Kind<T> kind, String otherwise, String example, String meaning) {
        return new Option<>(path, kind, new Otherwise.Default(otherwise), example, meaning);
    }

    static <T> Option<T> optional(
            String path, Kind<T> kind, String otherwise, String example, String meaning) {
        return new Option<>(path, kind, new Otherwise.Absent(otherwise), example, meaning);
    }

    static <T> Option<T> required(String path, Kind<T> kind, String example, String meaning) {
        return new Option<>(path, kind, new Otherwise.Required(), example, meaning);
    }

    /// The last name of the path.
    String key() {
        return path.substring(path.lastIndexOf('.') + 1).replace("[]", "");
    }

    /// Whether the setting is a list of values; a single one can stand for it.
    boolean several() {
        return path.endsWith("[]");
    }

    /// The parts of the path, `[]` left on lists.
    List<String> parts() {
        return List.of(path.split("\\."));
    }
}
