package io.tokengrid.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokengrid.journal.Fact;
import io.tokengrid.journal.FactCodec;
import io.tokengrid.ledger.Billing;
import io.tokengrid.ledger.CostCentre;
import io.tokengrid.ledger.LedgerFact;
import io.tokengrid.ledger.Terms;
import io.tokengrid.metering.ReportedUsage;
import io.tokengrid.metering.Usage;
import io.tokengrid.metering.UsageSource;
import io.tokengrid.units.BinaryWriter;
import io.tokengrid.units.CallId;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.KeyId;
import io.tokengrid.units.Money;
import io.tokengrid.units.OrganizationId;
import io.tokengrid.units.Position;
import io.tokengrid.units.TokenCount;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LossCountTest {
    private static final Instant AT = Instant.parse("2026-11-21T10:00:00Z");
    private static final CurrencyCode CNY = new CurrencyCode("CNY");
    private static final CurrencyCode USD = new CurrencyCode("USD");
    private static final OrganizationId CHINESE = new OrganizationId(1);
    private static final OrganizationId AMERICAN = new OrganizationId(2);
    private static final OrganizationId NOBODY = new OrganizationId(3);

    private final LossCount count = new LossCount();
    private long sequence;

    private static byte[] bytes(Fact fact) {
        var out = new BinaryWriter(64);
        FactCodec.write(fact, out);
        return out.toByteArray();
    }

    private void kept(Fact fact) {
        byte[] bytes = bytes(fact);
        count.kept(++sequence, bytes, 0, bytes.length);
    }

    private void lost(Fact fact) {
        byte[] bytes = bytes(fact);
        count.lost(bytes, 0, bytes.length);
    }

    private static Fact opened(OrganizationId organization, CurrencyCode currency) {
        var terms = new Terms(currency, Billing.PREPAID, Money.ZERO, false, ZoneOffset.UTC);
        return new Fact.Accounted(
                new LedgerFact.OrganizationOpened(organization, "name", terms, AT));
    }

    private static Fact toppedUp(OrganizationId organization, String amount) {
        return new Fact.Accounted(
                new LedgerFact.ToppedUp(
                        organization, Money.parse(amount), Money.ZERO, "reference", AT));
    }

    private static CallId call(long number) {
        return new CallId(new Position(1, 1, number));
    }

    private static Fact admitted(long number, CurrencyCode currency) {
        return new Fact.Admitted(
                new LedgerFact.HoldPlaced(
                        call(number),
                        new KeyId(4),
                        Money.parse("3"),
                        new TokenCount(9),
                        List.of(),
                        null,
                        AT),
                new Fact.Admission(
                        CHINESE,
                        Set.of(),
                        new CostCentre("d", "a", "f"),
                        currency,
                        "m",
                        "p",
                        1,
                        false,
                        new TokenCount(8),
                        new TokenCount(1),
                        AT.plusSeconds(9),
                        Map.of()));
    }

    private static Fact settled(long number, String charge) {
        return new Fact.Settled(
                new LedgerFact.HoldPosted(
                        call(number),
                        Money.parse(charge),
                        Money.ZERO,
                        Money.ZERO,
                        new TokenCount(5),
                        null,
                        AT.plusSeconds(5)),
                new Fact.Settlement(
                        Usage.builder(UsageSource.REPORTED).build(),
                        Fact.Service.PLAIN,
                        ReportedUsage.builder().build(),
                        List.of(),
                        "stop",
                        List.of(),
                        Duration.ZERO,
                        false,
                        null));
    }

    @Test
    void money_is_counted_by_currency_wherever_that_was_said() {
        kept(opened(CHINESE, CNY));
        kept(admitted(3, CNY));
        lost(opened(AMERICAN, USD));
        lost(toppedUp(CHINESE, "10"));
        lost(toppedUp(AMERICAN, "20"));
        lost(admitted(7, USD));
        lost(settled(3, "1.5"));
        lost(settled(7, "0.25"));
        lost(settled(7, "0.25"));
        lost(toppedUp(NOBODY, "1"));

        Loss loss = count.loss();

        assertThat(loss.money().get("CNY"))
                .isEqualTo(new Loss.Sums(Money.parse("1.5"), Money.parse("10"), Money.ZERO));
        assertThat(loss.money().get("USD"))
                .isEqualTo(new Loss.Sums(Money.parse("0.25"), Money.parse("20"), Money.ZERO));
        assertThat(loss.money().get(Loss.UNKNOWN))
                .as("a call without its beginning, a customer nobody opened")
                .isEqualTo(new Loss.Sums(Money.parse("0.25"), Money.parse("1"), Money.ZERO));
        assertThat(loss.admitted()).isEqualTo(1);
        assertThat(loss.settled()).isEqualTo(3);
        assertThat(loss.others()).isEqualTo(4);
        assertThat(loss.from()).isEqualTo(AT);
        assertThat(loss.to()).isEqualTo(AT);
        assertThat(count.firstKept()).isOne();
    }

    @Test
    void a_fact_that_is_none_is_counted_as_unreadable() {
        count.lost(new byte[] {99, 99, 1}, 0, 3);

        assertThat(count.loss().unreadable()).isEqualTo(1);
        assertThat(count.loss().money()).isEmpty();
    }
}
