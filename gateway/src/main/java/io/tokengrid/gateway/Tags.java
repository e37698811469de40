package io.tokengrid.gateway;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What stands in `x-tokengrid-tags`: `name=value,name=value`.
final class Tags {
    static final String RULE =
            "'x-tokengrid-tags' must be name=value pairs with commas between, at most 10, names and"
                    + " values of 1 to 64 characters of ASCII, at most 1,000 in all.";

    private static final int MAX_TAGS = 10;
    private static final int MAX_LENGTH = 64;

    /// Of the header, so that the fact of an admission has room for it.
    private static final int MAX_HEADER = 1_000;

    /// The tag that says by which other name a client called a model.
    private static final String ALIAS = "model-alias";

    private Tags() {}

    /// The tags of a call of a model by some name: its charge says both names.
    static Map<String, String> withAlias(Map<String, String> tags, String called, Model model) {
        if (called.equals(model.name())) {
            return tags;
        }
        var both = new HashMap<>(tags);
        both.put(ALIAS, called);
        return both;
    }

    /// The tags; null if the header is against the rule.
    static @Nullable Map<String, String> parse(@Nullable String header) {
        if (header == null || header.isBlank()) {
            return Map.of();
        }
        if (header.length() > MAX_HEADER || !header.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
            return null;
        }
        var tags = new HashMap<String, String>();
        int from = 0;
        while (from <= header.length()) {
            int comma = header.indexOf(',', from);
            int to = comma < 0 ? header.length() : comma;
            String pair = header.substring(from, to).strip();
            int equals = pair.indexOf('=');
            if (equals < 1
                    || equals > MAX_LENGTH
                    || pair.length() - equals - 1 < 1
                    || pair.length() - equals - 1 > MAX_LENGTH
                    || tags.size() == MAX_TAGS) {
                return null;
            }
            tags.put(pair.substring(0, equals), pair.substring(equals + 1));
            from = to + 1;
        }
        return tags;
    }
}
