package io.tokengrid.app;

import io.tokengrid.app.PlanKinds.Every;
import io.tokengrid.rating.plan.BurnOrder;
import io.tokengrid.rating.plan.Conversion;
import io.tokengrid.rating.plan.LocalHours;
import io.tokengrid.rating.plan.Product;
import io.tokengrid.rating.plan.Proration;
import io.tokengrid.rating.plan.Subscription;
import io.tokengrid.rating.plan.Tax;
import io.tokengrid.rating.plan.Tiers;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Rational;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/// Every name that can stand in a file of plans, in the order of the reference.
///
/// Long because it is one list, with a sentence for each name.
final class PlanOptions {
    /// The shape of a product's price.
    enum Shape {
        UNIT,
        GRADUATED,
        VOLUME,
        PERCENTAGE,
        COMMITMENT
    }

    /// What happens at the end of an allowance.
    enum End {
        BLOCK,
        CHEAPER,
        OVERAGE
    }

    private PlanOptions() {}

    private static final List<Option<?>> COLLECTED = new ArrayList<>();

    static final Option<String> ID = text("id", "W2", "Short name of the document.");
    static final Option<String> PRODUCT =
            text("product", "Three graduated tiers", "What is sold, in words.");
    static final Option<String> INPUT = text("input", "6 units", "What was used, in words.");
    static final Option<String> SOURCE =
            text("source", "price list of 2026-11", "Where the example is from.");
    static final Option<String> PUBLISHED =
            text("published", "33.34", "The figure its source prints, where it is another one.");
    static final Option<String> NOTE =
            text("note", "rounded twice there", "What a reader should know.");

    static final Option<CurrencyCode> CURRENCY =
            required("currency", PlanKinds.currency(), "CNY", "Currency of every amount of money.");
    static final Option<ZoneId> ZONE =
            of(
                    "zone",
                    PlanKinds.zone(),
                    "UTC",
                    "Asia/Shanghai",
                    "The customer's time zone: periods, days and hours are by its clock.");
    static final Option<Every> PERIOD =
            of("period", PlanKinds.every(), "month", "quarter", "Length of a billing period.");
    static final Option<LocalDate> ANCHOR =
            optional(
                    "anchor",
                    PlanKinds.day(),
                    "the first day of the subscription",
                    "2026-01-31",
                    "First day of a billing period; its day of the month is remembered.");
    static final Option<Proration> PRORATION =
            of(
                    "proration",
                    Kind.choice(Proration.class),
                    "days",
                    "seconds",
                    "What a part of a period is measured in.");
    static final Option<PlanTime> UNTIL =
            optional(
                    "until",
                    PlanKinds.time(),
                    "the end of the first period",
                    "2026-12-01",
                    "End of the statement; the period that it is in is closed as a whole.");
    static final Option<PlanTime> END =
            optional(
                    "end",
                    PlanKinds.time(),
                    "it goes on",
                    "2026-12-15",
                    "First instant that the subscription does not cover.");

    static final Option<String> PHASE_PLAN =
            required("subscription[].plan", Kind.name(), "basic", "Name of a plan of this file.");
    static final Option<PlanTime> PHASE_FROM =
            required("subscription[].from", PlanKinds.time(), "2026-11-01", "Since when.");
    static final Option<Subscription.Start> PHASE_START =
            of(
                    "subscription[].start",
                    Kind.choice(Subscription.Start.class),
                    "at-once",
                    "at-renewal",
                    "When a change of plan acts; a cheaper plan can only start at-renewal.");

    static final Option<Rational> FEE =
            of("plans.*.fee", PlanKinds.amount(), "0", "9.90", "For a period, due at its start.");
    static final Option<Rational> MINIMUM =
            of(
                    "plans.*.minimum",
                    PlanKinds.amount(),
                    "0",
                    "100",
                    "Least that a period costs, fee included; made up for at its end.");
    static final Option<Rational> MAXIMUM =
            optional(
                    "plans.*.maximum",
                    PlanKinds.amount(),
                    "no bound",
                    "1000",
                    "Most that a period costs.");
    static final Option<List<String>> SEATS =
            optional(
                    "plans.*.seats.names",
                    PlanKinds.names(),
                    "usage names no seat",
                    "alice, bob",
                    "Who may use the plan.");
    static final Option<Rational> SEAT_FEE =
            of("plans.*.seats.fee", PlanKinds.amount(), "0", "40", "For each seat in a period.");
    static final Option<Rational> SEAT_INCLUDED =
            of(
                    "plans.*.seats.included",
                    PlanKinds.amount(),
                    "0",
                    "1000",
                    "Of the allowance's unit, for each seat in a period.");

