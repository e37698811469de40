package io.tokengrid.ledger;

import io.tokengrid.ledger.LedgerFact.Claim;
import io.tokengrid.ledger.LedgerFact.HoldPlaced;
import io.tokengrid.ledger.LedgerFact.NumberedBudget;
import io.tokengrid.ledger.LedgerFact.ProviderCost;
import io.tokengrid.ledger.LedgerFact.Reservation;
import io.tokengrid.units.BinaryReader;
import io.tokengrid.units.BinaryWriter;
import io.tokengrid.units.CallId;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.KeyId;
import io.tokengrid.units.Money;
import io.tokengrid.units.OrganizationId;
import io.tokengrid.units.Sha256;
import io.tokengrid.units.TokenCount;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The binary form of ledger facts, for the journal and for snapshots. The numbers that name fact
/// types, kinds of billing and periods are part of the format: append, never reuse.
///
/// Long because what is written and what is read stand beside each other, for every kind of fact.
public final class LedgerCodec {
    private static final int MAX_LIST = 100_000;

    /// Added to the number of the billing of terms with price groups, which follow at their end.
    private static final int GROUPED = 10;

    private static final int CORRECTED = 41;
    private static final int SUBSCRIBED = 44;
    private static final int PERIOD_OPENED = 45;
    private static final int SUBSCRIPTION_ENDED = 46;
    private static final int PLACED_UNDER_PLAN = 47;
    private static final int UNITS_LAPSED = 48;
    private static final int INVOICED = 30;
    private static final int CREDITED = 31;

    private static final int COST_ADJUSTED = 40;

    private static final int USAGE_CHARGED = 50;

    private LedgerCodec() {}

