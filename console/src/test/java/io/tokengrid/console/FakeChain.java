package io.tokengrid.console;

import io.tokengrid.rating.Agreement;
import io.tokengrid.rating.NamePattern;
import io.tokengrid.rating.Share;
import io.tokengrid.rating.Share.Basis;
import io.tokengrid.rating.Share.Role;
import io.tokengrid.rating.Split;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Factor;
import io.tokengrid.units.Money;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;

/// What [FakeApi] answers about the value chain: one agreement of six parties, and a model that
/// nobody agreed on.
final class FakeChain {
    private static final CurrencyCode CNY = new CurrencyCode("CNY");
    private static final Agreement GUIAN =
            new Agreement(
                    "guian",
                    new NamePattern("qwen-*"),
                    Set.of(),
                    Set.of("guian"),
                    Instant.parse("2026-10-31T16:00:00Z"),
                    null,
                    List.of(
                            new Share(
                                    "Tax office",
                                    Role.TAX,
                                    new Basis.IncludedTax(Factor.parse("0.06"))),
                            new Share("Guian Computing", Role.COMPUTE_CENTRE, new Basis.Cost()),
                            new Share("Model vendor", Role.MODEL_VENDOR, new Basis.Weight(4)),
                            new Share("Guizhou Power", Role.POWER_SUPPLIER, new Basis.Weight(1)),
                            new Share("Backbone", Role.NETWORK, new Basis.Weight(1)),
                            new Share("We", Role.PLATFORM, new Basis.Weight(4))));

    private FakeChain() {}

    static Object answer(Instant now, boolean empty) {
        var shares =
                new ValueChain.Shares(
                        now.minus(Duration.ofDays(30)),
                        now,
                        3,
                        empty ? List.of() : List.of(guian()),
                        empty
                                ? List.of()
                                : List.of(
                                        new ValueChain.Unassigned(
                                                CNY,
                                                "deepseek-chat",
                                                "deepseek",
                                                "",
                                                Money.parse("212.40"))),
                        new AsOfView(4_183_220, now.minusMillis(180)));
        return JsonMapper.builder().build().readValue(new JsonWriter().write(shares), Map.class);
    }

    private static ValueChain.AgreementShares guian() {
        Money paid = Money.parse("18342.1834");
        Money cost = Money.parse("9171.0917");
        Split split = Split.of(GUIAN, paid, cost);
        var shares = new ArrayList<ValueChain.PartyShare>();
        for (int i = 0; i < GUIAN.shares().size(); i++) {
            Share share = GUIAN.shares().get(i);
            shares.add(
                    new ValueChain.PartyShare(
                            share.party(),
                            share.role(),
                            ValueChain.basis(share),
                            split.shares().get(i)));
        }
        return new ValueChain.AgreementShares(
                "guian", CNY, 812_344, paid, cost, 12, shares, split.residual());
    }
}
