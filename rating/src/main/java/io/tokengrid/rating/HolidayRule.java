package io.tokengrid.rating;

import java.util.Arrays;

/// What holidays mean for a time window.
public enum HolidayRule {
    /// They are days like others.
    IGNORE("ignore"),
    /// The window has the holidays, whatever their weekday, and its weekdays.
    ON("on"),
    /// The window has its weekdays unless they are holidays.
    EXCEPT("except");

    private final String key;

    HolidayRule(String key) {
        this.key = key;
    }

    /// Throws [IllegalArgumentException] for a name that no rule has.
    public static HolidayRule of(String key) {
        return Arrays.stream(values())
                .filter(rule -> rule.key.equals(key))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "no rule for holidays is called '"
                                        + key
                                        + "': ignore, on and except are known"));
    }

    /// The name in configuration, books and JSON.
    public String key() {
        return key;
    }
}
