package io.tokengrid.ledger;

import io.tokengrid.ledger.LedgerFact.Draw;
import io.tokengrid.ledger.LedgerFact.Lapse;
import io.tokengrid.rating.plan.Grant.Life;
import io.tokengrid.units.BinaryReader;
import io.tokengrid.units.BinaryWriter;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Money;
import io.tokengrid.units.OrganizationId;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/// The binary form of grants and of what is drawn from them. The numbers of kinds are part of the
/// format: append, never reuse.
final class GrantCodec {
    private GrantCodec() {}

    static void write(LedgerFact.Granted granted, BinaryWriter out) {
        out.writeUnsigned(granted.organization().value()).writeUnsigned(granted.number());
        writeGrant(granted.grant(), out);
        out.writeInstant(granted.at());
    }

    static LedgerFact.Granted readGranted(BinaryReader in) {
        return new LedgerFact.Granted(
                LedgerCodec.readOrganization(in),
                in.readUnsigned(),
                readGrant(in),
                in.readInstant());
    }

    static void write(LedgerFact.GrantWithdrawn withdrawn, BinaryWriter out) {
        out.writeUnsigned(withdrawn.organization().value()).writeUnsigned(withdrawn.number());
        writeKind(withdrawn.kind(), out);
        out.writeMoney(withdrawn.amount()).writeString(withdrawn.reason());
        out.writeInstant(withdrawn.at());
    }

    static LedgerFact.GrantWithdrawn readWithdrawn(BinaryReader in) {
        return new LedgerFact.GrantWithdrawn(
                LedgerCodec.readOrganization(in),
                in.readUnsigned(),
                readKind(in),
                in.readMoney(),
                in.readString(),
                in.readInstant());
    }

    static void write(LedgerFact.GrantsLapsed lapsed, BinaryWriter out) {
        out.writeUnsigned(lapsed.organization().value());
        if (lapsed.unit() != null) {
            out.writeString(lapsed.unit().code());
        }
        out.writeUnsigned(lapsed.lapses().size());
        for (Lapse lapse : lapsed.lapses()) {
            writeKind(lapse.kind(), out.writeUnsigned(lapse.grant()));
            out.writeBoolean(lapse.withdrawn()).writeMoney(lapse.amount());
        }
        out.writeInstant(lapsed.at());
    }

    /// @param ofPlan whether units lapse, and not money
    static LedgerFact.GrantsLapsed readLapsed(boolean ofPlan, BinaryReader in) {
        OrganizationId organization = LedgerCodec.readOrganization(in);
        CurrencyCode unit = ofPlan ? new CurrencyCode(in.readString()) : null;
        List<Lapse> lapses =
                LedgerCodec.readList(
                        in,
                        () ->
                                new Lapse(
                                        in.readUnsigned(),
                                        readKind(in),
                                        in.readBoolean(),
                                        in.readMoney()));
        return new LedgerFact.GrantsLapsed(organization, unit, lapses, in.readInstant());
    }

    static void writeDraws(List<Draw> draws, BinaryWriter out) {
        out.writeUnsigned(draws.size());
        for (Draw draw : draws) {
            writeKind(draw.kind(), out.writeUnsigned(draw.grant()));
            out.writeMoney(draw.amount());
        }
    }

    static List<Draw> readDraws(BinaryReader in) {
        return LedgerCodec.readList(
                in, () -> new Draw(in.readUnsigned(), readKind(in), in.readMoney()));
    }

    static LedgerFact.HoldPlaced withDraws(LedgerFact.HoldPlaced placed, BinaryReader in) {
        return new LedgerFact.HoldPlaced(
                placed.call(),
                placed.key(),
                placed.amount(),
                placed.tokens(),
                placed.reservations(),
                placed.claim(),
                readDraws(in),
                placed.at());
    }

    /// All grants of an organization and where their amounts are.
    static void writeAll(Grants grants, BinaryWriter out) {
        out.writeUnsigned(grants.all().size());
        for (GrantState state : grants.all()) {
            writeGrant(state.grant, out);
            out.writeInstant(state.grantedAt).writeBoolean(state.revoked);
            out.writeMoney(state.drawn).writeMoney(state.held);
            out.writeMoney(state.expired).writeMoney(state.withdrawn);
        }
    }

    static void readAll(Grants to, BinaryReader in) {
        int count = in.readCount(Integer.MAX_VALUE);
        for (int number = 1; number <= count; number++) {
            Grant grant = readGrant(in);
            var state = new GrantState(number, grant, in.readInstant());
            state.revoked = in.readBoolean();
            state.drawn = in.readMoney();
            state.held = in.readMoney();
            state.expired = in.readMoney();
            state.withdrawn = in.readMoney();
            to.add(state);
        }
    }

    private static void writeGrant(Grant grant, BinaryWriter out) {
        writeKind(grant.kind(), out.writeString(grant.reference()));
        out.writeMoney(grant.amount()).writeMoney(grant.paid());
        out.writeUnsigned(grant.priority()).writeInstant(grant.life().starts());
        out.writeNullableInstant(grant.life().expires().orElse(null));
        out.writeUnsigned(grant.models().size());
        grant.models().forEach(out::writeString);
    }

    private static Grant readGrant(BinaryReader in) {
        String reference = in.readString();
        GrantKind kind = readKind(in);
        Money amount = in.readMoney();
        Money paid = in.readMoney();
        int priority = in.readCount(Integer.MAX_VALUE);
        Instant starts = in.readInstant();
        var life = new Life(starts, Optional.ofNullable(in.readNullableInstant()));
        return new Grant(
                reference,
                kind,
                amount,
                paid,
                priority,
                life,
                new LinkedHashSet<>(LedgerCodec.readList(in, in::readString)));
    }

    private static void writeKind(GrantKind kind, BinaryWriter out) {
        out.writeByte(
                switch (kind) {
                    case PREPAID -> 1;
                    case PROMOTIONAL -> 2;
                    case INCLUDED -> 3;
                });
    }

    private static GrantKind readKind(BinaryReader in) {
        int kind = in.readByte();
        return switch (kind) {
            case 1 -> GrantKind.PREPAID;
            case 2 -> GrantKind.PROMOTIONAL;
            case 3 -> GrantKind.INCLUDED;
            default -> throw new IllegalArgumentException("no kind of grant has number " + kind);
        };
    }
}
