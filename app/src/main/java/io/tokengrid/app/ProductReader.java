package io.tokengrid.app;

import io.tokengrid.rating.plan.Conversion;
import io.tokengrid.rating.plan.Discount;
import io.tokengrid.rating.plan.Product;
import io.tokengrid.rating.plan.Spend;
import io.tokengrid.rating.plan.Tariff;
import io.tokengrid.rating.plan.Tier;
import io.tokengrid.rating.plan.Tiers;
import io.tokengrid.rating.plan.UnitRate;
import io.tokengrid.units.Rational;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reads a product of a plan's file.
final class ProductReader {
    private static final Set<String> TIERED = Set.of("tiers", "flat-at-zero", "tier-entry");

    private ProductReader() {}

    static Product product(String name, Section section) {
        return section.made(
                "shape",
                () ->
                        new Product(
                                name,
                                section.get(PlanOptions.METER),
                                section.find(PlanOptions.MODEL),
                                conversion(section.section("convert")),
                                tariff(section),
                                terms(section)));
    }

    private static Conversion conversion(Section section) {
        return section.made(
                "per",
                () ->
                        new Conversion(
                                section.get(PlanOptions.CONVERT),
                                section.get(PlanOptions.CONVERT_ROUND)));
    }

    private static Product.Terms terms(Section section) {
        return new Product.Terms(
                section.find(PlanOptions.WINDOW),
                spend(section, PlanOptions.PRODUCT_MINIMUM, PlanOptions.PRODUCT_MAXIMUM),
                discount(
                        section.section("discount"),
                        PlanOptions.PRODUCT_PERCENT,
                        PlanOptions.PRODUCT_OFF));
    }

    static Spend spend(Section section, Option<Rational> minimum, Option<Rational> maximum) {
        return section.made(
                "maximum", () -> new Spend(section.get(minimum), section.find(maximum)));
    }

    static Optional<Discount> discount(
            Section section, Option<Rational> percent, Option<Rational> amount) {
        if (section.has("percent") && section.has("amount")) {
            throw section.wrong("percent", "stands beside amount", "keep one of the two");
        }
        Optional<Discount> share = section.find(percent).map(Discount.Percent::new);
        return share.isPresent() ? share : section.find(amount).map(Discount.Fixed::new);
    }

    private static Tariff tariff(Section section) {
        PlanOptions.Shape shape = section.get(PlanOptions.SHAPE);
        return switch (shape) {
            case UNIT -> {
                only(section, shape, Set.of("price", "per", "whole", "free"), "price");
                yield section.made(
                        "per",
                        () ->
                                new Tariff.PerUnit(
                                        new UnitRate(
                                                section.get(PlanOptions.PRICE),
                                                section.get(PlanOptions.PER),
                                                section.get(PlanOptions.WHOLE)),
                                        section.get(PlanOptions.FREE)));
            }
            case GRADUATED -> {
                only(section, shape, TIERED, "tiers");
                yield new Tariff.Graduated(tiers(section));
            }
            case VOLUME -> {
                only(section, shape, TIERED, "tiers");
                yield new Tariff.Volume(tiers(section));
            }
            case PERCENTAGE -> percentage(section);
            case COMMITMENT -> {
                only(
                        section,
                        shape,
                        Set.of("price", "committed", "overage", "true-up"),
                        "committed");
                required(section, shape, "price");
                yield section.made(
                        "overage",
                        () ->
                                new Tariff.Committed(
                                        section.get(PlanOptions.COMMITTED),
                                        section.get(PlanOptions.PRICE),
                                        section.get(PlanOptions.OVERAGE),
                                        section.get(PlanOptions.TRUE_UP)));
            }
        };
    }

    private static Tariff percentage(Section section) {
        PlanOptions.Shape shape = PlanOptions.Shape.PERCENTAGE;
        if (section.has("least") || section.has("most")) {
            only(section, shape, Set.of("share", "fixed", "least", "most"), "share");
            return section.made(
                    "most",
                    () ->
                            new Tariff.EachEvent(
                                    section.get(PlanOptions.SHARE),
                                    section.get(PlanOptions.FIXED),
                                    section.get(PlanOptions.LEAST),
                                    section.find(PlanOptions.MOST)));
        }
        only(section, shape, Set.of("share", "fixed", "free-events", "free"), "share");
        return new Tariff.Percentage(
                section.get(PlanOptions.SHARE),
                section.get(PlanOptions.FIXED),
                section.get(PlanOptions.FREE_EVENTS),
                section.get(PlanOptions.FREE));
    }

    private static Tiers tiers(Section section) {
        List<Tier> tiers = section.list("tiers").stream().map(ProductReader::tier).toList();
        return section.made(
                "tiers",
                () ->
                        new Tiers(
                                tiers,
                                section.get(PlanOptions.FLAT_AT_ZERO),
                                section.get(PlanOptions.TIER_ENTRY)));
    }

    private static Tier tier(Section section) {
        return section.made(
                "per",
                () ->
                        new Tier(
                                section.find(PlanOptions.TIER_TO),
                                new UnitRate(
                                        section.get(PlanOptions.TIER_PRICE),
                                        section.get(PlanOptions.TIER_PER),
                                        section.get(PlanOptions.TIER_WHOLE)),
                                section.get(PlanOptions.TIER_FLAT)));
    }

    /// Refuses what belongs to another shape, so that nothing that is written has no effect.
    private static void only(
            Section section, PlanOptions.Shape shape, Set<String> allowed, String required) {
        Set<String> shaping =
                Set.of(
                        "price",
                        "per",
                        "whole",
                        "free",
                        "tiers",
                        "flat-at-zero",
                        "tier-entry",
                        "share",
                        "fixed",
                        "free-events",
                        "least",
                        "most",
                        "committed",
                        "overage",
                        "true-up");
        shaping.stream()
                .filter(section::has)
                .filter(key -> !allowed.contains(key))
                .sorted()
                .findFirst()
                .ifPresent(key -> {
                    throw section.wrong(
                            key,
                            "says nothing of a product of this shape or beside its other values",
                            "shape "
                                    + Kind.spelled(shape)
                                    + " has "
                                    + String.join(", ", allowed.stream().sorted().toList()));
                });
        required(section, shape, required);
    }

    private static void required(Section section, PlanOptions.Shape shape, String key) {
        if (!section.has(key)) {
            throw section.wrong(
                    key,
                    "is missing",
                    "shape " + Kind.spelled(shape) + " needs it, \"0\" included");
        }
    }
}
