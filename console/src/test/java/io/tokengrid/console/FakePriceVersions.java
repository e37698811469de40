package io.tokengrid.console;

import java.util.List;
import java.util.Map;

/// What [FakeApi] answers about the history of prices.
final class FakePriceVersions {
    private FakePriceVersions() {}

    static Map<String, Object> list() {
        return FakeData.fields(
                "items",
                List.of(
                        FakeData.fields(
                                "version", 3,
                                "publishedAt", "2026-11-01T01:00:00Z",
                                "publishedBy", "file",
                                "rows", 3,
                                "added", 1,
                                "changed", 0,
                                "removed", 0)),
                "next",
                null);
    }

    static Map<String, Object> reRatings(boolean empty) {
        return FakeData.fields(
                "items",
                empty
                        ? List.of()
                        : List.of(
                                FakeData.fields(
                                        "priceVersion", 3,
                                        "state", "running",
                                        "total", 120_000,
                                        "calls", 48_000,
                                        "open", 2,
                                        "corrected", 31_207,
                                        "keptForGrants", 4,
                                        "unpriced", 0,
                                        "differences",
                                                List.of(
                                                        FakeData.fields(
                                                                "currency", "CNY",
                                                                "amount", "-37.19004",
                                                                "owed", "0.00")),
                                        "publishedAt", "2026-11-01T01:00:00Z",
                                        "endedAt", null)));
    }

    static Map<String, Object> one() {
        return FakeData.fields(
                "version", 3,
                "publishedAt", "2026-11-01T01:00:00Z",
                "publishedBy", "file",
                "yaml", "prices:\n  - model: deepseek-chat\n",
                "changes",
                        List.of(
                                FakeData.fields(
                                        "name", "model 'glm-4.6' in CNY",
                                        "kind", "added",
                                        "fields",
                                                List.of(
                                                        FakeData.fields(
                                                                "field", "per-million.input",
                                                                "before", null,
                                                                "after", "2")))));
    }
}