    public static void write(LedgerFact fact, BinaryWriter out) {
        switch (fact) {
            case HoldPlaced placed -> {
                boolean planned = placed.plan() != null;
                boolean draws = planned || !placed.draws().isEmpty();
                writePlaced(placed, out.writeByte(planned ? PLACED_UNDER_PLAN : draws ? 17 : 1));
                if (draws) {
                    GrantCodec.writeDraws(placed.draws(), out);
                }
                if (planned) {
                    PlanCodec.writePlan(placed.plan(), out);
                }
            }
            case LedgerFact.HoldPosted posted -> {
                boolean draws = !posted.draws().isEmpty();
                int kind = draws ? 18 : posted.beyond() == null ? 2 : 13;
                out.writeByte(kind).writeCall(posted.call()).writeMoney(posted.charge());
                out.writeMoney(posted.extra()).writeMoney(posted.overrun());
                out.writeUnsigned(posted.tokens().value());
                writeCost(posted.cost(), out);
                if (kind != 2) {
                    writeCost(posted.beyond(), out);
                }
                if (draws) {
                    GrantCodec.writeDraws(posted.draws(), out);
                }
                out.writeInstant(posted.at());
            }
            case LedgerFact.HoldGrown grown -> {
                boolean draws = !grown.draws().isEmpty();
                out.writeByte(draws ? 19 : 12)
                        .writeCall(grown.call())
                        .writeMoney(grown.amount())
                        .writeUnsigned(grown.tokens().value());
                if (draws) {
                    GrantCodec.writeDraws(grown.draws(), out);
                }
                out.writeInstant(grown.at());
            }
            case LedgerFact.HoldReleased released -> {
                out.writeByte(3).writeCall(released.call()).writeBoolean(released.expired());
                writeCost(released.estimated(), out);
                out.writeInstant(released.at());
            }
            case LedgerFact.ToppedUp up ->
                    out.writeByte(4)
                            .writeUnsigned(up.organization().value())
                            .writeMoney(up.amount())
                            .writeMoney(up.repaid())
                            .writeString(up.reference())
                            .writeInstant(up.at());
            case LedgerFact.Adjusted adjusted ->
                    out.writeByte(5)
                            .writeUnsigned(adjusted.organization().value())
                            .writeMoney(adjusted.amount())
                            .writeMoney(adjusted.owed())
                            .writeString(adjusted.reason())
                            .writeString(adjusted.reference())
                            .writeInstant(adjusted.at());
            case LedgerFact.ChargeCorrected corrected -> {
                out.writeByte(CORRECTED).writeCall(corrected.call());
                out.writeUnsigned(corrected.organization().value());
                writeReservations(corrected.reservations(), out);
                writeTotals(corrected.before(), out);
                writeTotals(corrected.after(), out);
                out.writeMoney(corrected.owed()).writeInstant(corrected.at());
            }
            case LedgerFact.UsageCharged charged -> {
                out.writeByte(USAGE_CHARGED).writeCall(charged.call());
                out.writeUnsigned(charged.key().value());
                writeReservations(charged.reservations(), out);
                writeTotals(charged.totals(), out);
                GrantCodec.writeDraws(charged.draws(), out);
                out.writeMoney(charged.owed()).writeInstant(charged.at());
            }
            case LedgerFact.OrganizationOpened opened -> {
                out.writeByte(6).writeUnsigned(opened.organization().value());
                writeTerms(opened.terms(), out.writeString(opened.name()));
                out.writeInstant(opened.at());
            }
            case LedgerFact.TermsChanged changed -> {
                out.writeByte(7).writeUnsigned(changed.organization().value());
                writeTerms(changed.terms(), out);
                out.writeInstant(changed.at());
            }
            case LedgerFact.KeyIssued issued -> {
                out.writeByte(8).writeUnsigned(issued.key().value());
                out.writeUnsigned(issued.organization().value());
                writeCostCentre(issued.costCentre(), out);
                writeLimits(issued.limits(), out.writeHash(issued.secret()));
                out.writeInstant(issued.at());
            }
            case LedgerFact.KeyChanged changed -> {
                out.writeByte(9).writeUnsigned(changed.key().value());
                writeLimits(changed.limits(), out);
                out.writeInstant(changed.at());
            }
            case LedgerFact.KeyRevoked revoked ->
                    out.writeByte(10)
                            .writeUnsigned(revoked.key().value())
                            .writeInstant(revoked.at());
            case LedgerFact.BudgetsSet set -> {
                writeScope(set.scope(), out.writeByte(11));
                out.writeUnsigned(set.budgets().size());
                for (NumberedBudget budget : set.budgets()) {
                    writeBudget(budget.budget(), out.writeUnsigned(budget.number()));
                }
                out.writeInstant(set.at());
            }
            case LedgerFact.RestPrepared prepared ->
                    out.writeByte(14)
                            .writeUnsigned(prepared.position())
                            .writeBytes(prepared.account().bytes())
                            .writeInstant(prepared.at());
            case LedgerFact.Rested rested ->
                    out.writeByte(15)
                            .writeUnsigned(rested.organization().value())
                            .writeUnsigned(rested.position())
                            .writeInstant(rested.at());
            case LedgerFact.Woken woken ->
                    out.writeByte(16).writeBytes(woken.account().bytes()).writeInstant(woken.at());
            case LedgerFact.DocumentIssued issued -> writeIssued(issued, out);
            case LedgerFact.Granted granted -> GrantCodec.write(granted, out.writeByte(20));
            case LedgerFact.GrantWithdrawn withdrawn ->
                    GrantCodec.write(withdrawn, out.writeByte(21));
            case LedgerFact.GrantsLapsed lapsed ->
                    GrantCodec.write(
                            lapsed, out.writeByte(lapsed.unit() == null ? 22 : UNITS_LAPSED));
            case LedgerFact.Subscribed subscribed ->
                    PlanCodec.write(subscribed, out.writeByte(SUBSCRIBED));
            case LedgerFact.PeriodOpened opened ->
                    PlanCodec.write(opened, out.writeByte(PERIOD_OPENED));
            case LedgerFact.SubscriptionEnded ended ->
                    PlanCodec.write(ended, out.writeByte(SUBSCRIPTION_ENDED));
            case LedgerFact.CostAdjusted adjusted -> writeCostAdjusted(adjusted, out);
        }
    }

