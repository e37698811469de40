package io.tokengrid.metering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class UnitCountsTest {
    @Test
    void counts_of_parts_add_up() {
        UnitCounts some = UnitCounts.of(Map.of(UsageUnit.IMAGE, 2L, UsageUnit.SECOND, 30L));

        UnitCounts all = some.plus(UnitCounts.ONE_REQUEST).plus(some);

        assertThat(all.count(UsageUnit.IMAGE)).isEqualTo(4);
        assertThat(all).hasToString("image=4 second=60 request=1");
        assertThat(all.plus(UnitCounts.NONE)).isEqualTo(all).hasSameHashCodeAs(all);
    }

    @Test
    void a_negative_count_is_refused_with_its_unit() {
        assertThatThrownBy(() -> UnitCounts.of(Map.of(UsageUnit.TOOL_CALL, -1L)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("tool-call is negative: -1");
        assertThatThrownBy(() -> UsageUnit.of("picture")).hasMessage("no unit is called 'picture'");
    }
}
