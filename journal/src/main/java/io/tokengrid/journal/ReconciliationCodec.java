package io.tokengrid.journal;

import io.tokengrid.rating.bill.Bill.Attested;
import io.tokengrid.rating.bill.Finding;
import io.tokengrid.rating.bill.Meter;
import io.tokengrid.rating.bill.Reconciliation;
import io.tokengrid.units.BinaryReader;
import io.tokengrid.units.BinaryWriter;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Sha256;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/// The binary form of reconciliations, in the journal and in tables; and their names, which follow
/// from what they say.
public final class ReconciliationCodec {
    private static final int VERSION = 1;
    private static final int MAX_LIST = 100_000;
    private static final int NAME_DIGITS = 16;
    private static final Attested[] ATTESTED = Attested.values();
    private static final Finding.Kind[] KINDS = Finding.Kind.values();

    private ReconciliationCodec() {}

    /// Such as `rec-0123456789abcdef`: the same for the same bill with the same findings.
    public static String name(Reconciliation of) {
        byte[] bytes = bytes(of);
        String digest = Sha256.digest(bytes, 0, bytes.length).toString();
        return "rec-" + digest.substring(0, NAME_DIGITS);
    }

    public static byte[] bytes(Reconciliation of) {
        var out = new BinaryWriter(4_096);
        write(of, out);
        return out.toByteArray();
    }

    /// Reads what [#bytes] gave; throws [IllegalArgumentException] for anything else.
    public static Reconciliation read(byte[] bytes) {
        var in = new BinaryReader(bytes);
        try {
            Reconciliation read = read(in);
            if (!in.atEnd()) {
                throw new IllegalArgumentException("a reconciliation that does not end");
            }
            return read;
        } catch (DateTimeException | ArithmeticException e) {
            throw new IllegalArgumentException("a damaged reconciliation", e);
        }
    }

    @SuppressWarnings("EnumOrdinal") // the order of both is fixed by the format
    private static void write(Reconciliation of, BinaryWriter out) {
        out.writeByte(VERSION).writeString(of.provider()).writeString(of.profile());
        out.writeByte(of.attested().ordinal()).writeHash(of.digest());
        out.writeString(of.zone().getId());
        writeDay(of.from(), out);
        writeDay(of.to(), out);
        out.writeString(of.currency().code());
        out.writeUnsigned(of.rows()).writeUnsigned(of.skipped()).writeSigned(of.shift());
        out.writeMoney(of.billed()).writeMoney(of.booked()).writeMoney(of.estimated());
        out.writeUnsigned(of.foreign());
        Parts.writeAll(of.cells(), ReconciliationCodec::writeCell, out);
        Parts.writeAll(of.findings(), ReconciliationCodec::writeFinding, out);
    }

    private static Reconciliation read(BinaryReader in) {
        if (in.readByte() != VERSION) {
            throw new IllegalArgumentException("a reconciliation that a newer version wrote");
        }
        return new Reconciliation(
                in.readString(),
                in.readString(),
                ATTESTED[in.readCount(ATTESTED.length - 1)],
                in.readHash(),
                ZoneId.of(in.readString()),
                day(in),
                day(in),
                new CurrencyCode(in.readString()),
                in.readCount(Integer.MAX_VALUE),
                in.readCount(Integer.MAX_VALUE),
                Math.toIntExact(in.readSigned()),
                in.readMoney(),
                in.readMoney(),
                in.readMoney(),
                in.readUnsigned(),
                Parts.readAll(MAX_LIST, ReconciliationCodec::readCell, in),
                Parts.readAll(MAX_LIST, ReconciliationCodec::readFinding, in));
    }

    private static void writeCell(Reconciliation.Cell cell, BinaryWriter out) {
        writeDay(cell.day(), out);
        out.writeString(cell.model()).writeMoney(cell.billed()).writeMoney(cell.booked());
        out.writeUnsigned(cell.billedTokens()).writeUnsigned(cell.reportedTokens());
        out.writeUnsigned(cell.countedTokens()).writeUnsigned(cell.counted());
        out.writeUnsigned(cell.calls());
    }

    private static Reconciliation.Cell readCell(BinaryReader in) {
        return new Reconciliation.Cell(
                readDay(in),
                in.readString(),
                in.readMoney(),
                in.readMoney(),
                in.readUnsigned(),
                in.readUnsigned(),
                in.readUnsigned(),
                in.readUnsigned(),
                in.readUnsigned());
    }

    @SuppressWarnings("EnumOrdinal") // the order is fixed by the format
    private static void writeFinding(Finding finding, BinaryWriter out) {
        Meter meter = finding.meter();
        Long quantity = finding.quantity();
        out.writeUnsigned(finding.number()).writeByte(finding.kind().ordinal());
        writeDay(finding.day(), out);
        out.writeString(finding.model()).writeNullableString(meter == null ? null : meter.key());
        out.writeSigned(quantity == null ? -1 : quantity).writeMoney(finding.amount());
        out.writeString(finding.billedAs()).writeString(finding.expectedAs());
        out.writeUnsigned(finding.line());
    }

    private static Finding readFinding(BinaryReader in) {
        int number = in.readCount(Integer.MAX_VALUE);
        Finding.Kind kind = KINDS[in.readCount(KINDS.length - 1)];
        LocalDate day = readDay(in);
        String model = in.readString();
        String meter = in.readNullableString();
        long quantity = in.readSigned();
        return new Finding(
                number,
                kind,
                day,
                model,
                meter == null ? null : new Meter(meter),
                quantity < 0 ? null : (Long) quantity,
                in.readMoney(),
                in.readString(),
                in.readString(),
                in.readCount(Integer.MAX_VALUE));
    }

    private static void writeDay(@Nullable LocalDate day, BinaryWriter out) {
        out.writeBoolean(day != null);
        if (day != null) {
            out.writeSigned(day.toEpochDay());
        }
    }

    private static @Nullable LocalDate readDay(BinaryReader in) {
        return in.readBoolean() ? LocalDate.ofEpochDay(in.readSigned()) : null;
    }

    private static LocalDate day(BinaryReader in) {
        LocalDate day = readDay(in);
        if (day == null) {
            throw new IllegalArgumentException("a bill without an end");
        }
        return day;
    }
}