    /// Reads what [#write] wrote; throws [IllegalArgumentException] for anything else.
    public static LedgerFact read(BinaryReader in) {
        int type = in.readByte();
        return switch (type) {
            case 1 -> readPlaced(in);
            case 17 -> GrantCodec.withDraws(readPlaced(in), in);
            case 2, 13, 18 ->
                    new LedgerFact.HoldPosted(
                            in.readCall(),
                            in.readMoney(),
                            in.readMoney(),
                            in.readMoney(),
                            new TokenCount(in.readUnsigned()),
                            readCost(in),
                            type == 2 ? null : readCost(in),
                            type == 18 ? GrantCodec.readDraws(in) : List.of(),
                            in.readInstant());
            case 3 ->
                    new LedgerFact.HoldReleased(
                            in.readCall(), in.readBoolean(), readCost(in), in.readInstant());
            case 4 ->
                    new LedgerFact.ToppedUp(
                            readOrganization(in),
                            in.readMoney(),
                            in.readMoney(),
                            in.readString(),
                            in.readInstant());
            case 5 ->
                    new LedgerFact.Adjusted(
                            readOrganization(in),
                            in.readMoney(),
                            in.readMoney(),
                            in.readString(),
                            in.readString(),
                            in.readInstant());
            case 6 ->
                    new LedgerFact.OrganizationOpened(
                            readOrganization(in), in.readString(), readTerms(in), in.readInstant());
            case 7 ->
                    new LedgerFact.TermsChanged(
                            readOrganization(in), readTerms(in), in.readInstant());
            case 8 ->
                    new LedgerFact.KeyIssued(
                            readKey(in),
                            readOrganization(in),
                            readCostCentre(in),
                            in.readHash(),
                            readLimits(in),
                            in.readInstant());
            case 9 -> new LedgerFact.KeyChanged(readKey(in), readLimits(in), in.readInstant());
            case 10 -> new LedgerFact.KeyRevoked(readKey(in), in.readInstant());
            case 11 ->
                    new LedgerFact.BudgetsSet(
                            readScope(in),
                            readList(
                                    in,
                                    () -> new NumberedBudget(in.readUnsigned(), readBudget(in))),
                            in.readInstant());
            case 12, 19 ->
                    new LedgerFact.HoldGrown(
                            in.readCall(),
                            in.readMoney(),
                            new TokenCount(in.readUnsigned()),
                            type == 19 ? GrantCodec.readDraws(in) : List.of(),
                            in.readInstant());
            case 14 ->
                    new LedgerFact.RestPrepared(
                            in.readUnsigned(), AccountImage.of(in.readBytes()), in.readInstant());
            case 15 ->
                    new LedgerFact.Rested(
                            readOrganization(in), in.readUnsigned(), in.readInstant());
            case 16 -> new LedgerFact.Woken(AccountImage.of(in.readBytes()), in.readInstant());
            case INVOICED, CREDITED -> readIssued(type, in);
            case 20 -> GrantCodec.readGranted(in);
            case 21 -> GrantCodec.readWithdrawn(in);
            case 22 -> GrantCodec.readLapsed(false, in);
            case UNITS_LAPSED -> GrantCodec.readLapsed(true, in);
            case SUBSCRIBED -> PlanCodec.readSubscribed(in);
            case PERIOD_OPENED -> PlanCodec.readOpened(in);
            case SUBSCRIPTION_ENDED -> PlanCodec.readEnded(in);
            case PLACED_UNDER_PLAN ->
                    PlanCodec.underPlan(GrantCodec.withDraws(readPlaced(in), in), in);
            case COST_ADJUSTED -> readCostAdjusted(in);
            case CORRECTED ->
                    new LedgerFact.ChargeCorrected(
                            in.readCall(),
                            readOrganization(in),
                            readReservations(in),
                            readTotals(in),
                            readTotals(in),
                            in.readMoney(),
                            in.readInstant());
            case USAGE_CHARGED ->
                    new LedgerFact.UsageCharged(
                            in.readCall(),
                            readKey(in),
                            readReservations(in),
                            readTotals(in),
                            GrantCodec.readDraws(in),
                            in.readMoney(),
                            in.readInstant());
            default ->
                    throw new IllegalArgumentException("no kind of ledger fact has number " + type);
        };
    }

