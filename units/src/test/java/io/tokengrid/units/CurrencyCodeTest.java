package io.tokengrid.units;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CurrencyCodeTest {
    @ParameterizedTest
    @CsvSource({"JPY, 0", "KRW, 0", "CNY, 2", "USD, 2", "INR, 2", "KWD, 3"})
    void an_amount_is_paid_in_the_digits_of_its_currency(String code, int digits) {
        assertThat(new CurrencyCode(code).digits()).isEqualTo(digits);
    }

    @Test
    void what_nobody_pays_in_has_no_digits() {
        assertThatThrownBy(() -> new CurrencyCode("QQQ").digits())
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new CurrencyCode("XAU").digits())
                .isInstanceOf(IllegalArgumentException.class);
    }
}
