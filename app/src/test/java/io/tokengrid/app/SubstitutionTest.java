package io.tokengrid.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokengrid.app.Substitution.Result;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SubstitutionTest {
    private final Substitution substitution =
            new Substitution(Map.of("HOST", "example.com", "EMPTY", "", "NESTED", "${HOST}"));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "plain                | plain",
                "${HOST}              | example.com",
                "http://${HOST}:${PORT:-80}/ | http://example.com:80/",
                "${EMPTY:-text}       | text",
                "${UNSET:-}           | ''",
                "${EMPTY}             | ''",
                "$${HOST}             | ${HOST}",
                "${NESTED}            | ${HOST}",
                "5$ and $HOST         | 5$ and $HOST"
            })
    void a_variable_is_replaced_once(String text, String filled) {
        assertThat(substitution.apply(text)).isEqualTo(new Result.Filled(filled));
    }

    @Test
    void an_unset_variable_without_a_default_is_named() {
        assertThat(substitution.apply("a${UNSET}b")).isEqualTo(new Result.Unset("UNSET"));
    }

    @ParameterizedTest
    @CsvSource({"${", "${}", "${1A}", "${A B}", "x${HOST"})
    void a_broken_variable_is_malformed(String text) {
        assertThat(substitution.apply(text)).isEqualTo(new Result.Malformed());
    }
}
