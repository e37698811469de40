package io.tokengrid.rating.invoice;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CapitalNumeralsTest {
    @ParameterizedTest
    @CsvSource({
        "0, 零圆整",
        "0.05, 伍分",
        "0.50, 伍角整",
        "1, 壹圆整",
        "10, 壹拾圆整",
        "106.00, 壹佰零陆圆整",
        "1409.50, 壹仟肆佰零玖圆伍角整",
        "6007.14, 陆仟零柒圆壹角肆分",
        "16409.02, 壹万陆仟肆佰零玖圆零贰分",
        "107000.53, 壹拾万柒仟圆伍角叁分",
        "100000000, 壹亿圆整",
        "100000001, 壹亿零壹圆整",
        "1200034.00, 壹佰贰拾万零叁拾肆圆整",
        "1020304050607, 壹万亿零贰佰零叁亿零肆佰零伍万零陆佰零柒圆整",
        "-12.30, 负壹拾贰圆叁角整"
    })
    void amounts_are_written_as_on_cheques(String amount, String capitals) {
        assertThat(CapitalNumerals.of(new BigDecimal(amount))).isEqualTo(capitals);
    }
}
