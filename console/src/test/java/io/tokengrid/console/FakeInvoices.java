package io.tokengrid.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What [FakeApi] answers about invoices.
final class FakeInvoices {
    private final List<Map<String, Object>> issued = new ArrayList<>();

    FakeInvoices(boolean empty) {
        if (!empty) {
            issued.add(
                    FakeData.fields(
                            "number", "INV-000016",
                            "kind", "settled-invoice",
                            "from", "2026-08-31T16:00:00Z",
                            "to", "2026-09-30T16:00:00Z",
                            "issuedAt", "2026-10-01T01:00:00Z",
                            "currency", "CNY",
                            "total", "9242.18",
                            "payable", "0.00",
                            "credits", null));
        }
    }

    List<Map<String, Object>> list() {
        return issued;
    }

    /// A draft, or the invoice that it became.
    Map<String, Object> make(Map<String, Object> body) {
        boolean issue = Boolean.TRUE.equals(body.get("issue"));
        if (issue) {
            issued.addFirst(
                    FakeData.fields(
                            "number", "INV-000017",
                            "kind", "settled-invoice",
                            "from", "2026-09-30T16:00:00Z",
                            "to", "2026-10-31T16:00:00Z",
                            "issuedAt", FakeApi.NOW.toString(),
                            "currency", "CNY",
                            "total", "2617.29",
                            "payable", "0.00",
                            "credits", null));
        }
        return FakeData.fields(
                "number",
                issue ? "INV-000017" : null,
                "complete",
                true,
                "currency",
                "CNY",
                "lines",
                List.of(
                        FakeData.fields(
                                "model", "qwen-plus",
                                "item", "input",
                                "price", "2",
                                "quantity", 1_234_567_890,
                                "month", null,
                                "note", null,
                                "exact", "2469.13578",
                                "net", "2469.14",
                                "tax", "148.15")),
                "exact",
                "2469.13578",
                "net",
                "2469.14",
                "taxAmount",
                "148.15",
                "total",
                "2617.29",
                "digest",
                "aa95eb826c1240e0");
    }
}
