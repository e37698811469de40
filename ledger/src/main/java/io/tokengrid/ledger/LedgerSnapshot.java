package io.tokengrid.ledger;

import io.tokengrid.units.BinaryReader;
import io.tokengrid.units.BinaryWriter;
import io.tokengrid.units.CallId;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.KeyId;
import io.tokengrid.units.Money;
import io.tokengrid.units.OrganizationId;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A ledger as bytes. Equal ledgers give equal bytes, whatever the order in which they came to be:
/// the digest of the bytes is the ledger's state hash (`ReplayGivesSameState`).
public final class LedgerSnapshot {
    private static final int FORMAT = 6;

    /// Before organizations could subscribe to plans.
    private static final int WITHOUT_PLANS = 5;

    /// Before providers' bills could be approved.
    private static final int WITHOUT_BILLS = 4;

    /// Before organizations could be granted anything.
    private static final int WITHOUT_GRANTS = 3;

    /// Before there were invoices.
    private static final int WITHOUT_DOCUMENTS = 2;

    /// Before accounts could rest.
    private static final int FIRST_FORMAT = 1;

    private static final int MAX = Integer.MAX_VALUE;

    private LedgerSnapshot() {}

    public static void write(Ledger ledger, BinaryWriter out) {
        out.writeByte(FORMAT).writeUnsigned(ledger.lastBudget);
        ledger.resting.write(out);
        out.writeUnsigned(ledger.series.size());
        ledger.series.forEach((series, number) -> out.writeString(series).writeUnsigned(number));
        out.writeUnsigned(ledger.bills.size());
        ledger.bills.values().forEach(bill -> LedgerCodec.writeBill(bill, out));
        List<Account> accounts = ledger.accounts.sorted();
        out.writeUnsigned(accounts.size());
        for (Account account : accounts) {
            AccountId id = account.id();
            out.writeString(id.kind().key()).writeString(id.owner());
            out.writeString(id.currency().code());
            out.writeMoney(account.debits()).writeMoney(account.credits());
        }
        var organizations = sorted(ledger.organizations.values(), organization -> organization.id);
        out.writeUnsigned(organizations.size());
        organizations.forEach(organization -> {
            writeOrganization(organization, out);
            out.writeUnsigned(organization.prepared);
            organization.billed.write(out);
            Grants grants = organization.grants;
            out.writeBoolean(grants != null);
            if (grants != null) {
                GrantCodec.writeAll(grants, out);
            }
            Subscriptions plans = organization.subscriptions;
            out.writeBoolean(plans != null);
            if (plans != null) {
                PlanCodec.writeAll(plans, out);
            }
        });
        var keys = sorted(ledger.keys.values(), key -> key.id);
        out.writeUnsigned(keys.size());
        keys.forEach(key -> writeKey(key, out));
        var nodes =
                limited(
                        ledger.organizations.values().stream()
                                .flatMap(organization -> organization.nodes.values().stream()));
        out.writeUnsigned(nodes.size());
        nodes.forEach(node -> writeNode(node, out));
        var holds = sorted(ledger.holds.values(), hold -> hold.placed().call());
        out.writeUnsigned(holds.size());
        holds.forEach(hold -> {
            LedgerCodec.writePlaced(hold.placed(), out);
            GrantCodec.writeDraws(hold.placed().draws(), out);
            PlanCodec.writePlan(hold.placed().plan(), out);
        });
        List<Claims.Entry> claims = ledger.claims.all();
        out.writeUnsigned(claims.size());
        claims.forEach(claim -> writeClaim(claim, out));
    }

    /// Reads what [#write] wrote; throws [IllegalArgumentException] for anything else.
    public static Ledger read(BinaryReader in) {
        try {
            return readLedger(in);
        } catch (ArithmeticException | DateTimeException | IllegalStateException e) {
            throw new IllegalArgumentException("a damaged ledger snapshot", e);
        }
    }

    private static Ledger readLedger(BinaryReader in) {
        int format = in.readByte();
        if (format < FIRST_FORMAT || format > FORMAT) {
            throw new IllegalArgumentException("a ledger snapshot of format " + format);
        }
        var ledger = new Ledger();
        ledger.lastBudget = in.readUnsigned();
        if (format > FIRST_FORMAT) {
            ledger.resting.read(in);
        }
        for (int rest = format > WITHOUT_DOCUMENTS ? in.readCount(MAX) : 0; rest > 0; rest--) {
            String series = in.readString();
            ledger.series.put(series, in.readUnsigned());
        }
        for (int rest = format > WITHOUT_BILLS ? in.readCount(MAX) : 0; rest > 0; rest--) {
            ProviderBill bill = LedgerCodec.readBill(in);
            ledger.bills.put(bill.reconciliation(), bill);
        }
        for (int rest = in.readCount(MAX); rest > 0; rest--) {
            AccountKind kind = AccountKind.ofKey(in.readString());
            var id = new AccountId(kind, in.readString(), new CurrencyCode(in.readString()));
            ledger.accounts.restore(id, in.readMoney(), in.readMoney());
        }
        for (int rest = in.readCount(MAX); rest > 0; rest--) {
            Organization organization = readOrganization(in, ledger);
            organization.prepared = format > FIRST_FORMAT ? in.readUnsigned() : 0;
            if (format > WITHOUT_DOCUMENTS) {
                organization.billed.read(in);
            }
            if (format > WITHOUT_GRANTS && in.readBoolean()) {
                GrantCodec.readAll(organization.grants(ledger.accounts), in);
            }
            if (format > WITHOUT_PLANS && in.readBoolean()) {
                PlanCodec.readAll(
                        organization.subscriptions(ledger.accounts),
                        organization.id.toString(),
                        ledger.accounts,
                        in);
            }
            ledger.expiries.watch(organization);
            ledger.renewals.watch(organization);
            ledger.organizations.put(organization.id, organization);
        }
        for (int rest = in.readCount(MAX); rest > 0; rest--) {
            ledger.add(readKey(in, ledger));
        }
        for (int rest = in.readCount(MAX); rest > 0; rest--) {
            readNode(in, ledger);
        }
        for (int rest = in.readCount(MAX); rest > 0; rest--) {
            LedgerFact.HoldPlaced placed = LedgerCodec.readPlaced(in);
            if (format > WITHOUT_GRANTS) {
                placed = GrantCodec.withDraws(placed, in);
            }
            if (format > WITHOUT_PLANS) {
                placed = PlanCodec.underPlan(placed, in);
            }
            Organization organization = existing(ledger.keys.get(placed.key())).organization;
            organization.openHolds++;
            ledger.holds.put(placed.call(), Hold.of(placed, organization, ledger.counters::get));
        }
        for (int rest = in.readCount(MAX); rest > 0; rest--) {
            ledger.claims.restore(readClaim(format > WITHOUT_PLANS, in));
        }
        return ledger;
    }

