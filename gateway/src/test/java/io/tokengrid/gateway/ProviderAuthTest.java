package io.tokengrid.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;

class ProviderAuthTest {
    @Test
    void a_provider_that_wants_its_key_in_x_api_key_gets_it_there_and_nowhere_else() {
        try (var upstream =
                        new RawUpstream(exchange ->
                                exchange.json(
                                        200,
                                        "{\"choices\":[{\"message\":{},\"finish_reason\":\"stop\"}]}"));
                var grid =
                        GatewaySetup.standard()
                                .upstreams(0)
                                .foreign(upstream.url())
                                .auth(Provider.Auth.X_API_KEY)
                                .start()) {
            assertThat(grid.client().chat("").statusCode()).isEqualTo(200);

            assertThat(upstream.heads().getLast().toLowerCase(Locale.ROOT))
                    .contains("x-api-key: secret")
                    .doesNotContain("authorization:")
                    .doesNotContain("sk-test");
        }
    }
}
