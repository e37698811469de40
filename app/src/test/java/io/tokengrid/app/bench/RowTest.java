package io.tokengrid.app.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

final class RowTest {
    private static final Row RATE =
            Row.of("json", 17_500, "requests/s")
                    .times(0.35, "nginx")
                    .to(Target.ratio(Target.Bound.AT_LEAST, 0.35))
                    .behind("nginx 50,000");

    @Test
    void a_line_says_ratio_figure_target_and_what_is_behind_it() {
        assertThat(RATE.line())
                .isEqualTo(
                        "json                       0.350 of nginx; 17,500 requests/s; target: ratio at least 0.350,"
                                + " met | nginx 50,000");
        assertThat(Row.of("start", 2, "s").to(Target.figure(Target.Bound.UNDER, 2)).line())
                .isEqualTo("start                      2.00 s; target: under 2.00, NOT MET");
        assertThat(Row.of("plain", 0.5, "ms").line())
                .isEqualTo("plain                      0.500 ms");
    }

    @Test
    void a_target_judges_the_number_that_it_names() {
        assertThat(RATE.met()).isTrue();
        assertThat(RATE.times(0.349, "nginx").met()).isFalse();
        assertThat(RATE.to(null).met()).isNull();
        assertThat(Row.of("x", 5, "s").to(Target.figure(Target.Bound.AT_MOST, 5)).met()).isTrue();
        assertThat(Row.of("x", 5, "s").to(Target.figure(Target.Bound.UNDER, 5)).met()).isFalse();
        assertThat(Row.of("x", 5, "s").to(Target.ratio(Target.Bound.AT_LEAST, 1)).met())
                .as("a ratio that was not measured is not met")
                .isFalse();
    }

    @Test
    void the_report_as_json_has_the_same_rows() {
        var machine =
                new Machine(2, "a CPU", "Linux 6", "25", "nginx/1", 0.1, Instant.ofEpochSecond(0));
        String json =
                new Report(
                                machine,
                                List.of(RATE, Row.of("plain", 0.5, "ms")),
                                List.of("streams: skipped, it needs nginx"))
                        .toJson();

        JsonNode read = new ObjectMapper().readTree(json);
        assertThat(read.at("/machine/cores").asInt()).isEqualTo(2);
        assertThat(read.at("/rows/0/ratio/value").asDouble()).isEqualTo(0.35);
        assertThat(read.at("/rows/0/target/limit").asDouble()).isEqualTo(0.35);
        assertThat(read.at("/rows/0/met").asBoolean()).isTrue();
        assertThat(read.at("/rows/1/met").isNull()).isTrue();
        assertThat(read.at("/skipped/0").asString()).contains("nginx");
    }
}
