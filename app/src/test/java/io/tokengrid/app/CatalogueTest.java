package io.tokengrid.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class CatalogueTest {
    @Test
    void seventeen_providers_are_known() {
        assertThat(Catalogue.builtIn().names())
                .containsExactly(
                        "anthropic",
                        "ark",
                        "dashscope",
                        "deepseek",
                        "gemini",
                        "hunyuan",
                        "minimax",
                        "moonshot",
                        "ollama",
                        "openai",
                        "openrouter",
                        "qianfan",
                        "siliconflow",
                        "spark",
                        "stepfun",
                        "vllm",
                        "zhipu");
    }

    @Test
    void a_provider_of_the_catalogue_needs_a_key_alone() {
        Provider provider = provider("deepseek: { api-key: k }", "deepseek");

        assertThat(provider.baseUrl()).isEqualTo(URI.create("https://api.deepseek.com/v1"));
        assertThat(provider.wire().outputLimit()).isEqualTo("max_tokens");
    }

    @Test
    void a_bare_dialect_at_its_own_address_is_sent_what_every_server_understands() {
        Provider own =
                provider("own: { dialect: openai, base-url: \"http://127.0.0.1:9/v1/\" }", "own");
        Provider openai = provider("own: { dialect: openai }", "own");

        assertThat(own.baseUrl()).isEqualTo(URI.create("http://127.0.0.1:9/v1"));
        assertThat(own.wire().outputLimit()).isEqualTo("max_tokens");
        assertThat(openai.wire().outputLimit()).isEqualTo("max_completion_tokens");
    }

    @Test
    void the_file_comes_before_the_catalogue() {
        Provider provider =
                provider(
                        "own: { dialect: dashscope, auth: none, wire: { covers-reasoning: true, thinking-budget: b } }",
                        "own");

        assertThat(provider.auth()).isEqualTo(ProviderAuth.NONE);
        assertThat(provider.wire())
                .isEqualTo(new Provider.Wire("max_tokens", true, Optional.of("b"), true));
    }

    private static Provider provider(String yaml, String name) {
        return Objects.requireNonNull(
                Documents.parse("providers: { " + yaml + " }").providers().get(name));
    }
}
