package io.tokengrid.app;

import io.tokengrid.rating.Agreement;
import io.tokengrid.rating.NamePattern;
import io.tokengrid.rating.Share;
import io.tokengrid.rating.Share.Basis;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Reads who gets what customers pay.
final class ChainReader {
    private ChainReader() {}

    static Agreement agreement(Section section) {
        String name = section.get(ChainOptions.NAME);
        List<Share> shares = section.list("shares").stream().map(ChainReader::share).toList();
        var effective = section.get(ChainOptions.EFFECTIVE);
        return section.made(
                ChainOptions.NAME.key(),
                () ->
                        new Agreement(
                                name,
                                section.find(ChainOptions.MODELS).orElse(NamePattern.ANY),
                                Set.copyOf(
                                        section.listOf(ChainOptions.PROVIDERS).orElse(List.of())),
                                Set.copyOf(section.listOf(ChainOptions.SITES).orElse(List.of())),
                                effective,
                                section.find(ChainOptions.UNTIL).orElse(null),
                                shares));
    }

    private static Share share(Section section) {
        String party = section.get(ChainOptions.PARTY);
        var role = section.get(ChainOptions.ROLE);
        List<Basis> bases =
                Stream.of(
                                section.find(ChainOptions.RATE).<Basis>map(Basis.IncludedTax::new),
                                section.get(ChainOptions.COST)
                                        ? Optional.<Basis>of(new Basis.Cost())
                                        : Optional.<Basis>empty(),
                                section.find(ChainOptions.WEIGHT).<Basis>map(Basis.Weight::new))
                        .flatMap(Optional::stream)
                        .toList();
        if (bases.size() != 1) {
            throw section.wrong(
                    ChainOptions.WEIGHT.key(),
                    bases.isEmpty() ? "is missing" : "stands beside another measure of the share",
                    "write one of weight: 1, cost: true and rate: 0.06");
        }
        return new Share(party, role, bases.getFirst());
    }
}
