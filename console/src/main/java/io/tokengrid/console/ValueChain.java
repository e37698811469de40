package io.tokengrid.console;

import io.tokengrid.rating.Agreement;
import io.tokengrid.rating.Share;
import io.tokengrid.rating.Split;
import io.tokengrid.storage.Node;
import io.tokengrid.storage.postgres.Dimension;
import io.tokengrid.storage.postgres.UsageQuery;
import io.tokengrid.storage.postgres.UsageReport;
import io.tokengrid.storage.postgres.UsageRow;
import io.tokengrid.storage.postgres.Views;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Money;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Who gets what customers pay, by the agreements of the price book in force. Entitlements are a
/// function of what was paid since an agreement began, so a period's are the difference of two:
/// they add up over periods, whatever those are.
final class ValueChain {
    private static final List<Dimension> SERVED =
            List.of(Dimension.MODEL, Dimension.PROVIDER, Dimension.SITE);

    private final Node node;
    private final Views views;
    private final Folded folded;

    ValueChain(Node node, Views views, Folded folded) {
        this.node = node;
        this.views = views;
        this.folded = folded;
    }

    /// @param from inclusive
    /// @param to exclusive
    /// @param version of the price book whose agreements these are
    record Shares(
            Instant from,
            Instant to,
            long version,
            List<AgreementShares> agreements,
            List<Unassigned> unassigned,
            AsOfView asOf) {}

    /// What the calls of an agreement brought in a currency. The shares and the residual are what
    /// was paid, to the last digit.
    ///
    /// @param paid by customers, without what the platform bore
    /// @param cost what providers get, as far as it is known
    /// @param unknownCost settled calls whose cost is not known: it is taken for 0 here
    /// @param residual what rounding down leaves to nobody
    record AgreementShares(
            String name,
            CurrencyCode currency,
            long settled,
            Money paid,
            Money cost,
            long unknownCost,
            List<PartyShare> shares,
            Money residual) {}

    /// @param basis how it is reckoned: the rate of a tax, `cost`, or `weight`
    record PartyShare(String party, Share.Role role, String basis, Money amount) {}

    /// What was paid for calls that no agreement is about.
    record Unassigned(
            CurrencyCode currency, String model, String provider, String site, Money paid) {}

    Shares read(Request request) {
        UsageApi.Period period = UsageApi.period(request);
        folded.await(request);
        var book = node.book();
        List<Agreement> agreements = book.rules().agreements();
        List<Instant> cuts = cuts(agreements, period);
        var queries = new ArrayList<UsageQuery>();
        for (int i = 0; i + 1 < cuts.size(); i++) {
            queries.add(
                    new UsageQuery(
                            null, null, cuts.get(i), cuts.get(i + 1), ZoneOffset.UTC, SERVED));
        }
        List<UsageReport> reports = views.usage(queries);
        Map<Agreement, SortedMap<CurrencyCode, Sums>> sums = new LinkedHashMap<>();
        agreements.forEach(agreement -> sums.put(agreement, new TreeMap<>()));
        var unassigned = new ArrayList<Unassigned>();
        for (int i = 0; i < reports.size(); i++) {
            boolean before = cuts.get(i).isBefore(period.from());
            for (UsageRow row : reports.get(i).rows()) {
                if (row.currency().isOfPlan()) {
                    // Units of a plan are no money to part.
                    continue;
                }
                Agreement of = find(agreements, row, cuts.get(i));
                if (of != null) {
                    sums.computeIfAbsent(of, _ -> new TreeMap<>())
                            .computeIfAbsent(row.currency(), _ -> new Sums())
                            .add(row, before);
                } else if (!before && !row.sums().paid().isZero()) {
                    unassigned.add(unassigned(row));
                }
            }
        }
        return new Shares(
                period.from(),
                period.to(),
                book.version(),
                shares(sums),
                unassigned,
                AsOfView.of(reports.getLast().asOf()));
    }

    /// The period's ends and, before the second, all instants at which agreements begin and end:
    /// between two of them one agreement is for a call.
    private static List<Instant> cuts(List<Agreement> agreements, UsageApi.Period period) {
        var cuts = new TreeSet<Instant>();
        for (Agreement agreement : agreements) {
            cuts.add(agreement.effective());
            if (agreement.until() != null) {
                cuts.add(agreement.until());
            }
        }
        cuts.add(period.from());
        var inOrder = new ArrayList<>(cuts.headSet(period.to()));
        if (inOrder.isEmpty()) {
            inOrder.add(period.from());
        }
        inOrder.add(period.to());
        return inOrder;
    }

    private static @Nullable Agreement find(
            List<Agreement> agreements, UsageRow row, Instant from) {
        for (Agreement agreement : agreements) {
            if (agreement.covers(
                    of(row, Dimension.MODEL),
                    of(row, Dimension.PROVIDER),
                    of(row, Dimension.SITE),
                    from)) {
                return agreement;
            }
        }
        return null;
    }

    private static String of(UsageRow row, Dimension dimension) {
        return row.group().getOrDefault(dimension, "");
    }

    private static Unassigned unassigned(UsageRow row) {
        return new Unassigned(
                row.currency(),
                of(row, Dimension.MODEL),
                of(row, Dimension.PROVIDER),
                of(row, Dimension.SITE),
                row.sums().paid());
    }

    /// What an agreement's calls came to, before the period and with it.
    private static final class Sums {
        private Money paidBefore = Money.ZERO;
        private Money costBefore = Money.ZERO;
        private Money paid = Money.ZERO;
        private Money cost = Money.ZERO;
        private long settled;
        private long unknownCost;

        void add(UsageRow row, boolean before) {
            if (before) {
                paidBefore = paidBefore.plus(row.sums().paid());
                costBefore = costBefore.plus(row.sums().cost());
            } else {
                paid = paid.plus(row.sums().paid());
                cost = cost.plus(row.sums().cost());
                settled += row.sums().settled();
                unknownCost += row.sums().unknownCost();
            }
        }
    }

    private static List<AgreementShares> shares(
            Map<Agreement, SortedMap<CurrencyCode, Sums>> sums) {
        var all = new ArrayList<AgreementShares>();
        sums.forEach((agreement, byCurrency) ->
                byCurrency.forEach((currency, sum) -> all.add(shares(agreement, currency, sum))));
        return all;
    }

    private static AgreementShares shares(Agreement agreement, CurrencyCode currency, Sums sum) {
        Split before = Split.of(agreement, sum.paidBefore, sum.costBefore);
        Split split =
                Split.of(agreement, sum.paidBefore.plus(sum.paid), sum.costBefore.plus(sum.cost))
                        .minus(before);
        var shares = new ArrayList<PartyShare>();
        for (int i = 0; i < agreement.shares().size(); i++) {
            Share share = agreement.shares().get(i);
            shares.add(
                    new PartyShare(
                            share.party(), share.role(), basis(share), split.shares().get(i)));
        }
        return new AgreementShares(
                agreement.name(),
                currency,
                sum.settled,
                sum.paid,
                sum.cost,
                sum.unknownCost,
                shares,
                split.residual());
    }

    static String basis(Share share) {
        return switch (share.basis()) {
            case Share.Basis.IncludedTax(var rate) -> "rate " + rate;
            case Share.Basis.Cost() -> "cost";
            case Share.Basis.Weight(int weight) -> "weight " + weight;
        };
    }
}
