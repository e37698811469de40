package io.tokengrid.ledger;

import io.tokengrid.ledger.LedgerFact.HoldPlaced;
import io.tokengrid.ledger.LedgerFact.PeriodOpened;
import io.tokengrid.ledger.LedgerFact.Subscribed;
import io.tokengrid.ledger.LedgerFact.SubscriptionEnded;
import io.tokengrid.ledger.LedgerFact.UnderPlan;
import io.tokengrid.rating.plan.Allowance;
import io.tokengrid.rating.plan.AtEnd;
import io.tokengrid.rating.plan.BurnOrder;
import io.tokengrid.rating.plan.Cycle;
import io.tokengrid.rating.plan.LocalHours;
import io.tokengrid.rating.plan.Period;
import io.tokengrid.rating.plan.PlanTerms;
import io.tokengrid.rating.plan.Proration;
import io.tokengrid.rating.plan.Subscription;
import io.tokengrid.rating.plan.UnitRate;
import io.tokengrid.rating.plan.Weights;
import io.tokengrid.units.BinaryReader;
import io.tokengrid.units.BinaryWriter;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Money;
import io.tokengrid.units.Rational;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The binary form of subscriptions and of what was agreed to in them. Numbers of units of time and
/// of ends are part of the format: append, never reuse.
final class PlanCodec {
    private PlanCodec() {}

    static void write(Subscribed subscribed, BinaryWriter out) {
        out.writeUnsigned(subscribed.organization().value()).writeUnsigned(subscribed.number());
        writeTerms(subscribed.terms(), out);
        out.writeInstant(subscribed.from()).writeString(subscribed.reference());
        out.writeInstant(subscribed.at());
    }

    static Subscribed readSubscribed(BinaryReader in) {
        return new Subscribed(
                LedgerCodec.readOrganization(in),
                in.readUnsigned(),
                readTerms(in),
                in.readInstant(),
                in.readString(),
                in.readInstant());
    }

    static void write(PeriodOpened opened, BinaryWriter out) {
        out.writeUnsigned(opened.organization().value()).writeUnsigned(opened.number());
        writePeriod(opened.period(), out);
        out.writeMoney(opened.fee()).writeMoney(opened.owed());
        out.writeString(opened.unit().code()).writeUnsigned(opened.grant());
        out.writeMoney(opened.included()).writeInstant(opened.at());
    }

    static PeriodOpened readOpened(BinaryReader in) {
        return new PeriodOpened(
                LedgerCodec.readOrganization(in),
                in.readUnsigned(),
                readPeriod(in),
                in.readMoney(),
                in.readMoney(),
                new CurrencyCode(in.readString()),
                in.readUnsigned(),
                in.readMoney(),
                in.readInstant());
    }

    static void write(SubscriptionEnded ended, BinaryWriter out) {
        out.writeUnsigned(ended.organization().value()).writeUnsigned(ended.number());
        out.writeInstant(ended.ends()).writeBoolean(ended.unpaid()).writeInstant(ended.at());
    }

    static SubscriptionEnded readEnded(BinaryReader in) {
        return new SubscriptionEnded(
                LedgerCodec.readOrganization(in),
                in.readUnsigned(),
                in.readInstant(),
                in.readBoolean(),
                in.readInstant());
    }

    static void writePlan(@Nullable UnderPlan plan, BinaryWriter out) {
        out.writeUnsigned(plan == null ? 0 : plan.subscription());
        if (plan != null) {
            out.writeString(plan.unit().code()).writeInstant(plan.period());
            out.writeBoolean(plan.overage());
        }
    }

    /// A hold whose plan, or none, follows.
    static HoldPlaced underPlan(HoldPlaced placed, BinaryReader in) {
        long subscription = in.readUnsigned();
        return subscription == 0
                ? placed
                : placed.under(
                        new UnderPlan(
                                subscription,
                                new CurrencyCode(in.readString()),
                                in.readInstant(),
                                in.readBoolean()));
    }

    /// All subscriptions of an organization, and what it has in their units.
    static void writeAll(Subscriptions own, BinaryWriter out) {
        out.writeUnsigned(own.all().size());
        for (SubscriptionState state : own.all()) {
            writeTerms(state.terms, out);
            out.writeInstant(state.from).writeString(state.reference);
            out.writeInstant(state.agreedAt).writeNullableInstant(state.ends);
            out.writeBoolean(state.unpaid).writeBoolean(state.period != null);
            if (state.period != null) {
                writePeriod(state.period, out);
            }
            out.writeMoney(state.fee).writeUnsigned(state.grant);
            out.writeMoney(state.overageHeld).writeMoney(state.overageSpent);
        }
        out.writeUnsigned(own.purses.size());
        own.purses.forEach((unit, purse) -> {
            out.writeString(unit.code());
            GrantCodec.writeAll(purse.existingGrants(), out);
        });
    }

