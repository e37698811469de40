package io.tokengrid.gateway.openai;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tokengrid.metering.InputBound;
import io.tokengrid.metering.PromptMeter;
import io.tokengrid.metering.PromptText;
import io.tokengrid.metering.TokenCounters;
import io.tokengrid.metering.media.MediaRules;
import io.tokengrid.metering.prompt.ChatTemplate;
import io.tokengrid.testing.RandomChats;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Exactness B3: what is held for a prompt that is not counted yet.
class PromptBoundTest {
    @ParameterizedTest
    @EnumSource
    void the_bytes_of_a_request_bound_what_any_template_writes_of_it(ChatTemplate template)
            throws BadRequest {
        long seed = 20261122L + template.name().hashCode();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        var meter =
                new PromptMeter(
                        TokenCounters.shipped().forFamily("o200k"), template, MediaRules.UNKNOWN);
        for (int run = 0; run < 2_000; run++) {
            String chat = RandomChats.next(random);
            if (chat.contains("\"messages\":[]")) {
                continue;
            }
            byte[] body = chat.getBytes(UTF_8);
            ChatRequest request = ChatRequest.read(body);
            var found = (PromptText.Found) PromptText.read(body);
            var bound = (InputBound.AtMost) meter.bound(found.prompt());

            assertThat(meter.most(request.size(), request.images()))
                    .as(chat)
                    .isGreaterThanOrEqualTo(bound.tokens());
        }
    }
}
