package io.tokengrid.storage;

import io.tokengrid.journal.Fact;
import io.tokengrid.journal.FactCodec;
import io.tokengrid.ledger.AccountImage;
import io.tokengrid.ledger.LedgerFact;
import io.tokengrid.storage.segment.JournalReader;
import io.tokengrid.storage.segment.SegmentJournal;
import io.tokengrid.units.KeyId;
import io.tokengrid.units.OrganizationId;
import io.tokengrid.units.Sha256;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/// A database in memory that folds as far as it is told to, can be away, and can be an older one.
final class FakeRest implements RestingAccounts {
    private final Map<OrganizationId, AccountImage> rows = new HashMap<>();
    private final Map<WakeBy, OrganizationId> owners = new HashMap<>();
    private final Map<WakeBy, String> damaged = new HashMap<>();
    volatile long folded;
    volatile boolean away;
    final AtomicInteger questions = new AtomicInteger();

    FakeRest copy() {
        var copy = new FakeRest();
        copy.rows.putAll(rows);
        copy.owners.putAll(owners);
        copy.folded = folded;
        return copy;
    }

    /// What rests there, if anything of it does.
    synchronized Map<OrganizationId, AccountImage> rows() {
        return Map.copyOf(rows);
    }

    synchronized void damage(WakeBy name, String why) {
        damaged.put(name, why);
    }

    synchronized void foldUpTo(SegmentJournal journal, long sequence) throws IOException {
        if (sequence <= folded) {
            return;
        }
        try (JournalReader reader = journal.read(folded + 1)) {
            while (folded < sequence && reader.next()) {
                Fact fact = FactCodec.read(reader.bytes(), reader.from(), reader.length());
                if (fact instanceof Fact.Accounted(LedgerFact change)) {
                    fold(change);
                }
                folded = reader.sequence();
            }
        }
    }

    private void fold(LedgerFact change) {
        switch (change) {
            case LedgerFact.KeyIssued issued -> {
                owners.put(new WakeBy.Secret(issued.secret()), issued.organization());
                owners.put(new WakeBy.Key(issued.key()), issued.organization());
            }
            case LedgerFact.RestPrepared prepared ->
                    rows.put(prepared.account().organization(), prepared.account());
            case LedgerFact.Woken woken -> rows.remove(woken.account().organization());
            default -> {}
        }
    }

    @Override
    public synchronized Found find(List<WakeBy> names) throws RestUnavailable {
        questions.incrementAndGet();
        if (away) {
            throw new RestUnavailable("the database is away: on purpose");
        }
        var images = new HashMap<WakeBy, AccountImage>();
        for (WakeBy name : names) {
            OrganizationId owner =
                    switch (name) {
                        case WakeBy.Secret(Sha256 _), WakeBy.Key(KeyId _) -> owners.get(name);
                        case WakeBy.Organization(OrganizationId id) -> id;
                    };
            AccountImage image = owner == null ? null : rows.get(owner);
            if (image != null) {
                images.put(name, image);
            }
        }
        return new Found(folded, images, damaged);
    }
}
