package io.tokengrid.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tokengrid.app.Option.Otherwise;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// A file of plans that cannot be used is refused with file, line and reason.
final class PlanFileTest {
    private static final String GOOD =
            """
            currency: CNY
            anchor: 2026-11-01
            plans:
              basic:
                products:
                  tokens: { meter: token, price: 1 }
            usage:
              - { meter: token, quantity: 5 }
            """;

    @Test
    void a_plan_is_a_few_lines() {
        assertThat(PlanFile.parse(GOOD, "plan.yaml")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "currency: CNY | currency: QQQ | 'plan.yaml:1: currency: ''QQQ'' is not a currency that is paid in, such as CNY'",
                "currency: CNY | currency: yuan | 'plan.yaml:1: currency: ''yuan'' is not a currency that is paid in'",
                "price: 1 | price: -1 | 'plan.yaml:6: plans.basic.products.tokens.price: ''-1'' is not a number of 0 or more'",
                "quantity: 5 | quantity: -5 | 'plan.yaml:8: usage[0].quantity: ''-5'' is not a number of 0 or more'",
                "price: 1 | 'price: 1, per: 0' | 'plan.yaml:6: plans.basic.products.tokens.per: the number of units that a price is for must be above 0: 0'",
                "price: 1 | prize: 1 | plan.yaml:6: plans.basic.products.tokens.prize: is not a setting",
                "price: 1 | 'price: 1, share: 5%' | plan.yaml:6: plans.basic.products.tokens.share: says nothing of a product of this shape",
                "'meter: token, price: 1' | meter: token | plan.yaml:6: plans.basic.products.tokens.price: is missing",
                "price: 1 | 'shape: graduated, tiers: [{ to: 5, price: 1 }]' | plan.yaml:6: plans.basic.products.tokens.tiers: the last tier ends at 5, so what is above has no price",
                "price: 1 | 'shape: volume, tiers: [{ to: 5 }, { to: 4 }, { }]' | plan.yaml:6: plans.basic.products.tokens.tiers: tiers must rise: 4 comes after 5",
                "anchor: 2026-11-01 | anchor: 2026-11-31 | 'plan.yaml:2: anchor: ''2026-11-31'' is not a day'",
                "currency: CNY | 'period: fortnight' | 'plan.yaml:1: period: ''fortnight'' is not hour, day, week'",
                "anchor: 2026-11-01 | 'period: month' | plan.yaml:1: anchor: is missing",
                "currency: CNY | 'period: hour, currency: CNY' | plan.yaml:1: not YAML",
            })
    void what_cannot_be_meant_is_refused(String good, String bad, String message) {
        String yaml = GOOD.replace(good, bad);

        assertThat(yaml).isNotEqualTo(GOOD);
        assertThatThrownBy(() -> PlanFile.parse(yaml, "plan.yaml"))
                .isInstanceOf(ConfigException.class)
                .satisfies(refusal -> assertThat(withoutColumn(refusal)).startsWith(message));
    }

    private static String withoutColumn(Throwable refusal) {
        return String.valueOf(refusal.getMessage())
                .replaceFirst("^(plan\\.yaml:[0-9]+):[0-9]+", "$1");
    }

    static List<Option<?>> options() {
        return PlanOptions.ALL;
    }

    @ParameterizedTest
    @MethodSource("options")
    void an_option_has_a_readable_example_and_default(Option<?> option) {
        Object example = option.kind().parser().apply(option.example());

        if (option.otherwise() instanceof Otherwise.Default(String text)) {
            assertThat(option.kind().parser().apply(text)).isNotEqualTo(example);
        }
        assertThat(option.meaning()).endsWith(".").hasSizeBetween(10, 160);
    }

    @Test
    void the_reference_lists_every_option() {
        Reference.check("docs/reference/plans.md", "options", Reference.table(PlanOptions.ALL));
    }
}