    static void readAll(Subscriptions to, String owner, Accounts accounts, BinaryReader in) {
        int count = in.readCount(Integer.MAX_VALUE);
        for (int number = 1; number <= count; number++) {
            PlanTerms terms = readTerms(in);
            Instant from = in.readInstant();
            String reference = in.readString();
            var state = new SubscriptionState(number, terms, from, reference, in.readInstant());
            state.ends = in.readNullableInstant();
            state.unpaid = in.readBoolean();
            state.period = in.readBoolean() ? readPeriod(in) : null;
            state.fee = in.readMoney();
            state.grant = in.readUnsigned();
            state.overageHeld = in.readMoney();
            state.overageSpent = in.readMoney();
            to.add(state);
        }
        for (int rest = in.readCount(Integer.MAX_VALUE); rest > 0; rest--) {
            var unit = new CurrencyCode(in.readString());
            GrantCodec.readAll(to.purse(unit, owner, accounts).existingGrants(), in);
        }
    }

    private static void writePeriod(Period period, BinaryWriter out) {
        out.writeInstant(period.start()).writeInstant(period.end());
    }

    private static Period readPeriod(BinaryReader in) {
        return new Period(in.readInstant(), in.readInstant());
    }

    private static void writeTerms(PlanTerms terms, BinaryWriter out) {
        Cycle cycle = terms.calendar().cycle();
        out.writeString(terms.name()).writeString(terms.currency().code());
        out.writeUnsigned(cycle.count()).writeByte(number(cycle.unit()));
        out.writeSigned(cycle.anchor().toEpochDay()).writeString(cycle.zone().getId());
        out.writeBoolean(terms.calendar().proration() == Proration.DAYS);
        write(terms.fee(), out);
        Allowance allowance = terms.allowance();
        write(allowance.included(), out.writeString(allowance.unit()));
        out.writeUnsigned(allowance.weights().rules().size());
        for (Weights.Rule rule : allowance.weights().rules()) {
            out.writeNullableString(rule.model().orElse(null));
            out.writeNullableString(rule.meter().orElse(null));
            out.writeNullableString(
                    rule.hours().map(hours -> hours.from() + "-" + hours.to()).orElse(null));
            write(rule.weight().price(), out);
            write(rule.weight().per(), out);
        }
        switch (allowance.atEnd()) {
            case AtEnd.Block() -> out.writeByte(1);
            case AtEnd.Overage(var cap) ->
                    out.writeByte(2)
                            .writeNullableMoney(
                                    cap.map(amount -> Money.of(amount.rounded(Money.SCALE)))
                                            .orElse(null));
            case AtEnd.Cheaper(String model) ->
                    throw new IllegalStateException("no subscription goes on with " + model);
        }
    }

    private static PlanTerms readTerms(BinaryReader in) {
        try {
            return terms(in);
        } catch (ArithmeticException | DateTimeException e) {
            throw new IllegalArgumentException("no terms of a plan", e);
        }
    }

    private static PlanTerms terms(BinaryReader in) {
        String name = in.readString();
        var currency = new CurrencyCode(in.readString());
        int count = in.readCount(Integer.MAX_VALUE);
        Cycle.Unit every = unit(in.readByte());
        LocalDate anchor = LocalDate.ofEpochDay(in.readSigned());
        var cycle = new Cycle(count, every, anchor, ZoneId.of(in.readString()));
        Proration proration = in.readBoolean() ? Proration.DAYS : Proration.SECONDS;
        var calendar = new Subscription.Terms(currency, cycle, proration);
        Rational fee = readRational(in);
        String unit = in.readString();
        Rational included = readRational(in);
        var weights = new Weights(LedgerCodec.readList(in, () -> readRule(in)));
        int end = in.readByte();
        AtEnd atEnd =
                switch (end) {
                    case 1 -> new AtEnd.Block();
                    case 2 ->
                            new AtEnd.Overage(
                                    Optional.ofNullable(in.readNullableMoney()).map(Rational::of));
                    default ->
                            throw new IllegalArgumentException(
                                    "no end of a plan has number " + end);
                };
        return new PlanTerms(
                name,
                calendar,
                fee,
                new Allowance(unit, included, weights, List.of(), BurnOrder.DEFAULT, atEnd));
    }

    private static Weights.Rule readRule(BinaryReader in) {
        return new Weights.Rule(
                Optional.ofNullable(in.readNullableString()),
                Optional.ofNullable(in.readNullableString()),
                Optional.ofNullable(in.readNullableString()).map(PlanCodec::hours),
                new UnitRate(readRational(in), readRational(in), false));
    }

    private static LocalHours hours(String text) {
        int dash = Math.max(0, text.indexOf('-'));
        return new LocalHours(
                LocalTime.parse(text.substring(0, dash)),
                LocalTime.parse(text.substring(dash + 1)));
    }

    private static void write(Rational value, BinaryWriter out) {
        out.writeBytes(value.numerator().toByteArray());
        out.writeBytes(value.denominator().toByteArray());
    }

    private static Rational readRational(BinaryReader in) {
        return new Rational(new BigInteger(in.readBytes()), new BigInteger(in.readBytes()));
    }

    private static int number(Cycle.Unit unit) {
        return switch (unit) {
            case HOUR -> 1;
            case DAY -> 2;
            case WEEK -> 3;
            case MONTH -> 4;
            case YEAR -> 5;
        };
    }

    private static Cycle.Unit unit(int number) {
        return switch (number) {
            case 1 -> Cycle.Unit.HOUR;
            case 2 -> Cycle.Unit.DAY;
            case 3 -> Cycle.Unit.WEEK;
            case 4 -> Cycle.Unit.MONTH;
            case 5 -> Cycle.Unit.YEAR;
            default -> throw new IllegalArgumentException("no unit of time has number " + number);
        };
    }
}