    private static void writeIssued(LedgerFact.DocumentIssued issued, BinaryWriter out) {
        boolean credits = issued.subject() instanceof LedgerFact.Credit;
        out.writeByte(credits ? CREDITED : INVOICED);
        out.writeUnsigned(issued.organization().value());
        writeName(issued.name(), out);
        switch (issued.subject()) {
            case LedgerFact.Invoiced invoiced ->
                    out.writeInstant(invoiced.from())
                            .writeInstant(invoiced.to())
                            .writeInstant(invoiced.cut());
            case LedgerFact.Credit credit -> {
                writeName(credit.of(), out);
                out.writeMoney(credit.total()).writeMoney(credit.before());
                out.writeString(credit.reference());
            }
        }
        LedgerFact.Entries entries = issued.entries();
        out.writeMoney(entries.total()).writeMoney(entries.adjusted());
        out.writeMoney(entries.rounding()).writeMoney(entries.taxAdded());
        out.writeMoney(entries.taxIncluded()).writeMoney(issued.owed());
        out.writeHash(issued.digest()).writeInstant(issued.at());
    }

    private static LedgerFact readIssued(int type, BinaryReader in) {
        return new LedgerFact.DocumentIssued(
                readOrganization(in),
                readName(in),
                type == INVOICED
                        ? new LedgerFact.Invoiced(
                                in.readInstant(), in.readInstant(), in.readInstant())
                        : new LedgerFact.Credit(
                                readName(in), in.readMoney(), in.readMoney(), in.readString()),
                new LedgerFact.Entries(
                        in.readMoney(),
                        in.readMoney(),
                        in.readMoney(),
                        in.readMoney(),
                        in.readMoney()),
                in.readMoney(),
                in.readHash(),
                in.readInstant());
    }

    private static void writeCostAdjusted(LedgerFact.CostAdjusted adjusted, BinaryWriter out) {
        writeBill(ProviderBill.of(adjusted), out.writeByte(COST_ADJUSTED));
        out.writeBoolean(adjusted.reversal()).writeUnsigned(adjusted.entries().size());
        for (LedgerFact.CostEntry entry : adjusted.entries()) {
            out.writeUnsigned(entry.finding()).writeUnsigned(entry.line());
            LocalDate day = entry.day();
            out.writeBoolean(day != null);
            if (day != null) {
                out.writeSigned(day.toEpochDay());
            }
            out.writeString(entry.model()).writeMoney(entry.amount());
        }
        out.writeInstant(adjusted.at());
    }

    private static LedgerFact readCostAdjusted(BinaryReader in) {
        ProviderBill bill = readBill(in);
        boolean reversal = in.readBoolean();
        List<LedgerFact.CostEntry> entries =
                readList(
                        in,
                        () ->
                                new LedgerFact.CostEntry(
                                        in.readCount(Integer.MAX_VALUE),
                                        in.readCount(Integer.MAX_VALUE),
                                        in.readBoolean() ? readDay(in) : null,
                                        in.readString(),
                                        in.readMoney()));
        return bill.adjusted(reversal, entries, in.readInstant());
    }

    static void writeBill(ProviderBill bill, BinaryWriter out) {
        out.writeString(bill.provider()).writeString(bill.currency().code());
        out.writeString(bill.reconciliation());
        out.writeSigned(bill.from().toEpochDay()).writeSigned(bill.to().toEpochDay());
        out.writeHash(bill.bill()).writeMoney(bill.cost()).writeMoney(bill.estimated());
    }

