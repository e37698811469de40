package io.tokengrid.rating.bill;

import io.tokengrid.rating.bill.Expected.KnownPrice;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Money;
import io.tokengrid.units.Price;
import io.tokengrid.units.Sha256;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A few days of calls to models of two context tiers, and the bills that a provider would write of
/// them.
final class Month {
    static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
    static final LocalDate FIRST = LocalDate.of(2026, 10, 1);
    static final LocalDate END = FIRST.plusDays(6);
    static final long BOUND = 1_000_000;
    static final List<String> METERS = List.of("input", "cached-input", "output");

    /// What a token costs, by tier and meter: prices per million.
    private static final Map<String, String> PRICES =
            Map.of(
                    "up to 1000000/input", "0.8",
                    "up to 1000000/cached-input", "0.16",
                    "up to 1000000/output", "2",
                    "above 1000000/input", "2.4",
                    "above 1000000/cached-input", "0.48",
                    "above 1000000/output", "20",
                    "old/input", "0.9",
                    "old/cached-input", "0.19",
                    "old/output", "2.5");

    final List<Call> calls = new ArrayList<>();

    /// @param quarter of an hour since 1970
    record Call(long quarter, String model, long input, long cached, long output) {
        String tier() {
            return input + cached <= BOUND ? "up to 1000000" : "above 1000000";
        }

        long of(String meter) {
            return switch (meter) {
                case "input" -> input;
                case "cached-input" -> cached;
                case "output" -> output;
                default -> throw new IllegalArgumentException(meter);
            };
        }
    }

    static Money price(String tier, String meter) {
        return Money.ofAttos(
                Price.perMillion(PRICES.getOrDefault(tier + "/" + meter, "0")).attosPerToken());
    }

    /// The quarter that a day and hour of the zone begin with.
    static long quarter(int day, int hour) {
        return FIRST.plusDays(day).atTime(hour, 0).atZone(ZONE).toEpochSecond() / 900;
    }

    private static RuleNames rules(String tier) {
        return tier.equals("old")
                ? new RuleNames("the row before", "up to 1000000", "", "", "")
                : new RuleNames("the row", tier, "", "", "");
    }

    Expected expected() {
        var lines = new ArrayList<Expected.Line>();
        var ended = new ArrayList<Expected.Calls>();
        for (Call call : calls) {
            Money booked = Money.ZERO;
            for (String meter : METERS) {
                Money price = price(call.tier(), meter);
                if (call.of(meter) > 0) {
                    lines.add(
                            new Expected.Line(
                                    call.quarter(),
                                    call.model(),
                                    new Meter(meter),
                                    price,
                                    rules(call.tier()),
                                    call.of(meter)));
                    booked = booked.plus(Lot.times(price, call.of(meter)));
                }
            }
            ended.add(
                    new Expected.Calls(
                            call.quarter(), call.model(), 1, 0, booked, Money.ZERO, 0, 0, 0));
        }
        return new Expected(lines, ended, known());
    }

    private List<KnownPrice> known() {
        var known = new ArrayList<KnownPrice>();
        for (String model : calls.stream().map(Call::model).distinct().toList()) {
            for (String tier : List.of("up to 1000000", "above 1000000", "old")) {
                for (String meter : METERS) {
                    known.add(
                            new KnownPrice(
                                    model, new Meter(meter), price(tier, meter), rules(tier)));
                }
            }
        }
        return known;
    }

    /// A row of a bill on its way; quantities and amounts can be disturbed.
    static final class Row {
        final LocalDate day;
        final String model;
        final String meter;
        final String tier;
        @Nullable Money price;
        long quantity;
        @Nullable Money amount;

        Row(LocalDate day, String model, String meter, String tier) {
            this.day = day;
            this.model = model;
            this.meter = meter;
            this.tier = tier;
            this.price = meter.equals("request") ? null : price(tier, meter);
        }

        /// Quantity times price, rounded as providers do.
        void rate(int digits) {
            Money of = price;
            if (of != null) {
                BigDecimal exact = Lot.times(of, quantity).toBigDecimal();
                amount = Money.of(exact.setScale(digits, RoundingMode.HALF_UP));
            }
        }
    }

    /// The rows of an honest bill: a meter of a tier on a day each, and the number of requests.
    ///
    /// @param zone whose days it has
    /// @param digits of its amounts
    List<Row> rows(ZoneId zone, int digits) {
        var rows = new HashMap<String, Row>();
        for (Call call : calls) {
            LocalDate day =
                    LocalDate.ofInstant(
                            java.time.Instant.ofEpochSecond(call.quarter() * 900), zone);
            if (day.isBefore(FIRST) || !day.isBefore(END)) {
                continue;
            }
            for (String meter : METERS) {
                if (call.of(meter) > 0) {
                    row(rows, day, call.model(), meter, call.tier()).quantity += call.of(meter);
                }
            }
            row(rows, day, call.model(), "request", "").quantity++;
        }
        rows.values().forEach(row -> row.rate(digits));
        return new ArrayList<>(rows.values());
    }

    private static Row row(
            Map<String, Row> rows, LocalDate day, String model, String meter, String tier) {
        return rows.computeIfAbsent(
                day + model + meter + tier, _ -> new Row(day, model, meter, tier));
    }

    static Bill bill(List<Row> rows, int digits) {
        var billed = new ArrayList<BillRow>();
        int line = 1;
        for (Row row : rows) {
            billed.add(
                    new BillRow(
                            ++line,
                            row.day,
                            row.model,
                            new Meter(row.meter),
                            row.quantity,
                            row.price,
                            row.amount));
        }
        return bill(billed, digits, true);
    }

    static Bill bill(List<BillRow> rows, int digits, boolean daily) {
        byte[] name = rows.toString().getBytes(StandardCharsets.UTF_8);
        return new Bill(
                "test",
                Bill.Attested.YOURS,
                Sha256.digest(name, 0, name.length),
                ZONE,
                FIRST,
                END,
                new CurrencyCode("CNY"),
                digits,
                daily,
                0,
                rows);
    }
}