    static final Option<String> UNIT =
            of(
                    "plans.*.allowance.unit",
                    Kind.name(),
                    "token",
                    "credit",
                    "The plan's unit of account.");
    static final Option<Rational> INCLUDED =
            of(
                    "plans.*.allowance.included",
                    PlanKinds.amount(),
                    "0",
                    "10000000",
                    "For all seats together in a period.");
    static final Option<End> AT_END =
            of(
                    "plans.*.allowance.at-end",
                    Kind.choice(End.class),
                    "block",
                    "overage",
                    "What happens to usage when nothing is left or a limit is reached.");
    static final Option<String> CHEAPER =
            optional(
                    "plans.*.allowance.cheaper",
                    Kind.name(),
                    "needed with at-end: cheaper",
                    "qwen-turbo",
                    "Model that usage goes on with.");
    static final Option<Rational> CAP =
            optional(
                    "plans.*.allowance.cap",
                    PlanKinds.amount(),
                    "no bound",
                    "50",
                    "Most that usage above the allowance costs in a period.");
    static final Option<BurnOrder> BURN_ORDER =
            of(
                    "plans.*.allowance.burn-order",
                    PlanKinds.burnOrder(),
                    "seat > priority > expiry > promotional > starts",
                    "expiry > cost-basis",
                    "Which grant is drawn first; the one granted first where all are equal.");
    static final Option<String> WEIGHT_MODEL =
            optional(
                    "plans.*.allowance.weights[].model",
                    Kind.name(),
                    "any",
                    "glm-4.6",
                    "Only usage of this model.");
    static final Option<String> WEIGHT_METER =
            optional(
                    "plans.*.allowance.weights[].meter",
                    Kind.name(),
                    "any",
                    "output",
                    "Only usage of this meter.");
    static final Option<LocalHours> WEIGHT_HOURS =
            optional(
                    "plans.*.allowance.weights[].hours",
                    PlanKinds.hours(),
                    "any",
                    "09:00-12:00",
                    "Only usage admitted in these hours.");
    static final Option<Rational> WEIGHT =
            required(
                    "plans.*.allowance.weights[].weight",
                    PlanKinds.amount(),
                    "3",
                    "Units of the plan that usage takes; the first rule that fits decides.");
    static final Option<Rational> WEIGHT_PER =
            of(
                    "plans.*.allowance.weights[].per",
                    PlanKinds.amount(),
                    "1",
                    "1000",
                    "Units of the meter that the weight is for.");
    static final Option<String> LIMIT_NAME =
            required("plans.*.allowance.limits[].name", Kind.name(), "5-hours", "For statements.");
    static final Option<Rational> LIMIT_AMOUNT =
            required(
                    "plans.*.allowance.limits[].amount",
                    PlanKinds.amount(),
                    "1200",
                    "Most of the plan's unit in one window.");
    static final Option<Every> LIMIT_EVERY =
            optional(
                    "plans.*.allowance.limits[].every",
                    PlanKinds.every(),
                    "give this or first-use",
                    "week",
                    "Windows by the calendar, counted from the anchor.");
    static final Option<Duration> LIMIT_FIRST_USE =
            optional(
                    "plans.*.allowance.limits[].first-use",
                    Kind.duration("1s", "366d"),
                    "give this or every",
                    "5h",
                    "Length of a window that opens at first use.");
    static final Option<Boolean> LIMIT_EACH_SEAT =
            of(
                    "plans.*.allowance.limits[].each-seat",
                    Kind.flag(),
                    "false",
                    "true",
                    "Whether every seat has its own.");

