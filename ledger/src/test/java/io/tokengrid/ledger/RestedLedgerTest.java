package io.tokengrid.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokengrid.units.OrganizationId;
import java.time.Instant;
import java.util.ArrayList;

/// A ledger of which everybody without open calls goes to rest and wakes again before every step
/// (exactness D3).
class RestedLedgerTest extends LedgerContract {
    @Override
    protected Subject subject() {
        return new Subject() {
            private final Ledger ledger = new Ledger();
            private long position;

            @Override
            public Ledger ledger() {
                byte[] before = Snapshots.bytes(ledger);
                var images = new ArrayList<AccountImage>();
                for (OrganizationId id : ledger.organizationIds().stream().sorted().toList()) {
                    var prepared =
                            ledger.decidePreparation(
                                    id, ++position, Integer.MAX_VALUE, Instant.EPOCH);
                    if (prepared != null) {
                        ledger.apply(prepared);
                        ledger.apply(new LedgerFact.Rested(id, position, Instant.EPOCH));
                        images.add(prepared.account());
                    }
                }
                assertThat(LedgerInvariants.check(ledger)).isEmpty();
                images.forEach(image -> ledger.apply(new LedgerFact.Woken(image, Instant.EPOCH)));
                if (images.isEmpty()) {
                    assertThat(Snapshots.bytes(ledger)).isEqualTo(before);
                }
                return ledger;
            }

            @Override
            public void apply(LedgerFact fact) {
                ledger.apply(fact);
            }
        };
    }
}
