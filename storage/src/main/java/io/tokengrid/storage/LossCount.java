package io.tokengrid.storage;

import io.tokengrid.journal.Fact;
import io.tokengrid.journal.FactCodec;
import io.tokengrid.journal.NodeState;
import io.tokengrid.ledger.AccountImage;
import io.tokengrid.ledger.Ledger;
import io.tokengrid.ledger.LedgerFact;
import io.tokengrid.storage.segment.InspectedFacts;
import io.tokengrid.units.CallId;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Money;
import io.tokengrid.units.OrganizationId;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Adds up a [Loss] while a journal is read. Not thread-safe.
final class LossCount implements InspectedFacts {
    private final Map<OrganizationId, CurrencyCode> organizations = new HashMap<>();
    private final Map<CallId, CurrencyCode> openCalls = new HashMap<>();
    private final TreeMap<String, Loss.Sums> money = new TreeMap<>();
    private long firstKept;
    private long admitted;
    private long settled;
    private long others;
    private long unreadable;
    private @Nullable Instant from;
    private @Nullable Instant to;

    /// Takes currencies from a snapshot, of whatever moment.
    void know(NodeState state) {
        know(state.ledger());
        for (NodeState.OpenCall call : state.openCalls()) {
            openCalls.put(call.admitted().change().call(), call.admitted().call().currency());
        }
    }

    private void know(Ledger ledger) {
        for (OrganizationId id : ledger.organizationIds()) {
            organizations.put(id, Objects.requireNonNull(ledger.terms(id)).currency());
        }
    }

    /// Sequence of the oldest fact that is kept; 0 if none was shown.
    long firstKept() {
        return firstKept;
    }

    Loss loss() {
        return new Loss(admitted, settled, others, unreadable, money, from, to);
    }

    @Override
    public void kept(long sequence, byte[] bytes, int start, int length) {
        if (firstKept == 0) {
            firstKept = sequence;
        }
        Fact fact = read(bytes, start, length);
        if (fact != null) {
            currency(fact);
        }
    }

    @Override
    public void lost(byte[] bytes, int start, int length) {
        Fact fact = read(bytes, start, length);
        if (fact == null) {
            unreadable++;
            return;
        }
        from = from == null ? fact.at() : from;
        to = fact.at();
        CurrencyCode currency = currency(fact);
        switch (fact) {
            case Fact.Admitted _ -> admitted++;
            case Fact.Settled end -> {
                settled++;
                add(currency, new Loss.Sums(end.change().charge(), Money.ZERO, Money.ZERO));
            }
            case Fact.Accounted(LedgerFact.ToppedUp up) -> {
                others++;
                add(currency, new Loss.Sums(Money.ZERO, up.amount(), Money.ZERO));
            }
            case Fact.Accounted(LedgerFact.Adjusted adjusted) -> {
                others++;
                add(currency, new Loss.Sums(Money.ZERO, Money.ZERO, adjusted.amount()));
            }
            default -> others++;
        }
    }

    private void add(@Nullable CurrencyCode currency, Loss.Sums sums) {
        money.merge(currency == null ? Loss.UNKNOWN : currency.code(), sums, Loss.Sums::plus);
    }

    private static @Nullable Fact read(byte[] bytes, int start, int length) {
        try {
            return FactCodec.read(bytes, start, length);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /// The currency of a fact that moves money, if it is known; learns from those that say it.
    private @Nullable CurrencyCode currency(Fact fact) {
        return switch (fact) {
            case Fact.Admitted begin -> {
                openCalls.put(begin.change().call(), begin.call().currency());
                yield begin.call().currency();
            }
            case Fact.Settled end -> openCalls.remove(end.change().call());
            case Fact.Voided end -> openCalls.remove(end.change().call());
            case Fact.Accounted(LedgerFact.OrganizationOpened opened) -> {
                organizations.put(opened.organization(), opened.terms().currency());
                yield opened.terms().currency();
            }
            case Fact.Accounted(LedgerFact.Woken(AccountImage account, Instant _)) -> {
                know(account.ledger());
                yield organizations.get(account.organization());
            }
            case Fact.Accounted(LedgerFact.ToppedUp up) -> organizations.get(up.organization());
            case Fact.Accounted(LedgerFact.Adjusted adjusted) ->
                    organizations.get(adjusted.organization());
            default -> null;
        };
    }
}