    static ProviderBill readBill(BinaryReader in) {
        return new ProviderBill(
                in.readString(),
                new CurrencyCode(in.readString()),
                in.readString(),
                readDay(in),
                readDay(in),
                in.readHash(),
                in.readMoney(),
                in.readMoney());
    }

    private static LocalDate readDay(BinaryReader in) {
        try {
            return LocalDate.ofEpochDay(in.readSigned());
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("no such day", e);
        }
    }

    private static void writeName(DocumentName name, BinaryWriter out) {
        out.writeString(name.series()).writeUnsigned(name.number());
    }

    private static DocumentName readName(BinaryReader in) {
        return new DocumentName(in.readString(), in.readUnsigned());
    }

    static void writePlaced(HoldPlaced placed, BinaryWriter out) {
        out.writeCall(placed.call()).writeUnsigned(placed.key().value());
        out.writeMoney(placed.amount()).writeUnsigned(placed.tokens().value());
        writeReservations(placed.reservations(), out);
        Claim claim = placed.claim();
        out.writeBoolean(claim != null);
        if (claim != null) {
            out.writeString(claim.key()).writeHash(claim.body()).writeInstant(claim.expires());
        }
        out.writeInstant(placed.at());
    }

    static HoldPlaced readPlaced(BinaryReader in) {
        CallId call = in.readCall();
        KeyId key = readKey(in);
        Money amount = in.readMoney();
        var tokens = new TokenCount(in.readUnsigned());
        List<Reservation> reservations = readReservations(in);
        Claim claim = null;
        if (in.readBoolean()) {
            String name = in.readString();
            Sha256 body = in.readHash();
            claim = new Claim(name, body, in.readInstant());
        }
        Instant at = in.readInstant();
        return new HoldPlaced(call, key, amount, tokens, reservations, claim, at);
    }

    private static void writeReservations(List<Reservation> reservations, BinaryWriter out) {
        out.writeUnsigned(reservations.size());
        for (Reservation reservation : reservations) {
            out.writeUnsigned(reservation.budget()).writeInstant(reservation.periodStart());
        }
    }

    private static List<Reservation> readReservations(BinaryReader in) {
        return readList(in, () -> new Reservation(in.readUnsigned(), in.readInstant()));
    }

    private static void writeTotals(CallTotals totals, BinaryWriter out) {
        out.writeMoney(totals.charge()).writeMoney(totals.overrun());
        out.writeUnsigned(totals.tokens().value());
        writeCost(totals.cost(), out);
    }

    private static CallTotals readTotals(BinaryReader in) {
        return new CallTotals(
                in.readMoney(), in.readMoney(), new TokenCount(in.readUnsigned()), readCost(in));
    }

    static void writeTerms(Terms terms, BinaryWriter out) {
        boolean grouped = !terms.priceGroups().isEmpty();
        out.writeString(terms.currency().code());
        out.writeByte(
                (grouped ? GROUPED : 0)
                        + switch (terms.billing()) {
                            case PREPAID -> 1;
                            case POSTPAID -> 2;
                            case INTERNAL -> 3;
                        });
        out.writeMoney(terms.creditLimit()).writeBoolean(terms.unlimited());
        out.writeString(terms.zone().getId());
        if (grouped) {
            out.writeUnsigned(terms.priceGroups().size());
            terms.priceGroups().forEach(out::writeString);
        }
    }

    static Terms readTerms(BinaryReader in) {
        var currency = new CurrencyCode(in.readString());
        int form = in.readByte();
        boolean grouped = form > GROUPED;
        int billing = grouped ? form - GROUPED : form;
        return new Terms(
                currency,
                switch (billing) {
                    case 1 -> Billing.PREPAID;
                    case 2 -> Billing.POSTPAID;
                    case 3 -> Billing.INTERNAL;
                    default ->
                            throw new IllegalArgumentException("no billing has number " + billing);
                },
                in.readMoney(),
                in.readBoolean(),
                readZone(in),
                grouped ? readGroups(in) : Set.of());
    }

