package io.tokengrid.app.bench;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// What a thread of the gateway's process works at, told by the thread's name, of which Linux keeps
/// 15 characters.
enum Work {
    EVENT_LOOP("event loop", "tg-edge"),
    JOURNAL("journal", "journal"),
    FOLLOWER("follower", "tg-follower"),
    FOLD("fold", "tg-fold", "tg-database", "postgres-guard"),
    COUNTING("counting", "tg-count"),
    COMPILER("compiler", "C1 CompilerThre", "C2 CompilerThre"),
    REST("rest");

    private final String words;

    /// Beginnings of names with bars between.
    private final String names;

    Work(String words, String... names) {
        this.words = words;
        this.names = String.join("|", names);
    }

    String words() {
        return words;
    }

    /// Whether it belongs to the views, which run on another core than calls.
    boolean isViews() {
        return this == FOLLOWER || this == FOLD;
    }

    static Work of(String threadName) {
        return Arrays.stream(values())
                .filter(work ->
                        !work.names.isEmpty()
                                && Arrays.stream(work.names.split("\\|"))
                                        .anyMatch(threadName::startsWith))
                .findFirst()
                .orElse(REST);
    }

    /// Ticks by work.
    static Map<Work, Long> ticks(List<ProcStat> threads) {
        var ticks = new EnumMap<Work, Long>(Work.class);
        for (ProcStat thread : threads) {
            ticks.merge(of(thread.name()), thread.ticks(), Long::sum);
        }
        return ticks;
    }
}
