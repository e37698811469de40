package io.tokengrid.console;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/// Grants as the admin API lists them, always the same.
final class FakeGrants {
    private FakeGrants() {}

    static List<Map<String, Object>> grants() {
        return List.of(
                grant(1, "prepaid", "block-2026-10", "active", "500", "121.5"),
                grant(2, "promotional", "welcome", "expired", "20", "0"));
    }

    private static Map<String, Object> grant(
            int number, String kind, String reference, String status, String amount, String left) {
        String drawn = new BigDecimal(amount).subtract(new BigDecimal(left)).toPlainString();
        return FakeData.fields(
                "number",
                number,
                "organization",
                FakeApi.SUNRISE,
                "currency",
                "CNY",
                "reference",
                reference,
                "kind",
                kind,
                "status",
                status,
                "amount",
                amount,
                "paid",
                kind.equals("prepaid") ? "450" : "0",
                "priority",
                100,
                "starts",
                "2026-10-02T01:20:00Z",
                "expires",
                kind.equals("prepaid") ? "2027-09-30T16:00:00Z" : "2026-10-31T16:00:00Z",
                "models",
                List.of(),
                "grantedAt",
                "2026-10-02T01:20:00Z",
                "drawn",
                drawn,
                "held",
                "0",
                "left",
                left,
                "expired",
                "0",
                "withdrawn",
                "0",
                "recognised",
                drawn);
    }
}
