package io.tokengrid.rating.invoice;

import java.util.stream.Stream;

/// Who sells or buys, as a document names it. What is not known is empty.
///
/// @param name in law
/// @param taxId the taxpayer's identification number
/// @param bank with its branch
/// @param account at that bank
public record Party(
        String name, String taxId, String address, String phone, String bank, String account) {
    private static final int MOST = 300;

    public static final Party UNKNOWN = new Party("", "", "", "", "", "");

    public Party {
        Stream.of(name, taxId, address, phone, bank, account)
                .forEach(text -> requireText(text, MOST));
    }

    /// Throws [IllegalArgumentException] for a text that a line on paper cannot have.
    static void requireText(String text, int most) {
        if (text.length() > most
                || text.codePoints()
                        .anyMatch(c ->
                                Character.isISOControl(c)
                                        || Character.getType(c) == Character.SURROGATE)) {
            throw new IllegalArgumentException(
                    "a text has more than " + most + " characters, or a control character");
        }
    }
}
