package io.tokengrid.app.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

final class FiguresTest {
    @Test
    void the_median_is_the_middle_one_or_the_mean_of_the_middle_two() {
        assertThat(Figures.median(List.of(9.0, 1.0, 5.0))).isEqualTo(5);
        assertThat(Figures.median(List.of(9.0, 1.0, 5.0, 6.0))).isEqualTo(5.5);
        assertThat(Figures.median(List.of(3.0))).isEqualTo(3);
        assertThatIllegalArgumentException().isThrownBy(() -> Figures.median(List.of()));
    }

    @Test
    void a_ratio_is_taken_round_by_round_so_that_a_slow_round_does_not_bend_it() {
        List<Double> ours = List.of(40.0, 4.0, 45.0);
        List<Double> beside = List.of(100.0, 10.0, 90.0);

        assertThat(Figures.medianRatio(ours, beside)).isEqualTo(0.4);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Figures.medianRatio(ours, List.of(1.0)));
    }

    @Test
    void what_is_added_is_taken_round_by_round() {
        assertThat(Figures.medianAdded(List.of(5.0, 9.0, 4.0), List.of(1.0, 1.0, 2.0)))
                .isEqualTo(4);
    }
}
