package io.tokengrid.app;

import java.util.Map;

/// Configuration files for tests.
final class Documents {
    /// The example of the commands' and endpoints' contract, unchanged.
    static final String CONTRACT =
            """
            listen: { host: 127.0.0.1, port: 8080 }
            data: ./data                       # journal, embedded PostgreSQL, caches
            drain: 600s
            database: embedded                 # or postgresql://user:password@host:5432/name
            admin-key: ${TOKENGRID_ADMIN_KEY}  # made and printed once when absent
            providers:
              mock:
                dialect: openai                # a provider id of the built-in catalogue, or a bare dialect
                base-url: http://127.0.0.1:9999/v1
                api-key: ${MOCK_KEY}
            models:
              qwen-plus:                       # the name that clients send
                tokenizer: qwen                # default: by model family
                max-output: 8192
                on-disconnect: drain           # or cancel
                deployments:
                  - { provider: mock, model: qwen-plus, site: guian }
            prices:
              - model: qwen-plus
                currency: CNY
                effective: 2026-01-01T00:00:00+08:00
                per-million: { input: "0.8", cached-input: "0.16", cache-write: "1.0", output: "2" }
            """;

    private Documents() {}

    static Config parse(String yaml) {
        return parse(yaml, Map.of("MOCK_KEY", "sk-mock"));
    }

    static Config parse(String yaml, Map<String, String> environment) {
        return Config.parse(yaml, "grid.yaml", environment, Map.of());
    }
}
