package io.tokengrid.metering;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokengrid.units.TokenCount;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuditTest {

    @ParameterizedTest
    @CsvSource({
        "1000, 1000, 0, false",
        "1300, 1000, 0.3, false",
        "1301, 1000, 0.301, true",
        "699, 1000, -0.301, true",
        "300, 100, 2, false",
        "301, 100, 2.01, true",
        "0, 0, 0, false",
        "201, 0, Infinity, true",
    })
    void a_report_is_suspicious_when_it_is_far_off_in_tokens_and_in_share(
            long reported, long counted, double drift, boolean suspicious) {
        Audit audit = new Audit(new TokenCount(reported), new TokenCount(counted));
        assertThat(audit.drift()).isEqualTo(drift);
        assertThat(audit.suspicious()).isEqualTo(suspicious);
    }

    @Test
    void both_sides_of_a_call_are_compared() {
        Usage reported = usage(1_500, 10);
        Usage counted = usage(1_000, 12);
        assertThat(Audit.ofInput(reported, counted).suspicious()).isTrue();
        assertThat(Audit.ofOutput(reported, counted).suspicious()).isFalse();
    }

    private static Usage usage(long input, long output) {
        return Usage.ofText(UsageSource.REPORTED, new TokenCount(input), new TokenCount(output));
    }
}