    static final Option<String> METER =
            required("plans.*.products.*.meter", Kind.name(), "tokens", "What is counted.");
    static final Option<String> MODEL =
            optional(
                    "plans.*.products.*.model",
                    Kind.name(),
                    "usage whose model no product of the meter names",
                    "qwen-plus",
                    "Only usage of this model.");
    static final Option<Shape> SHAPE =
            of(
                    "plans.*.products.*.shape",
                    Kind.choice(Shape.class),
                    "unit",
                    "graduated",
                    "How the quantity of the period becomes an amount.");
    static final Option<Rational> CONVERT =
            of(
                    "plans.*.products.*.convert.per",
                    PlanKinds.amount(),
                    "1",
                    "1000",
                    "Measured units in a priced one; the period's quantity is converted, not each event's.");
    static final Option<Conversion.Rounding> CONVERT_ROUND =
            of(
                    "plans.*.products.*.convert.round",
                    Kind.choice(Conversion.Rounding.class),
                    "none",
                    "up",
                    "What becomes of a started priced unit.");
    static final Option<Rational> PRICE =
            of(
                    "plans.*.products.*.price",
                    PlanKinds.amount(),
                    "0",
                    "2.50",
                    "Of unit and commitment: for so many units as per says; required there.");
    static final Option<Rational> PER =
            of(
                    "plans.*.products.*.per",
                    PlanKinds.amount(),
                    "1",
                    "1000000",
                    "Of unit: units that the price is for.");
    static final Option<Boolean> WHOLE =
            of(
                    "plans.*.products.*.whole",
                    Kind.flag(),
                    "false",
                    "true",
                    "Of unit: whether a started lot costs as much as a full one (packages).");
    static final Option<Rational> FREE =
            of(
                    "plans.*.products.*.free",
                    PlanKinds.amount(),
                    "0",
                    "100",
                    "Of unit: units, of percentage: amount that is free in a period.");
    static final Option<Boolean> FLAT_AT_ZERO =
            of(
                    "plans.*.products.*.flat-at-zero",
                    Kind.flag(),
                    "true",
                    "false",
                    "Of tiers: whether the first flat fee is due when nothing was used.");
    static final Option<Tiers.Entry> TIER_ENTRY =
            of(
                    "plans.*.products.*.tier-entry",
                    Kind.choice(Tiers.Entry.class),
                    "above",
                    "whole-unit",
                    "Of tiers: whether 5.001 is in the tier after 5, or only 6 is.");
    static final Option<Rational> TIER_TO =
            optional(
                    "plans.*.products.*.tiers[].to",
                    PlanKinds.amount(),
                    "no end; the last tier alone",
                    "10",
                    "Last quantity that belongs to the tier.");
    static final Option<Rational> TIER_PRICE =
            of(
                    "plans.*.products.*.tiers[].price",
                    PlanKinds.amount(),
                    "0",
                    "6.50",
                    "For so many units as per says.");
    static final Option<Rational> TIER_PER =
            of(
                    "plans.*.products.*.tiers[].per",
                    PlanKinds.amount(),
                    "1",
                    "1000",
                    "Units that the tier's price is for.");
    static final Option<Boolean> TIER_WHOLE =
            of(
                    "plans.*.products.*.tiers[].whole",
                    Kind.flag(),
                    "false",
                    "true",
                    "Whether a started lot costs as much as a full one.");
    static final Option<Rational> TIER_FLAT =
            of(
                    "plans.*.products.*.tiers[].flat",
                    PlanKinds.amount(),
                    "0",
                    "50",
                    "Fee for entering the tier; of volume, for ending in it.");
    static final Option<Rational> SHARE =
            of(
                    "plans.*.products.*.share",
                    PlanKinds.share(),
                    "0",
                    "1.3%",
                    "Of percentage: of the amount that the meter counts.");
    static final Option<Rational> FIXED =
            of(
                    "plans.*.products.*.fixed",
                    PlanKinds.amount(),
                    "0",
                    "2",
                    "Of percentage: for each event.");
    static final Option<Long> FREE_EVENTS =
            of(
                    "plans.*.products.*.free-events",
                    Kind.number(0, Integer.MAX_VALUE),
                    "0",
                    "3",
                    "Of percentage: events without the fixed fee.");
    static final Option<Rational> LEAST =
            of(
                    "plans.*.products.*.least",
                    PlanKinds.amount(),
                    "0",
                    "5",
                    "Of percentage: least that an event costs; not beside what is free.");
    static final Option<Rational> MOST =
            optional(
                    "plans.*.products.*.most",
                    PlanKinds.amount(),
                    "no bound",
                    "20",
                    "Of percentage: most that an event costs; not beside what is free.");
    static final Option<Rational> COMMITTED =
            of(
                    "plans.*.products.*.committed",
                    PlanKinds.amount(),
                    "0",
                    "500",
                    "Of commitment: units that are bought whether or not they are used.");
    static final Option<Rational> OVERAGE =
            of(
                    "plans.*.products.*.overage",
                    PlanKinds.amount(),
                    "1",
                    "1.5",
                    "Of commitment: factor of the price above it, 1 or more.");
    static final Option<Boolean> TRUE_UP =
            of(
                    "plans.*.products.*.true-up",
                    Kind.flag(),
                    "true",
                    "false",
                    "Of commitment: whether unused units are due at the end.");
    static final Option<Product.Window> WINDOW =
            optional(
                    "plans.*.products.*.window",
                    Kind.choice(Product.Window.class),
                    "the whole period",
                    "hour",
                    "The quantity starts at zero, and commitments are made up, in each of these.");
    static final Option<Rational> PRODUCT_MINIMUM =
            of(
                    "plans.*.products.*.minimum",
                    PlanKinds.amount(),
                    "0",
                    "150",
                    "Least that the product costs in a period.");
    static final Option<Rational> PRODUCT_MAXIMUM =
            optional(
                    "plans.*.products.*.maximum",
                    PlanKinds.amount(),
                    "no bound",
                    "170",
                    "Most that the product costs in a period.");
    static final Option<Rational> PRODUCT_PERCENT =
            optional(
                    "plans.*.products.*.discount.percent",
                    PlanKinds.share(),
                    "none",
                    "10%",
                    "Share off the product's line.");
    static final Option<Rational> PRODUCT_OFF =
            optional(
                    "plans.*.products.*.discount.amount",
                    PlanKinds.amount(),
                    "none",
                    "20",
                    "Amount off the product's line.");

