package io.tokengrid.rating;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Hours of a day by a wall clock: from the first second, inclusive, to the second one, exclusive.
/// A range that ends no later than it begins goes over midnight and belongs to the day on which it
/// begins.
///
/// @param from seconds since midnight, 0 to 86,399
/// @param to seconds since midnight, 1 to 86,400
public record DayRange(int from, int to) {
    /// From midnight to midnight.
    public static final DayRange WHOLE_DAY = new DayRange(0, 86_400);

    private static final int DAY = 86_400;
    private static final Pattern TEXT =
            Pattern.compile(
                    "([01][0-9]|2[0-3]):([0-5][0-9])-(?:([01][0-9]|2[0-3]):([0-5][0-9])|24:00)");

    /// Throws [IllegalArgumentException] outside of a day and for a range without an end of its
    /// own.
    public DayRange {
        if (from < 0 || from >= DAY || to <= 0 || to > DAY || from == to) {
            throw new IllegalArgumentException("no hours of a day: " + text(from) + "-" + text(to));
        }
    }

    /// Reads hours and minutes such as `09:00-12:00`, `16:30-00:30` or `00:00-24:00`. Throws
    /// [IllegalArgumentException] for anything else.
    public static DayRange parse(String text) {
        Matcher match = TEXT.matcher(text);
        if (!match.matches()) {
            throw new IllegalArgumentException(
                    "no hours of a day such as 09:00-12:00, 16:30-00:30 or 00:00-24:00: '"
                            + text
                            + "'");
        }
        int to = match.group(3) == null ? DAY : seconds(match, 3);
        return new DayRange(seconds(match, 1), to == 0 ? DAY : to);
    }

    boolean overMidnight() {
        return to < from;
    }

    /// Such as `09:00-12:00`, with seconds where there are any.
    @Override
    public String toString() {
        return text(from) + "-" + text(to);
    }

    private static int seconds(Matcher match, int group) {
        return Integer.parseInt(match.group(group)) * 3_600
                + Integer.parseInt(match.group(group + 1)) * 60;
    }

    private static String text(int second) {
        String minutes = "%02d:%02d".formatted(second / 3_600, second / 60 % 60);
        return second % 60 == 0 ? minutes : minutes + ":%02d".formatted(second % 60);
    }
}
