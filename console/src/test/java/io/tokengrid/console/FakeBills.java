package io.tokengrid.console;

import io.tokengrid.console.BillDocuments.BillShape;
import io.tokengrid.console.Reconciliations.BillCell;
import io.tokengrid.console.Reconciliations.BillFinding;
import io.tokengrid.console.Reconciliations.BillReconciliation;
import io.tokengrid.console.Reconciliations.BillShapes;
import io.tokengrid.console.Reconciliations.ExplainedBill;
import io.tokengrid.console.Reconciliations.KindSum;
import io.tokengrid.rating.bill.Bill.Attested;
import io.tokengrid.rating.bill.Finding.Kind;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Money;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// What [FakeApi] answers about providers' bills: a month of DashScope with one finding of several
/// kinds.
final class FakeBills {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final JsonWriter WRITER = new JsonWriter();
    private static final LocalDate FIRST = LocalDate.of(2026, 10, 1);
    private static final List<BillFinding> FINDINGS =
            List.of(
                    finding(1, Kind.CACHE_CLASS, 3, "input", 1_200_000L, "0.768", "input"),
                    finding(2, Kind.TIER, 9, "output", 400_000L, "7.20", "20 / M (up to 256000)"),
                    finding(3, Kind.OVER_REPORT, 12, "output", 35_120L, "0.07024", "2 / M"),
                    finding(4, Kind.ROUNDING, 12, null, null, "-0.00137", ""),
                    finding(5, Kind.UNEXPLAINED, 20, null, null, "0.45", ""));

    private FakeBills() {}

    private static BillFinding finding(
            int number,
            Kind kind,
            int day,
            @Nullable String meter,
            @Nullable Long quantity,
            String amount,
            String billedAs) {
        return new BillFinding(
                number,
                kind,
                FIRST.plusDays(day).toString(),
                "qwen-plus-2025-12-01",
                meter,
                quantity,
                Money.parse(amount),
                billedAs,
                billedAs.isEmpty() ? "" : "cached-input",
                number * 17);
    }

    private static BillReconciliation bill() {
        Money difference =
                FINDINGS.stream().map(BillFinding::amount).reduce(Money.ZERO, Money::plus);
        Money booked = Money.parse("8140.337912");
        return new BillReconciliation(
                "rec-5f0c81aa3be2d907",
                Instant.parse("2026-11-03T02:11:45Z"),
                "dashscope",
                "dashscope",
                Attested.SEEN_IN_PUBLIC,
                "9b7e0f4ec1bd1c07c37ad8d33d0a2a5c8a3f1f2f8f2d2f0b0c8b8d4f1e2a3b4c",
                ZoneId.of("Asia/Shanghai"),
                "2026-10-01",
                "2026-10-31",
                new CurrencyCode("CNY"),
                186,
                12,
                0,
                booked.plus(difference),
                booked,
                difference,
                Money.parse("1.25"),
                0,
                Money.parse("0.45"),
                null,
                FINDINGS.stream().map(one -> new KindSum(one.kind(), 1, one.amount())).toList());
    }

    private static List<BillCell> cells() {
        return IntStream.range(0, 31)
                .mapToObj(day -> {
                    Money booked = Money.parse((180 + 13 * (day * 7 % 11)) + ".42");
                    return new BillCell(
                            FIRST.plusDays(day).toString(),
                            "qwen-plus-2025-12-01",
                            booked.plus(Money.parse(day == 9 ? "7.2" : "0.01")),
                            booked,
                            91_000_000,
                            90_900_000,
                            90_800_000,
                            41_000,
                            41_200);
                })
                .toList();
    }

    static Object list(boolean empty) {
        return json(new Page<>(empty ? List.of() : List.of(bill()), null));
    }

    static Object one(Map<String, String> query) {
        String kind = query.getOrDefault("kind", "");
        return json(
                new ExplainedBill(
                        bill(),
                        cells(),
                        FINDINGS.stream()
                                .filter(one -> kind.isEmpty() || one.kind().key().equals(kind))
                                .toList(),
                        null));
    }

    static Object shapes() {
        return json(
                new BillShapes(
                        List.of(
                                new BillShape(
                                        "dashscope",
                                        "Alibaba Cloud Model Studio, bill details",
                                        Attested.SEEN_IN_PUBLIC,
                                        "a published program that reads the export",
                                        List.of("账单日期", "[币种]")),
                                new BillShape(
                                        "qianfan",
                                        "Baidu AI Cloud Qianfan, bill details",
                                        Attested.RECALLED,
                                        "from memory",
                                        List.of("日期")))));
    }

    private static Object json(Object of) {
        return JSON.readTree(WRITER.write(of));
    }
}
