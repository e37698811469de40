package io.tokengrid.console;

import io.tokengrid.rating.bill.Bill;
import io.tokengrid.rating.bill.Bill.Attested;
import io.tokengrid.rating.bill.BillRow;
import io.tokengrid.rating.bill.Meter;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Money;
import io.tokengrid.units.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Bills whose lines are day, model, meter, quantity and amount, parted by commas, in yuan; a line
/// `wrong` is a mistake.
final class FakeBillDocuments implements BillDocuments {
    @Override
    public List<BillShape> shapes() {
        return List.of(
                new BillShape("plain", "A test", Attested.YOURS, "these tests", List.of("day")));
    }

    @Override
    public Reading read(byte[] file, String profile, Days period, @Nullable CurrencyCode currency) {
        var rows = new ArrayList<BillRow>();
        for (String line : new String(file, StandardCharsets.UTF_8).lines().toList()) {
            if (line.equals("wrong")) {
                return new Reading.Wrong(
                        List.of(new BillMistake(rows.size() + 1, "is wrong", "correct it")));
            }
            String[] cells = line.split(",", -1);
            rows.add(
                    new BillRow(
                            rows.size() + 1,
                            LocalDate.parse(cells[0]),
                            cells[1],
                            new Meter(cells[2]),
                            Long.parseLong(cells[3]),
                            null,
                            Money.parse(cells[4])));
        }
        return new Reading.Right(
                new Bill(
                        profile,
                        Attested.YOURS,
                        Sha256.digest(file, 0, file.length),
                        ZoneOffset.UTC,
                        period.from(),
                        period.to(),
                        new CurrencyCode("CNY"),
                        6,
                        true,
                        0,
                        rows));
    }
}
