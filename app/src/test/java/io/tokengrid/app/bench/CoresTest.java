package io.tokengrid.app.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class CoresTest {
    @Test
    void the_first_allowed_core_is_measured_and_the_second_measures() {
        assertThat(Cores.parse("0-1")).isEqualTo(new Cores("0-1", 2, 0, 1));
        assertThat(Cores.parse("3,6-8")).isEqualTo(new Cores("3,6-8", 4, 3, 6));
        assertThat(Cores.parse("5")).isEqualTo(new Cores("5", 1, 5, 5));
    }

    @Test
    void a_server_starts_with_the_heap_that_it_may_have() {
        assertThat(Launch.serverFlags(List.of("-Xms8m", "-Xmx320m", "-XX:+UseSerialGC")))
                .containsExactly("-Xms320m", "-Xmx320m", "-XX:+UseSerialGC");
    }

    @Test
    void a_body_is_as_small_as_its_prompt_allows_to_reach_1_kb() {
        String request = Calls.to(1, List.of("k"), "").requests().getFirst();
        int body = request.length() - request.indexOf("\r\n\r\n") - 4;

        assertThat(body).isBetween(1024, 1060);
    }
}