    static final Grants PACKS = new Grants("packs", "the unit of the plan's allowance");
    static final Grants PREPAID = new Grants("prepaid", "money");

    /// The options of a list of grants.
    static final class Grants {
        final String list;
        final Option<String> id;
        final Option<Rational> amount;
        final Option<Rational> perMinute;
        final Option<Rational> price;
        final Option<Long> priority;
        final Option<PlanTime> from;
        final Option<PlanTime> expires;
        final Option<Boolean> promotional;
        final Option<String> seat;

        private Grants(String list, String unit) {
            this.list = list;
            String at = list + "[].";
            id = required(at + "id", Kind.name(), "spring", "Unique among " + list + ".");
            amount =
                    optional(
                            at + "amount",
                            PlanKinds.amount(),
                            "give this or per-minute",
                            "1000",
                            "How much, in " + unit + ".");
            perMinute =
                    optional(
                            at + "per-minute",
                            PlanKinds.amount(),
                            "give this or amount",
                            "10000",
                            "Throughput from its start to its expiry.");
            price =
                    of(
                            at + "price",
                            PlanKinds.amount(),
                            "0",
                            "850",
                            "Paid for all of it; what a unit was bought for follows.");
            priority =
                    of(
                            at + "priority",
                            Kind.number(-1_000_000, 1_000_000),
                            "0",
                            "10",
                            "Lower is drawn first.");
            from =
                    optional(
                            at + "from",
                            PlanKinds.time(),
                            "the start of the subscription",
                            "2026-11-11",
                            "First instant at which it can be drawn.");
            expires =
                    optional(
                            at + "expires",
                            PlanKinds.time(),
                            "never",
                            "2027-11-11",
                            "First instant at which it cannot be drawn; what is left is breakage.");
            promotional =
                    of(
                            at + "promotional",
                            Kind.flag(),
                            "false",
                            "true",
                            "A gift, kept apart from what was paid for.");
            seat =
                    optional(
                            at + "seat",
                            Kind.name(),
                            "all",
                            "alice",
                            "The only seat that may draw on it.");
        }
    }

    static final Option<String> USAGE_ID =
            optional(
                    "usage[].id",
                    Kind.name(),
                    "its place, such as usage[3]",
                    "call-7",
                    "Unique among all usage.");
    static final Option<PlanTime> USAGE_AT =
            optional(
                    "usage[].at",
                    PlanKinds.time(),
                    "the start of the subscription",
                    "2026-11-05T10:00",
                    "When it was admitted; its period and hours follow from it.");
    static final Option<String> USAGE_METER =
            required("usage[].meter", Kind.name(), "tokens", "What was counted.");
    static final Option<Rational> USAGE_QUANTITY =
            required("usage[].quantity", PlanKinds.amount(), "1200", "How much of it.");
    static final Option<String> USAGE_MODEL =
            optional("usage[].model", Kind.name(), "none", "qwen-plus", "Model that was called.");
    static final Option<String> USAGE_SEAT =
            optional("usage[].seat", Kind.name(), "none", "alice", "Seat that called.");
    static final Option<Rational> USAGE_HELD =
            optional(
                    "usage[].held",
                    PlanKinds.amount(),
                    "it is drawn at once",
                    "4000",
                    "Quantity that was reserved at admission.");
    static final Option<PlanTime> USAGE_SETTLED =
            optional(
                    "usage[].settled",
                    PlanKinds.time(),
                    "with held: at admission",
                    "2026-11-05T10:02",
                    "When the quantity was known.");
    static final Option<String> CORRECTED =
            required("corrections[].usage", Kind.name(), "call-7", "Id of the usage it lowers.");
    static final Option<PlanTime> CORRECTED_AT =
            required("corrections[].at", PlanKinds.time(), "2026-11-20", "When it is booked.");
    static final Option<Rational> CORRECTED_TO =
            required(
                    "corrections[].quantity",
                    PlanKinds.amount(),
                    "900",
                    "What was really used, not above what was served.");

