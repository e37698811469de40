package io.tokengrid.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tokengrid.metering.TokenCounter;
import io.tokengrid.metering.TokenCounters;
import java.io.ByteArrayOutputStream;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenTextTest {
    private static final int LONGEST_OF_TRACE = 14_050;

    @ParameterizedTest
    @ValueSource(strings = {"o200k", "cl100k"})
    void a_text_has_exactly_as_many_tokens_as_asked(String family) {
        TokenCounter counter = TokenCounters.shipped().forFamily(family);
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int tokens = 0; tokens <= 2_000; tokens++) {
            long text = random.nextLong();
            assertThat(counter.count(TokenText.english().text(tokens, text)).value())
                    .as("english, seed %d", text)
                    .isEqualTo(tokens);
            assertThat(counter.count(TokenText.mixed().text(tokens, text)).value())
                    .as("mixed, seed %d", text)
                    .isEqualTo(tokens);
        }
        assertThat(counter.count(TokenText.english().text(LONGEST_OF_TRACE, seed)).value())
                .isEqualTo(LONGEST_OF_TRACE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"o200k", "cl100k"})
    void every_word_is_one_token(String family) {
        TokenCounter counter = TokenCounters.shipped().forFamily(family);
        assertThat(Stream.of((Words.ENGLISH + " " + Words.WIDE).split("\\s+", -1)))
                .allSatisfy(word ->
                        assertThat(counter.count(" " + word).value()).as(word).isEqualTo(1));
        assertThat(Stream.of(Words.ENGLISH.split("\\s+", -1)))
                .allSatisfy(word -> assertThat(counter.count(word).value()).as(word).isEqualTo(1));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 100, 16_384, 40_000})
    void chunks_of_a_text_join_to_the_text(int tokens) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        Random random = new Random(tokens);
        for (int from = 0; from < tokens; ) {
            int to = Math.min(tokens, from + random.nextInt(20_000));
            joined.writeBytes(TokenText.mixed().utf8(from, to, 7));
            from = to;
        }
        assertThat(joined.toString(UTF_8)).isEqualTo(TokenText.mixed().text(tokens, 7));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, -1_000})
    void a_negative_length_is_refused(int tokens) {
        assertThatThrownBy(() -> TokenText.english().text(tokens, 1))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
