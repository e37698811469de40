package io.tokengrid.app.bench;

import java.util.List;

/// A line of proc(5)'s `stat`, of a process or a thread.
///
/// @param ticks user and system time of its own, in hundredths of a second (USER_HZ, which Linux
///   fixes at 100 for programs)
/// @param endedTicks the same of its children that ended and were waited for
record ProcStat(long id, String name, long parent, long ticks, long endedTicks) {
    static final double MICROS_PER_TICK = 10_000;

    /// Fields after the name, counted from the state, which is the manual's third.
    private static final int STATE = 3;

    private static final int PARENT = 4 - STATE;
    private static final int USER = 14 - STATE;
    private static final int CHILDREN_SYSTEM = 17 - STATE;

    /// The name stands in parentheses and may hold spaces and parentheses of its own.
    ///
    /// @throws IllegalArgumentException for anything else
    static ProcStat parse(String line) {
        int open = line.indexOf('(');
        int close = line.lastIndexOf(')');
        if (open < 1 || close < open) {
            throw new IllegalArgumentException("no line of /proc/PID/stat: " + line);
        }
        List<String> fields = List.of(line.substring(close + 1).strip().split(" ", -1));
        if (fields.size() <= CHILDREN_SYSTEM) {
            throw new IllegalArgumentException("a short line of /proc/PID/stat: " + line);
        }
        return new ProcStat(
                Long.parseLong(line.substring(0, open).strip()),
                line.substring(open + 1, close),
                Long.parseLong(fields.get(PARENT)),
                Long.parseLong(fields.get(USER)) + Long.parseLong(fields.get(USER + 1)),
                Long.parseLong(fields.get(USER + 2)) + Long.parseLong(fields.get(CHILDREN_SYSTEM)));
    }
}
