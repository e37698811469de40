package io.tokengrid.console;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Plans and a subscription as the admin API shows them, always the same.
final class FakePlans {
    private FakePlans() {}

    static List<Map<String, Object>> plans() {
        return List.of(
                plan("tokens-10m", "9.9", "10000000", "block", null),
                plan("tokens-150m", "39.9", "150000000", "overage", "20"));
    }

    static Map<String, Object> subscription() {
        return FakeData.fields(
                "organization",
                FakeApi.SUNRISE,
                "number",
                1,
                "plan",
                "tokens-150m",
                "status",
                "active",
                "reference",
                "contract-7",
                "from",
                "2026-10-31T16:00:00Z",
                "ends",
                null,
                "unpaid",
                false,
                "currency",
                "CNY",
                "fee",
                "39.9",
                "unit",
                "token",
                "atEnd",
                "overage",
                "cap",
                "20",
                "period",
                FakeData.fields(
                        "start",
                        "2026-10-31T16:00:00Z",
                        "resetsAt",
                        "2026-11-30T16:00:00Z",
                        "fee",
                        "39.90",
                        "included",
                        "150000000.00",
                        "drawn",
                        "91250418.00",
                        "held",
                        "18240.00",
                        "left",
                        "58731342.00",
                        "expired",
                        "0.00",
                        "overageHeld",
                        "0.00",
                        "overageSpent",
                        "0.00"));
    }

    private static Map<String, Object> plan(
            String name, String fee, String included, String atEnd, @Nullable String cap) {
        return FakeData.fields(
                "name",
                name,
                "currency",
                "CNY",
                "fee",
                fee,
                "period",
                "1 month",
                "unit",
                "token",
                "included",
                included,
                "atEnd",
                atEnd,
                "cap",
                cap);
    }
}
