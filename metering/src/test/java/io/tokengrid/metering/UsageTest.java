package io.tokengrid.metering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tokengrid.units.TokenCount;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class UsageTest {

    @Test
    void a_calls_tokens_add_up_over_its_classes() {
        Usage usage =
                Usage.builder(UsageSource.REPORTED)
                        .count(TokenClass.INPUT, 400)
                        .count(TokenClass.CACHED_INPUT, 500)
                        .count(TokenClass.CACHE_WRITE_1H, 20)
                        .count(TokenClass.OUTPUT, 20)
                        .count(TokenClass.REASONING, 190)
                        .build();
        assertThat(usage.input()).isEqualTo(new TokenCount(920));
        assertThat(usage.output()).isEqualTo(new TokenCount(210));
        assertThat(usage.total()).isEqualTo(new TokenCount(1130));
        assertThat(usage.count(TokenClass.INPUT)).isEqualTo(new TokenCount(400));
        assertThat(usage)
                .hasToString(
                        "REPORTED input=400 cached-input=500 cache-write-1h=20 output=20 reasoning=190");
    }

    @Test
    void a_built_usage_does_not_change_with_its_builder() {
        Usage.Builder builder = Usage.builder(UsageSource.COUNTED).count(TokenClass.INPUT, 1);
        Usage first = builder.build();
        builder.count(TokenClass.INPUT, 2).flag(UsageFlag.IMPOSSIBLE);
        assertThat(first.input()).isEqualTo(new TokenCount(1));
        assertThat(first.flags()).isEmpty();
        assertThat(builder.build()).isNotEqualTo(first).hasSameHashCodeAs(builder.build());
    }

    @Test
    void a_flag_leaves_the_figures_alone() {
        Usage usage = Usage.ofText(UsageSource.COUNTED, new TokenCount(5), new TokenCount(7));
        assertThat(usage.flagged(UsageFlag.IMPOSSIBLE).total()).isEqualTo(new TokenCount(12));
        assertThat(usage.flagged(UsageFlag.IMPOSSIBLE).flags())
                .containsExactly(UsageFlag.IMPOSSIBLE);
        assertThat(usage.flags()).isEmpty();
    }

    @Test
    void a_negative_count_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> Usage.builder(UsageSource.COUNTED).count(TokenClass.REASONING, -1))
                .withMessage("reasoning is negative: -1");
    }

    @Test
    void a_sum_beyond_63_bits_is_no_number() {
        Usage usage =
                Usage.ofText(
                        UsageSource.COUNTED,
                        new TokenCount(Long.MAX_VALUE),
                        new TokenCount(Long.MAX_VALUE));
        assertThatThrownBy(usage::total).isInstanceOf(ArithmeticException.class);
    }

    @Test
    void every_class_has_its_key_and_its_parent_on_the_same_side() {
        assertThat(Arrays.stream(TokenClass.values()).map(TokenClass::key))
                .containsExactly(
                        "input",
                        "cached-input",
                        "cache-write",
                        "cache-write-1h",
                        "audio-input",
                        "image-input",
                        "video-input",
                        "output",
                        "reasoning",
                        "audio-output",
                        "image-output");
        for (TokenClass c : TokenClass.values()) {
            TokenClass parent = c.parent();
            if (parent == null) {
                assertThat(c).isIn(TokenClass.INPUT, TokenClass.OUTPUT);
            } else {
                assertThat(parent.isInput()).isEqualTo(c.isInput());
            }
        }
        assertThat(TokenClass.CACHE_WRITE_1H.parent()).isEqualTo(TokenClass.CACHE_WRITE);
    }
}