    /// The parts that have budgets, in a fixed order.
    static List<BudgetNode> limited(Stream<BudgetNode> nodes) {
        return nodes.filter(node -> node.counters.length > 0)
                .sorted(Comparator.comparingLong(node -> node.counters[0].number))
                .toList();
    }

    static void writeOrganization(Organization organization, BinaryWriter out) {
        out.writeUnsigned(organization.id.value()).writeString(organization.name);
        LedgerCodec.writeTerms(organization.terms, out);
        out.writeInstant(organization.openedAt).writeMoney(organization.funded);
        out.writeUnsigned(organization.references.size());
        new TreeMap<>(organization.references)
                .forEach((reference, amount) -> out.writeString(reference).writeMoney(amount));
    }

    static Organization readOrganization(BinaryReader in, Ledger ledger) {
        OrganizationId id = LedgerCodec.readOrganization(in);
        String name = in.readString();
        Terms terms = LedgerCodec.readTerms(in);
        Instant openedAt = in.readInstant();
        var organization = new Organization(id, name, terms, openedAt, ledger.accounts);
        organization.funded = in.readMoney();
        for (int rest = in.readCount(MAX); rest > 0; rest--) {
            String reference = in.readString();
            Money amount = in.readMoney();
            organization.references.put(reference, amount);
        }
        return organization;
    }

    static void writeKey(Key key, BinaryWriter out) {
        out.writeUnsigned(key.id.value()).writeUnsigned(key.organization.id.value());
        LedgerCodec.writeCostCentre(key.costCentre, out);
        LedgerCodec.writeLimits(key.limits, out.writeHash(key.secret));
        out.writeInstant(key.issuedAt).writeNullableInstant(key.revokedAt);
    }

    static Key readKey(BinaryReader in, Ledger ledger) {
        KeyId id = LedgerCodec.readKey(in);
        Organization organization =
                existing(ledger.organizations.get(LedgerCodec.readOrganization(in)));
        CostCentre centre = LedgerCodec.readCostCentre(in);
        var secret = in.readHash();
        KeyLimits limits = LedgerCodec.readLimits(in);
        Instant issuedAt = in.readInstant();
        var key = new Key(id, organization, centre, secret, limits, issuedAt);
        key.revokedAt = in.readNullableInstant();
        return key;
    }

    static void writeNode(BudgetNode node, BinaryWriter out) {
        LedgerCodec.writeScope(node.scope, out);
        out.writeUnsigned(node.counters.length);
        for (BudgetCounter counter : node.counters) {
            LedgerCodec.writeBudget(counter.budget, out.writeUnsigned(counter.number));
            counter.write(out);
        }
    }

    static void readNode(BinaryReader in, Ledger ledger) {
        BudgetScope scope = LedgerCodec.readScope(in);
        Organization organization = existing(ledger.organizations.get(scope.organization()));
        var zone = organization.terms.zone();
        var counters = new ArrayList<BudgetCounter>();
        for (int rest = in.readCount(MAX); rest > 0; rest--) {
            var counter = new BudgetCounter(in.readUnsigned(), LedgerCodec.readBudget(in));
            counter.read(in, zone);
            counters.add(counter);
            ledger.counters.put(counter.number, counter);
        }
        organization.node(scope).counters = counters.toArray(BudgetCounter[]::new);
    }

    private static void writeClaim(Claims.Entry claim, BinaryWriter out) {
        out.writeUnsigned(claim.name().organization().value()).writeString(claim.name().key());
        out.writeHash(claim.body()).writeCall(claim.call()).writeInstant(claim.expires());
        out.writeNullableMoney(claim.charge());
        out.writeNullableString(claim.unit() == null ? null : claim.unit().code());
    }

    private static Claims.Entry readClaim(boolean withUnit, BinaryReader in) {
        var name = new Claims.Name(LedgerCodec.readOrganization(in), in.readString());
        var body = in.readHash();
        CallId call = in.readCall();
        Instant expires = in.readInstant();
        Money charge = in.readNullableMoney();
        String unit = withUnit ? in.readNullableString() : null;
        return new Claims.Entry(
                name, body, call, expires, charge, unit == null ? null : new CurrencyCode(unit));
    }

    private static <T> T existing(@Nullable T value) {
        if (value == null) {
            throw new IllegalArgumentException("the snapshot names what it does not contain");
        }
        return value;
    }

    static <T, K extends Comparable<K>> List<T> sorted(Collection<T> values, Function<T, K> by) {
        return values.stream().sorted(Comparator.comparing(by)).toList();
    }
}
