package io.tokengrid.rating.bill;

import io.tokengrid.metering.TokenClass;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Finds out where a bill cuts its days, if that is not where its zone does: at the full hour that
/// makes the most days agree to the token.
final class DayShift {
    private static final int MOST_HOURS = 14;
    static final long QUARTER = 900;

    private final Bill bill;
    private final Expected expected;
    private final ModelNames names;
    private final Map<Cell, Long> billed = new HashMap<>();

    /// What is compared: all that was read or written, since classes may differ for other reasons.
    private record Cell(LocalDate day, String model, boolean input) {}

    private DayShift(Bill bill, Expected expected, ModelNames names) {
        this.bill = bill;
        this.expected = expected;
        this.names = names;
        for (BillRow row : bill.rows()) {
            TokenClass of = row.meter().tokenClass();
            if (row.day() != null && row.quantity() != null && of != null) {
                var cell = new Cell(row.day(), names.ours(row.model()), of.isInput());
                billed.merge(cell, row.quantity(), Math::addExact);
            }
        }
    }

    /// Minutes by which the bill's days begin later than its zone's; 0 where they do not, or that
    /// cannot be told. Another cut is believed where it makes a quarter of all cells agree that did
    /// not, and two at least.
    static int minutes(Bill bill, Expected expected, ModelNames names) {
        return bill.daily() ? new DayShift(bill, expected, names).minutes() : 0;
    }

    private int minutes() {
        int stated = agreeing(0);
        int best = stated;
        int found = 0;
        for (int hours = 1; hours <= MOST_HOURS; hours++) {
            for (int minutes : new int[] {60 * hours, -60 * hours}) {
                int agreeing = agreeing(minutes);
                if (agreeing > best) {
                    best = agreeing;
                    found = minutes;
                }
            }
        }
        return best - stated >= Math.max(2, (billed.size() + 3) / 4) ? found : 0;
    }

    private int agreeing(int minutes) {
        Map<Cell, Long> ours = new HashMap<>();
        for (Expected.Line line : expected.lines()) {
            TokenClass of = line.meter().tokenClass();
            LocalDate day = day(bill, line.quarter(), minutes);
            if (of != null && day != null) {
                var cell = new Cell(day, line.model(), of.isInput());
                ours.merge(cell, line.quantity(), Math::addExact);
            }
        }
        int agreeing = 0;
        for (Map.Entry<Cell, Long> cell : billed.entrySet()) {
            if (cell.getValue().equals(ours.get(cell.getKey()))) {
                agreeing++;
            }
        }
        return agreeing;
    }

    /// The day of the bill that a time falls in; null outside of the period.
    static @Nullable LocalDate day(Bill bill, long quarter, int shift) {
        Instant at = Instant.ofEpochSecond(quarter * QUARTER - shift * 60L);
        LocalDate day = LocalDate.ofInstant(at, bill.zone());
        return day.isBefore(bill.from()) || !day.isBefore(bill.to()) ? null : day;
    }
}
