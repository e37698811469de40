package io.tokengrid.rating.focus;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokengrid.rating.focus.FocusAccount.Billed;
import io.tokengrid.rating.focus.FocusAccount.Closed;
import io.tokengrid.rating.invoice.DocumentKind;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.OrganizationId;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// September and October are invoiced, with cuts an hour after them; November is open.
final class FocusAccountTest {
    private static final FocusAccount ACCOUNT =
            new FocusAccount(
                    new OrganizationId(7),
                    "Sunrise Robotics",
                    new CurrencyCode("CNY"),
                    ZoneId.of("Asia/Shanghai"),
                    DocumentKind.INVOICE,
                    List.of(closed("INV-1", 9), closed("INV-2", 10)));

    private static Closed closed(String number, int month) {
        Instant to = at("%02d-01T00".formatted(month + 1));
        return new Closed(
                number,
                DocumentKind.INVOICE,
                at("%02d-01T00".formatted(month)),
                to,
                to.plusSeconds(3_600));
    }

    private static Instant at(String hour) {
        return OffsetDateTime.parse("2026-" + hour + ":00:00+08:00").toInstant();
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    # used,   recorded, invoice, billed from, to,        correction
                    09-30T23, 09-30T23, INV-1,   09-01T00,    10-01T00,  false
                    09-30T23, 10-01T00, INV-1,   09-01T00,    10-01T00,  false
                    09-30T23, 10-01T01, INV-2,   10-01T00,    11-01T00,  true
                    10-01T00, 10-01T00, INV-2,   10-01T00,    11-01T00,  false
                    08-31T23, 08-31T23, INV-1,   09-01T00,    10-01T00,  false
                    09-30T23, 11-02T00, '',      11-01T00,    12-01T00,  true
                    10-31T23, 11-02T00, '',      11-01T00,    12-01T00,  true
                    11-01T00, 11-01T00, '',      11-01T00,    12-01T00,  false
                    12-24T18, 12-24T18, '',      12-01T00,    12-31T24,  false
                    """)
    void what_comes_late_is_billed_in_the_next_period_that_is_open(
            String used,
            String recorded,
            String invoice,
            String from,
            String to,
            boolean correction) {
        Billed billed = ACCOUNT.charge(at(used), at(recorded));

        Closed document = billed.document();
        assertThat(document == null ? "" : document.number()).isEqualTo(invoice);
        assertThat(billed.period().start()).isEqualTo(at(from));
        assertThat(billed.period().end())
                .isEqualTo(to.equals("12-31T24") ? at("12-31T23").plusSeconds(3_600) : at(to));
        assertThat(billed.correction()).isEqualTo(correction);
    }
}