    private static Set<String> readGroups(BinaryReader in) {
        int count = in.readCount(MAX_LIST);
        var groups = new LinkedHashSet<String>();
        for (int i = 0; i < count; i++) {
            groups.add(in.readString());
        }
        return groups;
    }

    private static ZoneId readZone(BinaryReader in) {
        String id = in.readString();
        try {
            return ZoneId.of(id);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("no time zone is called '" + id + "'", e);
        }
    }

    static void writeLimits(KeyLimits limits, BinaryWriter out) {
        out.writeNullableInstant(limits.expires()).writeUnsigned(limits.models().size());
        limits.models().forEach(out::writeString);
    }

    static KeyLimits readLimits(BinaryReader in) {
        return new KeyLimits(in.readNullableInstant(), readList(in, in::readString));
    }

    static void writeCostCentre(CostCentre centre, BinaryWriter out) {
        out.writeString(centre.department()).writeString(centre.application());
        out.writeString(centre.function());
    }

    static CostCentre readCostCentre(BinaryReader in) {
        return new CostCentre(in.readString(), in.readString(), in.readString());
    }

    static void writeScope(BudgetScope scope, BinaryWriter out) {
        out.writeUnsigned(scope.organization().value());
        out.writeNullableString(scope.department()).writeNullableString(scope.application());
        out.writeNullableString(scope.function());
        KeyId key = scope.key();
        out.writeUnsigned(key == null ? 0 : key.value());
    }

    static BudgetScope readScope(BinaryReader in) {
        OrganizationId organization = readOrganization(in);
        String department = in.readNullableString();
        String application = in.readNullableString();
        String function = in.readNullableString();
        long key = in.readUnsigned();
        return new BudgetScope(
                organization, department, application, function, key == 0 ? null : new KeyId(key));
    }

    static void writeBudget(Budget budget, BinaryWriter out) {
        out.writeNullableMoney(budget.amount());
        TokenCount tokens = budget.tokens();
        if (tokens != null) {
            out.writeUnsigned(tokens.value());
        }
        out.writeByte(
                switch (budget.per()) {
                    case HOUR -> 1;
                    case DAY -> 2;
                    case MONTH -> 3;
                    case TOTAL -> 4;
                });
        out.writeBoolean(budget.hard());
    }

    static Budget readBudget(BinaryReader in) {
        Money amount = in.readNullableMoney();
        TokenCount tokens = amount == null ? new TokenCount(in.readUnsigned()) : null;
        int per = in.readByte();
        BudgetPeriod period =
                switch (per) {
                    case 1 -> BudgetPeriod.HOUR;
                    case 2 -> BudgetPeriod.DAY;
                    case 3 -> BudgetPeriod.MONTH;
                    case 4 -> BudgetPeriod.TOTAL;
                    default ->
                            throw new IllegalArgumentException(
                                    "no period of a budget has number " + per);
                };
        return new Budget(amount, tokens, period, in.readBoolean());
    }

    private static void writeCost(@Nullable ProviderCost cost, BinaryWriter out) {
        out.writeBoolean(cost != null);
        if (cost != null) {
            out.writeString(cost.provider()).writeMoney(cost.amount());
        }
    }

    private static @Nullable ProviderCost readCost(BinaryReader in) {
        return in.readBoolean() ? new ProviderCost(in.readString(), in.readMoney()) : null;
    }

    static OrganizationId readOrganization(BinaryReader in) {
        return new OrganizationId(in.readUnsigned());
    }

    static KeyId readKey(BinaryReader in) {
        return new KeyId(in.readUnsigned());
    }

    static <T> List<T> readList(BinaryReader in, Supplier<T> element) {
        int size = in.readCount(MAX_LIST);
        List<T> list = new ArrayList<>(Math.min(size, 1_000));
        for (int i = 0; i < size; i++) {
            list.add(element.get());
        }
        return list;
    }
}
