package io.tokengrid.app.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ProcStatTest {
    private static final String LOOP =
            "4242 (tg-edge-1-1) S 4200 4200 4100 34816 4200 4194368 812 0 3 0 1234 66 7 5 20 0 40 0"
                    + " 903110 3984588800 60321 18446744073709551615 1 1 0 0 0 0 0 4096 17663 0 0 0 -1 0 0"
                    + " 0 0 0 0 0 0 0 0 0 0 0 0 0\n";

    private static String named(int id, String name, int user) {
        return id + " (" + name + ") R 1 1 1 0 -1 0 0 0 0 0 " + user + " 0 0 0 20 0 1 0 5 0 0";
    }

    @Test
    void a_line_of_stat_gives_name_parent_and_cpu_time() {
        ProcStat stat = ProcStat.parse(LOOP);

        assertThat(stat).isEqualTo(new ProcStat(4242, "tg-edge-1-1", 4200, 1300, 12));
    }

    @Test
    void a_name_may_hold_spaces_and_parentheses() {
        assertThat(ProcStat.parse(named(7, "a (b) c) S 9", 30)))
                .isEqualTo(new ProcStat(7, "a (b) c) S 9", 1, 30, 0));
    }

    @Test
    void what_is_no_line_of_stat_is_refused() {
        assertThatIllegalArgumentException().isThrownBy(() -> ProcStat.parse(""));
        assertThatIllegalArgumentException().isThrownBy(() -> ProcStat.parse("7 (java) S 1 1"));
    }

    @Test
    void threads_are_summed_by_what_they_work_at() {
        List<ProcStat> threads =
                List.of(
                        ProcStat.parse(LOOP),
                        ProcStat.parse(named(1, "journal", 40)),
                        ProcStat.parse(named(2, "journal-space", 2)),
                        ProcStat.parse(named(3, "tg-fold", 9)),
                        ProcStat.parse(named(4, "tg-count-ahead", 8)),
                        ProcStat.parse(named(5, "C2 CompilerThre", 7)),
                        ProcStat.parse(named(6, "VM Thread", 6)),
                        ProcStat.parse(named(8, "java", 1)));

        assertThat(Work.ticks(threads))
                .containsEntry(Work.EVENT_LOOP, 1300L)
                .containsEntry(Work.JOURNAL, 42L)
                .containsEntry(Work.FOLD, 9L)
                .containsEntry(Work.COUNTING, 8L)
                .containsEntry(Work.COMPILER, 7L)
                .containsEntry(Work.REST, 7L)
                .doesNotContainKey(Work.FOLLOWER);
    }
}
