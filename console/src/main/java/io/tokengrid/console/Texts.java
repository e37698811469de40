package io.tokengrid.console;

/// Texts that clients choose, each with its bound: 1 to `MAX` characters, not blank, without
/// control characters. Longer or other ones are refused with [IllegalArgumentException].
sealed interface Texts {
    String text();

    /// What an organization is called.
    record Name(String text) implements Texts {
        static final int MAX = 200;

        public Name {
            require(text, MAX);
        }
    }

    /// What a department, application, function or model is called.
    record Label(String text) implements Texts {
        static final int MAX = 100;

        public Label {
            require(text, MAX);
        }
    }

    /// The client's own name of a payment or correction.
    record Reference(String text) implements Texts {
        static final int MAX = 255;

        public Reference {
            require(text, MAX);
        }
    }

    /// Why a correction was made.
    record Reason(String text) implements Texts {
        static final int MAX = 500;

        public Reason {
            require(text, MAX);
        }
    }

    private static void require(String text, int max) {
        boolean odd =
                text.codePoints()
                        .anyMatch(c ->
                                Character.isISOControl(c)
                                        || Character.getType(c) == Character.SURROGATE);
        if (text.isBlank() || text.length() > max || odd) {
            throw new IllegalArgumentException(
                    "a text of 1 to "
                            + max
                            + " characters, not blank and without control characters, is needed");
        }
    }
}
