package io.tokengrid.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokengrid.units.BinaryReader;
import io.tokengrid.units.BinaryWriter;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.KeyId;
import io.tokengrid.units.Money;
import io.tokengrid.units.OrganizationId;
import io.tokengrid.units.Sha256;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class EarlierSnapshotTest {
    private static final Instant NOW = Instant.parse("2026-11-22T00:00:00Z");

    /// As programs wrote them before accounts could rest.
    private static byte[] firstFormat(Ledger ledger) {
        var out = new BinaryWriter(256).writeByte(1).writeUnsigned(ledger.lastBudget);
        var accounts = ledger.accounts.sorted();
        out.writeUnsigned(accounts.size());
        for (Account account : accounts) {
            AccountId id = account.id();
            out.writeString(id.kind().key()).writeString(id.owner());
            out.writeString(id.currency().code());
            out.writeMoney(account.debits()).writeMoney(account.credits());
        }
        out.writeUnsigned(ledger.organizations.size());
        ledger.organizations
                .values()
                .forEach(organization -> LedgerSnapshot.writeOrganization(organization, out));
        out.writeUnsigned(ledger.keys.size());
        ledger.keys.values().forEach(key -> LedgerSnapshot.writeKey(key, out));
        return out.writeUnsigned(0).writeUnsigned(0).writeUnsigned(0).toByteArray();
    }

    @Test
    void a_snapshot_from_before_accounts_could_rest_is_read() {
        var ledger = new Ledger();
        var id = new OrganizationId(7);
        var terms =
                new Terms(
                        new CurrencyCode("CNY"),
                        Billing.PREPAID,
                        Money.ZERO,
                        false,
                        ZoneId.of("UTC"));
        ledger.apply(ledger.decideOpening(id, "org", terms, NOW));
        ledger.apply(Objects.requireNonNull(ledger.decideTopUp(id, Money.parse("3.50"), "r", NOW)));
        ledger.apply(
                ledger.decideKey(
                        new KeyId(9),
                        id,
                        new CostCentre("d", "a", "f"),
                        new Sha256(1, 2, 3, 4),
                        KeyLimits.NONE,
                        NOW));

        Ledger read = LedgerSnapshot.read(new BinaryReader(firstFormat(ledger)));

        assertThat(Snapshots.bytes(read)).isEqualTo(Snapshots.bytes(ledger));
        assertThat(read.resting()).isEqualTo(new RestView(0, 0, 0));
    }
}
