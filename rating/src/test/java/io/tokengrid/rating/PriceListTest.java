package io.tokengrid.rating;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tokengrid.metering.TokenClass;
import io.tokengrid.units.Price;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PriceListTest {
    /// Exactness A5: who inherits from whom. The list prices every class that another inherits
    /// from, each differently.
    @ParameterizedTest
    @CsvSource({
        "input, 1, input",
        "cached-input, 1, input",
        "cache-write, 2, cache-write",
        "cache-write-1h, 2, cache-write",
        "audio-input, 1, input",
        "image-input, 1, input",
        "video-input, 1, input",
        "output, 4, output",
        "reasoning, 4, output",
        "audio-output, 4, output",
        "image-output, 4, output"
    })
    void a_class_left_out_has_the_price_of_its_parent(String key, String price, String source) {
        PriceList list = Prices.list("input 1, cache-write 2, output 4");

        assertThat(list.price(Prices.tokenClass(key))).isEqualTo(Price.perMillion(price));
        assertThat(list.priceSource(Prices.tokenClass(key))).isEqualTo(Prices.tokenClass(source));
    }

    @Test
    void an_hour_of_cache_falls_back_to_input_where_cache_writes_have_no_price() {
        PriceList list = Prices.list("input 1");

        assertThat(list.price(TokenClass.CACHE_WRITE_1H)).isEqualTo(Price.perMillion("1"));
        assertThat(list.priceSource(TokenClass.CACHE_WRITE_1H)).isEqualTo(TokenClass.INPUT);
    }

    @Test
    void zero_is_a_price_and_hides_that_of_the_parent() {
        PriceList list = Prices.list("input 1, cached-input 0, cache-write-1h 0, output 0");

        assertThat(list.price(TokenClass.CACHED_INPUT)).isEqualTo(Price.FREE);
        assertThat(list.price(TokenClass.CACHE_WRITE)).isEqualTo(Price.perMillion("1"));
        assertThat(list.price(TokenClass.CACHE_WRITE_1H)).isEqualTo(Price.FREE);
        assertThat(list.price(TokenClass.REASONING)).isEqualTo(Price.FREE);
    }

    @Test
    void output_of_a_model_that_only_reads_has_no_price() {
        PriceList list = Prices.list("input 1");

        assertThat(list.price(TokenClass.OUTPUT)).isNull();
        assertThat(list.priceSource(TokenClass.IMAGE_OUTPUT)).isNull();
        assertThat(list.dearestOutput()).isEqualTo(Price.FREE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "input 1                                  | 1 | 0",
                "input 1, output 4                        | 1 | 4",
                "input 1, cached-input 0.1, output 4      | 1 | 4",
                "input 1, cache-write-1h 2, output 4      | 2 | 4",
                "input 1, audio-input 7, output 4         | 7 | 4",
                "input 1, output 4, reasoning 6           | 1 | 6",
                "input 1, image-output 9                  | 1 | 9",
            })
    void the_dearest_class_of_each_side_bounds_a_hold(String list, String input, String output) {
        assertThat(Prices.list(list).dearestInput()).isEqualTo(Price.perMillion(input));
        assertThat(Prices.list(list).dearestOutput()).isEqualTo(Price.perMillion(output));
    }

    @Test
    void input_must_have_a_price() {
        Map<TokenClass, Price> none = Map.of();
        Map<TokenClass, Price> outputOnly = Map.of(TokenClass.OUTPUT, Price.FREE);

        assertThatThrownBy(() -> new PriceList(none)).hasMessageContaining("'input'");
        assertThatThrownBy(() -> new PriceList(outputOnly)).hasMessageContaining("'input'");
    }

    @Test
    void lists_are_equal_when_they_publish_the_same() {
        PriceList list = Prices.list("input 1, cached-input 1");

        assertThat(list).isEqualTo(Prices.list("cached-input 1, input 1"));
        assertThat(list).hasSameHashCodeAs(Prices.list("cached-input 1, input 1"));
        assertThat(list).isNotEqualTo(Prices.list("input 1"));
        assertThat(list.published()).containsOnlyKeys(TokenClass.INPUT, TokenClass.CACHED_INPUT);
    }
}
