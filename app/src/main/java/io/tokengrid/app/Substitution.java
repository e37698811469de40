package io.tokengrid.app;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Replaces `${NAME}` by the environment's variable of that name and `${NAME:-text}` by the text
/// where it is unset or empty. `$${` stands for a literal `${`. What is put in is not looked at
/// again.
final class Substitution {
    private static final Pattern FORM =
            Pattern.compile("\\$\\$\\{|\\$\\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?}|\\$\\{");

    private final Map<String, String> environment;

    Substitution(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /// A text whose variables could be filled in, or the reason why not.
    sealed interface Result {
        record Filled(String text) implements Result {}

        /// A variable without a default is not set.
        record Unset(String variable) implements Result {}

        /// A `${` begins no name.
        record Malformed() implements Result {}
    }

    Result apply(String text) {
        Matcher matcher = FORM.matcher(text);
        StringBuilder filled = new StringBuilder();
        int end = 0;
        while (matcher.find()) {
            filled.append(text, end, matcher.start());
            end = matcher.end();
            String name = matcher.group(1);
            if (matcher.group().equals("$${")) {
                filled.append("${");
                continue;
            }
            if (name == null) {
                return new Result.Malformed();
            }
            String value = environment.get(name);
            String instead = matcher.group(2);
            if (value != null && (instead == null || !value.isEmpty())) {
                filled.append(value);
            } else if (instead != null) {
                filled.append(instead);
            } else {
                return new Result.Unset(name);
            }
        }
        return new Result.Filled(filled.append(text, end, text.length()).toString());
    }
}
