package io.tokengrid.rating;

/// Names of models, written with `*` for any characters: `qwen-*`, `*`, `gpt-4o`.
///
/// @param text the pattern as written
public record NamePattern(String text) {
    /// Every name.
    public static final NamePattern ANY = new NamePattern("*");

    /// Throws [IllegalArgumentException] for an empty pattern.
    public NamePattern {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("an empty pattern; * has every name");
        }
    }

    /// Whether a name is one of these. Takes time in proportion to pattern times name at most.
    public boolean matches(String name) {
        int at = 0;
        int star = -1;
        int resume = 0;
        for (int i = 0; i < name.length(); ) {
            if (at < text.length() && text.charAt(at) == '*') {
                star = at++;
                resume = i;
            } else if (at < text.length() && text.charAt(at) == name.charAt(i)) {
                at++;
                i++;
            } else if (star >= 0) {
                at = star + 1;
                i = ++resume;
            } else {
                return false;
            }
        }
        while (at < text.length() && text.charAt(at) == '*') {
            at++;
        }
        return at == text.length();
    }

    @Override
    public String toString() {
        return text;
    }
}