    static final Option<Rational> DISCOUNT_PERCENT =
            optional(
                    "invoice.discounts[].percent",
                    PlanKinds.share(),
                    "give this or amount",
                    "10%",
                    "Share off what earlier discounts left.");
    static final Option<Rational> DISCOUNT_AMOUNT =
            optional(
                    "invoice.discounts[].amount",
                    PlanKinds.amount(),
                    "give this or percent",
                    "10",
                    "Amount off.");
    static final Option<Rational> TAX =
            optional("invoice.tax", PlanKinds.share(), "no tax", "8.25%", "Rate, after discounts.");
    static final Option<Tax.Basis> TAX_BASIS =
            of(
                    "invoice.tax-per",
                    Kind.choice(Tax.Basis.class),
                    "invoice",
                    "line",
                    "What tax is rounded on.");
    static final Option<Rational> BILLED_BEFORE =
            of(
                    "invoice.billed-before",
                    PlanKinds.amount(),
                    "0",
                    "160",
                    "What earlier invoices of the first period asked for already.");
    static final Option<Rational> CREDIT =
            optional(
                    "invoice.credit",
                    PlanKinds.share(),
                    "no credit note",
                    "29/30",
                    "Share of each invoice that a credit note gives back.");
    static final Option<CurrencyCode> EXCHANGE_TO =
            optional(
                    "invoice.exchange.to",
                    PlanKinds.currency(),
                    "paid in the currency of the bill",
                    "INR",
                    "Currency that what is due is paid in.");
    static final Option<Rational> EXCHANGE_RATE =
            optional(
                    "invoice.exchange.rate",
                    PlanKinds.amount(),
                    "needed with to",
                    "82.42135",
                    "Its units for one of the bill's currency.");
    static final Option<Rational> EXCHANGE_SPREAD =
            of(
                    "invoice.exchange.spread",
                    PlanKinds.amount(),
                    "0",
                    "0.10",
                    "Price of the exchange in the bill's currency, a leg of its own.");
    static final Option<String> EXCHANGE_SOURCE =
            optional(
                    "invoice.exchange.source",
                    Kind.text(),
                    "needed with to",
                    "central bank, 2026-11-20 17:00",
                    "Where the rate is from and when it held.");

    static final Option<String> EXPECT_ITEM =
            required("expect[].item", Kind.text(), "total", "Name of a row of the report.");
    static final Option<String> EXPECT_FIGURE =
            optional(
                    "expect[].figure",
                    Kind.text(),
                    "the item's first row",
                    "drawn",
                    "Which figure of the item.");
    static final Option<Long> EXPECT_PERIOD =
            optional(
                    "expect[].period",
                    Kind.number(1, 100_000),
                    "the first that has the item",
                    "2",
                    "Number of the period.");
    static final Option<Rational> EXPECT_EXACT =
            optional(
                    "expect[].exact",
                    PlanKinds.number(),
                    "not checked",
                    "5.775",
                    "The exact value.");
    static final Option<Rational> EXPECT_ROUNDED =
            optional(
                    "expect[].rounded",
                    PlanKinds.number(),
                    "not checked",
                    "5.78",
                    "The value as paid.");

    /// All of them; names that no option has are refused.
    static final List<Option<?>> ALL = List.copyOf(COLLECTED);

    private static Option<String> text(String path, String example, String meaning) {
        return optional(path, Kind.text(), "none", example, meaning);
    }

    private static <T> Option<T> of(
            String path, Kind<T> kind, String otherwise, String example, String meaning) {
        return collected(Option.of(path, kind, otherwise, example, meaning));
    }

    private static <T> Option<T> optional(
            String path, Kind<T> kind, String otherwise, String example, String meaning) {
        return collected(Option.optional(path, kind, otherwise, example, meaning));
    }

    private static <T> Option<T> required(
            String path, Kind<T> kind, String example, String meaning) {
        return collected(Option.required(path, kind, example, meaning));
    }

    private static <T> Option<T> collected(Option<T> option) {
        COLLECTED.add(option);
        return option;
    }
}
