package io.tokengrid.ledger;

/// What a name or a reason may be, so that it is read back from the journal as it was written.
final class Text {
    private Text() {}

    /// Throws [IllegalArgumentException] unless a text has 1 to `most` characters, not all blank,
    /// none of them a control character or half of a surrogate pair.
    static void require(String what, String text, int most) {
        if (text.isBlank() || text.length() > most || text.codePoints().anyMatch(Text::unfit)) {
            throw new IllegalArgumentException(
                    "'"
                            + what
                            + "' is a text of 1 to "
                            + most
                            + " characters without control characters");
        }
    }

    private static boolean unfit(int character) {
        return Character.isISOControl(character)
                || Character.getType(character) == Character.SURROGATE;
    }
}
