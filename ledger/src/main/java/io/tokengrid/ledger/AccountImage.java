package io.tokengrid.ledger;

import io.tokengrid.units.BinaryReader;
import io.tokengrid.units.BinaryWriter;
import io.tokengrid.units.Money;
import io.tokengrid.units.OrganizationId;
import io.tokengrid.units.Sha256;
import java.time.DateTimeException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An organization at rest: all that the ledger knows of it, its keys and its budgets, as bytes.
/// Equal states give equal bytes. Idempotency keys are not in it; they are bounded by themselves
/// and stay in the ledger.
///
/// Immutable.
public final class AccountImage {
    private static final int FORMAT = 1;

    /// What is added to the format of an organization that has invoices: about these follows at the
    /// end.
    private static final int WITH_DOCUMENTS = 1;

    /// What is added to the format of one that was granted anything: about that follows after the
    /// organization.
    private static final int WITH_GRANTS = 2;

    /// What is added to the format of one that ever subscribed to a plan: about that follows after
    /// what was granted.
    private static final int WITH_PLANS = 4;

    /// A key, a budget or a reference takes a few dozen bytes at least; so an organization of more
    /// of them than fit is not even tried.
    private static final int SMALLEST_PART = 20;

    private final byte[] bytes;
    private final OrganizationId organization;

    private AccountImage(byte[] bytes, OrganizationId organization) {
        this.bytes = bytes;
        this.organization = organization;
    }

    /// What [#bytes] gave. Throws [IllegalArgumentException] for what does not begin like it;
    /// [#ledger] reads all of it.
    public static AccountImage of(byte[] bytes) {
        var in = new BinaryReader(bytes);
        int format = in.readByte();
        if (format < FORMAT || format > FORMAT + WITH_DOCUMENTS + WITH_GRANTS + WITH_PLANS) {
            throw new IllegalArgumentException("an account at rest of format " + format);
        }
        return new AccountImage(bytes.clone(), LedgerCodec.readOrganization(in));
    }

    /// Null if it would take more than `most` bytes.
    static @Nullable AccountImage of(Organization organization, int most) {
        Billed billed = organization.billed;
        long parts =
                (long) organization.references.size()
                        + billed.credited.size()
                        + organization.keys.size()
                        + organization.nodes.size()
                        + (organization.grants == null ? 0 : organization.grants.all().size());
        if (parts * SMALLEST_PART > most) {
            return null;
        }
        Grants grants = organization.grants;
        Subscriptions plans = organization.subscriptions;
        int format =
                FORMAT
                        + (billed.isEmpty() ? 0 : WITH_DOCUMENTS)
                        + (grants == null ? 0 : WITH_GRANTS)
                        + (plans == null ? 0 : WITH_PLANS);
        var out = new BinaryWriter(1_024).writeByte(format);
        LedgerSnapshot.writeOrganization(organization, out);
        if (grants != null) {
            GrantCodec.writeAll(grants, out);
        }
        if (plans != null) {
            PlanCodec.writeAll(plans, out);
        }
        for (Account account : organization.accounts()) {
            out.writeMoney(account.debits()).writeMoney(account.credits());
        }
        List<Key> keys = LedgerSnapshot.sorted(organization.keys, key -> key.id);
        out.writeUnsigned(keys.size());
        keys.forEach(key -> LedgerSnapshot.writeKey(key, out));
        List<BudgetNode> nodes = LedgerSnapshot.limited(organization.nodes.values().stream());
        out.writeUnsigned(nodes.size());
        nodes.forEach(node -> LedgerSnapshot.writeNode(node, out));
        if (!billed.isEmpty()) {
            billed.write(out);
        }
        return out.size() > most ? null : new AccountImage(out.toByteArray(), organization.id);
    }

    public OrganizationId organization() {
        return organization;
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    public int size() {
        return bytes.length;
    }

    /// The digest of the bytes and the position of the fact that has them: by which what was kept
    /// elsewhere is known again.
    public Sha256 hash(long position) {
        var out = new BinaryWriter(8 + bytes.length);
        for (int shift = 56; shift >= 0; shift -= 8) {
            out.writeByte((int) (position >>> shift) & 0xff);
        }
        for (byte one : bytes) {
            out.writeByte(one & 0xff);
        }
        return Sha256.digest(out.buffer(), 0, out.size());
    }

    /// A ledger of this organization alone. Throws [IllegalArgumentException] for damaged bytes.
    public Ledger ledger() {
        try {
            return read();
        } catch (ArithmeticException | DateTimeException | IllegalStateException e) {
            throw new IllegalArgumentException("a damaged account at rest", e);
        }
    }

    private Ledger read() {
        var in = new BinaryReader(bytes);
        int added = in.readByte() - FORMAT;
        var ledger = new Ledger();
        Organization alone = LedgerSnapshot.readOrganization(in, ledger);
        if ((added & WITH_GRANTS) != 0) {
            GrantCodec.readAll(alone.grants(ledger.accounts), in);
        }
        if ((added & WITH_PLANS) != 0) {
            PlanCodec.readAll(
                    alone.subscriptions(ledger.accounts), alone.id.toString(), ledger.accounts, in);
        }
        for (Account account : alone.accounts()) {
            Money debits = in.readMoney();
            account.include(new Account(account.id(), debits, in.readMoney()));
        }
        ledger.organizations.put(alone.id, alone);
        for (int rest = in.readCount(Integer.MAX_VALUE); rest > 0; rest--) {
            ledger.add(LedgerSnapshot.readKey(in, ledger));
        }
        for (int rest = in.readCount(Integer.MAX_VALUE); rest > 0; rest--) {
            LedgerSnapshot.readNode(in, ledger);
        }
        if ((added & WITH_DOCUMENTS) != 0) {
            alone.billed.read(in);
        }
        if (!in.atEnd()) {
            throw new IllegalArgumentException("an account at rest that does not end");
        }
        return ledger;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AccountImage image && Arrays.equals(bytes, image.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return organization + " in " + bytes.length + " bytes";
    }
}
