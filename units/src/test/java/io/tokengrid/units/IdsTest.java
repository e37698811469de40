package io.tokengrid.units;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdsTest {
    @Test
    void ids_are_read_back_as_written() {
        var call = new CallId(new Position(1, 3, 918_273));

        assertThat(CallId.parse(call.toString())).isEqualTo(call).hasToString("call-1-3-918273");
        assertThat(OrganizationId.parse("org-1z"))
                .isEqualTo(new OrganizationId(71))
                .hasToString("org-1z");
        assertThat(KeyId.parse("key-1z")).isEqualTo(new KeyId(71)).hasToString("key-1z");
    }

    @Test
    void positions_are_ordered_by_node_and_sequence_and_equal_only_when_all_is_equal() {
        assertThat(Position.START).isLessThan(new Position(1, 1, 1));
        assertThat(new Position(1, 2, 5)).isLessThan(new Position(1, 2, 6));
        assertThat(new Position(1, 3, 6)).isGreaterThan(new Position(1, 2, 5));
        assertThat(new Position(1, 1, 9)).isLessThan(new Position(2, 1, 5));
        assertThat(new Position(1, 1, 5)).isNotEqualByComparingTo(new Position(1, 2, 5));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "call-",
                "call-1-1",
                "call-01-1-1",
                "call-1-1--1",
                "call-1-1-0",
                "org-1",
                "call-1-1-99999999999999999999"
            })
    void what_is_no_call_id_is_refused(String text) {
        assertThatThrownBy(() -> CallId.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("call-1-1-42");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "org-", "org-0", "org-01", "org-Z", "org--1", "key-1"})
    void what_is_no_organization_id_is_refused(String text) {
        assertThatThrownBy(() -> OrganizationId.parse(text))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
