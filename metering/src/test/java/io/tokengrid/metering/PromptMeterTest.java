package io.tokengrid.metering;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tokengrid.metering.calibration.Learned;
import io.tokengrid.metering.calibration.LearnedModel;
import io.tokengrid.metering.media.MediaRules;
import io.tokengrid.metering.prompt.ChatTemplate;
import io.tokengrid.units.TokenCount;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PromptMeterTest {
    private static final String TOOLS = "\"tools\":[{\"function\":{\"name\":\"f\"}}]";

    private final Learned learned = new Learned();

    @Test
    void a_count_is_corrected_by_what_was_reported_for_calls_like_it() {
        PromptMeter meter = meter("qwen-plus");
        PromptText asked = prompt("hello", TOOLS);
        long counted = meter.count(asked).tokens().value();
        for (int call = 0; call < 20; call++) {
            PromptMeasure measure = meter.measure(prompt("hello".repeat(call), TOOLS));
            long reported = measure.count().tokens().value() + 63 + call % 3;
            meter.teach(measure, new TokenCount(reported));
        }
        PromptCount corrected = meter.count(asked);

        assertThat(corrected.tokens()).isEqualTo(new TokenCount(counted + 64));
        assertThat(corrected.certainty()).isEqualTo(Certainty.CALIBRATED);
        assertThat(corrected.error().value()).isBetween(1L, 5L);
        assertThat(meter.measure(asked).count().tokens()).isEqualTo(new TokenCount(counted));
        assertThat(meter.count(prompt("hello", "\"tools\":[]")).certainty())
                .as("calls without these tools")
                .isEqualTo(Certainty.EXACT);
    }

    /// Exactness B3: the exact count plus the model's calibrated error.
    @Test
    void a_bound_follows_what_was_learned() {
        PromptMeter meter = meter("qwen-plus");
        PromptText asked = prompt("so many words ".repeat(1_000), TOOLS);
        long before = counted(meter, asked);
        for (int call = 0; call < 100; call++) {
            PromptMeasure measure = meter.measure(asked);
            long reported = measure.count().tokens().value() + 200;
            meter.teach(measure, new TokenCount(reported));
        }
        long truth = meter.measure(asked).count().tokens().value() + 200;

        assertThat(counted(meter, asked)).isBetween(truth + 1, before + 200);
    }

    @Test
    void prompts_with_images_teach_nothing_and_are_not_corrected() {
        PromptMeter meter = meter("gpt-4o");
        String image =
                "[{\"type\":\"image_url\",\"image_url\":{\"url\":\"https://example.com/a.png\"}}]";
        PromptText seen = read("{\"messages\":[{\"role\":\"user\",\"content\":" + image + "}]}");
        long counted = meter.count(seen).tokens().value();
        for (int call = 0; call < 20; call++) {
            meter.teach(meter.measure(seen), new TokenCount(1_000));
            meter.teach(meter.measure(prompt("x", "\"n\":1")), new TokenCount(100));
        }
        assertThat(meter.count(seen).tokens()).isEqualTo(new TokenCount(counted));
        assertThat(meter.count(seen).certainty()).isEqualTo(Certainty.ESTIMATED);
    }

    @ParameterizedTest
    @CsvSource({
        "glm-4.6",
        "doubao-seed-1-6",
        "ernie-4.5",
        "spark-max",
        "MiniMax-M2",
        "step-2",
        "claude-sonnet-4-5",
        "gemini-2.5-pro"
    })
    void a_family_without_a_vocabulary_is_estimated_and_learns(String model) {
        PromptMeter meter = meter(model);
        PromptText asked =
                prompt("\u8bf7\u7528\u4e00\u53e5\u8bdd\u4ecb\u7ecd".repeat(50), "\"n\":1");
        PromptCount first = meter.count(asked);
        long truth = first.tokens().value() * 8 / 10;
        for (int call = 0; call < 400; call++) {
            meter.teach(meter.measure(asked), new TokenCount(truth));
        }
        assertThat(first.certainty()).isEqualTo(Certainty.ESTIMATED);
        assertThat(first.error().value()).isBetween(truth / 5, truth / 2);
        assertThat(meter.counter().encoding()).contains("estimate for");
        assertThat(meter.measure(asked).count().tokens().value())
                .as("by its factors alone")
                .isBetween(truth * 95 / 100, truth * 105 / 100);
        assertThat(meter.count(asked).certainty()).isEqualTo(Certainty.CALIBRATED);
        assertThat(meter.counter().errorPermille()).isLessThan(250);
    }

    @Test
    void a_growing_estimate_is_that_of_the_whole() {
        TokenCounter counter = TokenCounters.shipped().forModel("glm-4.6");
        String text = "Hello, \u4e16\u754c! 12345 {\"a\": [\u30ab\u30bf\u30ab\u30ca]}".repeat(40);
        byte[] utf8 = text.getBytes(UTF_8);
        RunningTokens running = counter.running();
        for (int at = 0; at < utf8.length; at++) {
            running.append(utf8, at, at + 1);
        }
        assertThat(running.tokens()).isEqualTo(counter.count(text));
        assertThat(counter.count(utf8, 0, utf8.length)).isEqualTo(counter.count(text));
        assertThat(running.exact()).isFalse();
    }

    private PromptMeter meter(String model) {
        LearnedModel known = new LearnedModel(learned, model);
        String family = TokenCounters.familyOf(model);
        return new PromptMeter(
                TokenCounters.shipped().forFamily(family, known),
                ChatTemplate.of(model, family),
                MediaRules.of(model),
                known);
    }

    private static long counted(PromptMeter meter, PromptText prompt) {
        return ((InputBound.AtMost) meter.countedBound(prompt)).tokens().value();
    }

    private static PromptText prompt(String text, String field) {
        return read(
                "{\"messages\":[{\"role\":\"user\",\"content\":\"" + text + "\"}]," + field + "}");
    }

    private static PromptText read(String body) {
        byte[] bytes = body.getBytes(UTF_8);
        return ((PromptText.Found) PromptText.read(bytes)).prompt();
    }
}
