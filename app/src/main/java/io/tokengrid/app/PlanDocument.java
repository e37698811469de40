package io.tokengrid.app;

import io.tokengrid.rating.plan.Correction;
import io.tokengrid.rating.plan.Cycle;
import io.tokengrid.rating.plan.Discount;
import io.tokengrid.rating.plan.Exchange;
import io.tokengrid.rating.plan.Grant;
import io.tokengrid.rating.plan.Invoice;
import io.tokengrid.rating.plan.Plan;
import io.tokengrid.rating.plan.Subscription;
import io.tokengrid.rating.plan.Tax;
import io.tokengrid.rating.plan.UsageEvent;
import io.tokengrid.units.Rational;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One document of a plan's file: a subscription, its usage, how it is invoiced, and what is
/// expected of it.
///
/// @param until the end of the statement
record PlanDocument(
        About about,
        Subscription subscription,
        List<UsageEvent> usage,
        List<Correction> corrections,
        Instant until,
        Billing billing,
        List<Expected> expected) {

    /// What the document says of itself; empty texts where it says nothing.
    record About(
            String id, String product, String input, String source, String published, String note) {
        private static About read(Section top) {
            return new About(
                    top.find(PlanOptions.ID).orElse(""),
                    top.find(PlanOptions.PRODUCT).orElse(""),
                    top.find(PlanOptions.INPUT).orElse(""),
                    top.find(PlanOptions.SOURCE).orElse(""),
                    top.find(PlanOptions.PUBLISHED).orElse(""),
                    top.find(PlanOptions.NOTE).orElse(""));
        }
    }

    /// How periods are invoiced.
    ///
    /// @param before what the first period was billed for already
    /// @param credit share of each invoice that is given back
    record Billing(
            Invoice.Terms terms,
            Rational before,
            Optional<Rational> credit,
            Optional<Exchange> exchange) {

        private static Billing read(Section section) {
            Optional<Tax> tax =
                    section.find(PlanOptions.TAX)
                            .map(rate -> new Tax(rate, section.get(PlanOptions.TAX_BASIS)));
            return new Billing(
                    new Invoice.Terms(
                            section.list("discounts").stream().map(Billing::discount).toList(),
                            tax),
                    section.get(PlanOptions.BILLED_BEFORE),
                    section.find(PlanOptions.CREDIT),
                    section.has("exchange")
                            ? Optional.of(exchange(section.section("exchange")))
                            : Optional.empty());
        }

        private static Discount discount(Section section) {
            return ProductReader.discount(
                            section, PlanOptions.DISCOUNT_PERCENT, PlanOptions.DISCOUNT_AMOUNT)
                    .orElseThrow(() ->
                            section.wrong("percent", "is missing", "write percent or amount"));
        }

        private static Exchange exchange(Section section) {
            return section.made(
                    "rate",
                    () ->
                            new Exchange(
                                    needed(section, PlanOptions.EXCHANGE_TO),
                                    needed(section, PlanOptions.EXCHANGE_RATE),
                                    section.get(PlanOptions.EXCHANGE_SPREAD),
                                    needed(section, PlanOptions.EXCHANGE_SOURCE)));
        }
    }

    /// A figure of the report that must come out.
    record Expected(
            String item,
            Optional<String> figure,
            Optional<Long> period,
            Optional<Rational> exact,
            Optional<Rational> rounded) {

        private static Expected read(Section section) {
            var expected =
                    new Expected(
                            section.get(PlanOptions.EXPECT_ITEM),
                            section.find(PlanOptions.EXPECT_FIGURE),
                            section.find(PlanOptions.EXPECT_PERIOD),
                            section.find(PlanOptions.EXPECT_EXACT),
                            section.find(PlanOptions.EXPECT_ROUNDED));
            if (expected.exact.isEmpty() && expected.rounded.isEmpty()) {
                throw section.wrong("item", "expects nothing", "write exact or rounded");
            }
            return expected;
        }
    }

    static PlanDocument read(Section top) {
        ZoneId zone = top.get(PlanOptions.ZONE);
        List<Section> phases = top.list("subscription");
        Optional<PlanTime> from =
                phases.stream().findFirst().map(s -> s.get(PlanOptions.PHASE_FROM));
        LocalDate anchor =
                top.find(PlanOptions.ANCHOR)
                        .or(() -> from.map(time -> LocalDate.ofInstant(time.in(zone), zone)))
                        .orElseThrow(() ->
                                top.wrong(
                                        "anchor",
                                        "is missing",
                                        "write the first day of a billing period, such as 2026-11-01"));
        Cycle cycle = top.get(PlanOptions.PERIOD).from(anchor, zone);
        Instant start =
                from.map(time -> time.in(zone))
                        .orElseGet(() -> anchor.atStartOfDay(zone).toInstant());
        var reader = new Reader(top, zone, start, Duration.between(start, cycle.at(start).end()));
        Subscription subscription = reader.subscription(phases, cycle);
        return new PlanDocument(
                About.read(top),
                subscription,
                reader.usage(),
                reader.corrections(),
                reader.until(subscription),
                Billing.read(top.section("invoice")),
                top.list("expect").stream().map(Expected::read).toList());
    }

    /// The same document with usage of a file after its own.
    PlanDocument with(List<UsageEvent> more) {
        var all = new ArrayList<>(usage);
        all.addAll(more);
        return new PlanDocument(about, subscription, all, corrections, until, billing, expected);
    }

    private static <T> T needed(Section section, Option<T> option) {
        return section.find(option)
                .orElseThrow(() ->
                        section.wrong(
                                option.key(), "is missing", "write " + option.kind().allowed()));
    }

    /// What the parts of a document share.
    ///
    /// @param start of the subscription
    /// @param first length of its first period
    private record Reader(Section top, ZoneId zone, Instant start, Duration first) {

        Subscription subscription(List<Section> phases, Cycle cycle) {
            Map<String, Plan> plans = plans(cycle);
            return top.made(
                    "subscription",
                    () ->
                            new Subscription(
                                    new Subscription.Terms(
                                            top.get(PlanOptions.CURRENCY),
                                            cycle,
                                            top.get(PlanOptions.PRORATION)),
                                    phases(phases, plans),
                                    grants(PlanOptions.PACKS),
                                    grants(PlanOptions.PREPAID),
                                    top.find(PlanOptions.END).map(end -> end.in(zone))));
        }

        private Map<String, Plan> plans(Cycle cycle) {
            var reader = new PlanReader(cycle);
            var plans = new LinkedHashMap<String, Plan>();
            top.sections("plans")
                    .forEach((name, section) -> plans.put(name, reader.plan(name, section)));
            if (plans.isEmpty()) {
                throw top.wrong("plans", "is missing", "write at least one plan");
            }
            return plans;
        }

        private List<Subscription.Phase> phases(List<Section> sections, Map<String, Plan> plans) {
            if (!sections.isEmpty()) {
                return sections.stream().map(section -> phase(section, plans)).toList();
            }
            if (plans.size() > 1) {
                throw top.wrong(
                        "subscription", "is missing", "say which of the plans holds from when");
            }
            Plan only = plans.values().iterator().next();
            return List.of(new Subscription.Phase(only, start, Subscription.Start.AT_ONCE));
        }

        private Subscription.Phase phase(Section section, Map<String, Plan> plans) {
            String name = section.get(PlanOptions.PHASE_PLAN);
            Plan plan = plans.get(name);
            if (plan == null) {
                throw section.wrong(
                        "plan",
                        "'" + name + "' is no plan of this file",
                        "did you mean " + Nearest.to(name, plans.keySet()).orElseThrow() + "?");
            }
            return new Subscription.Phase(
                    plan,
                    section.get(PlanOptions.PHASE_FROM).in(zone),
                    section.get(PlanOptions.PHASE_START));
        }

        private List<Grant> grants(PlanOptions.Grants names) {
            return top.list(names.list).stream().map(section -> grant(section, names)).toList();
        }

        private Grant grant(Section section, PlanOptions.Grants names) {
            Instant from = section.find(names.from).map(time -> time.in(zone)).orElse(start);
            Optional<Instant> expires = section.find(names.expires).map(time -> time.in(zone));
            Optional<Rational> amount =
                    section.find(names.amount)
                            .or(() ->
                                    expires.flatMap(end ->
                                            section.find(names.perMinute)
                                                    .map(each -> each.times(minutes(from, end)))));
            if (amount.isEmpty() || section.has("amount") == section.has("per-minute")) {
                throw section.wrong(
                        "amount",
                        "or per-minute is needed, not both",
                        "write amount, or per-minute with expires");
            }
            return section.made(
                    "amount",
                    () ->
                            new Grant(
                                    section.get(names.id),
                                    section.find(names.seat),
                                    amount.get(),
                                    Math.toIntExact(section.get(names.priority)),
                                    new Grant.Life(from, expires),
                                    new Grant.Source(
                                            section.get(names.price),
                                            section.get(names.promotional))));
        }

        private static Rational minutes(Instant from, Instant to) {
            return Rational.of(Duration.between(from, to).toSeconds(), 60);
        }

        List<UsageEvent> usage() {
            var events = new ArrayList<UsageEvent>();
            for (Section section : top.list("usage")) {
                events.add(event(section, "usage[" + events.size() + "]"));
            }
            return events;
        }

        private UsageEvent event(Section section, String place) {
            Instant at =
                    section.find(PlanOptions.USAGE_AT).map(time -> time.in(zone)).orElse(start);
            Instant settled =
                    section.find(PlanOptions.USAGE_SETTLED).map(time -> time.in(zone)).orElse(at);
            if (section.has("settled") && !section.has("held")) {
                throw section.wrong("settled", "says nothing without held", "write held too");
            }
            return section.made(
                    "quantity",
                    () ->
                            new UsageEvent(
                                    section.find(PlanOptions.USAGE_ID).orElse(place),
                                    at,
                                    section.get(PlanOptions.USAGE_METER),
                                    section.get(PlanOptions.USAGE_QUANTITY),
                                    new UsageEvent.Who(
                                            section.find(PlanOptions.USAGE_MODEL),
                                            section.find(PlanOptions.USAGE_SEAT)),
                                    section.find(PlanOptions.USAGE_HELD)
                                            .map(held ->
                                                    new UsageEvent.Reservation(held, settled))));
        }

        List<Correction> corrections() {
            return top.list("corrections").stream()
                    .map(section ->
                            new Correction(
                                    section.get(PlanOptions.CORRECTED),
                                    section.get(PlanOptions.CORRECTED_AT).in(zone),
                                    section.get(PlanOptions.CORRECTED_TO)))
                    .toList();
        }

        Instant until(Subscription subscription) {
            Instant until =
                    top.find(PlanOptions.UNTIL)
                            .map(time -> time.in(zone))
                            .orElse(start.plus(first));
            if (!until.isAfter(start)) {
                throw top.wrong(
                        "until",
                        "is not after the start of the subscription",
                        "write a later time");
            }
            return subscription.end().filter(end -> end.isBefore(until)).orElse(until);
        }
    }
}
