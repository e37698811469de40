package io.tokengrid.rating.invoice;

import io.tokengrid.rating.plan.Tax;
import io.tokengrid.units.BinaryReader;
import io.tokengrid.units.BinaryWriter;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.OrganizationId;
import io.tokengrid.units.Rational;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The binary form of documents and of customers' profiles in the journal. Numbers are part of the
/// format: append, never reuse.
public final class DocumentCodec {
    private static final int FORMAT = 1;
    private static final int MOST = 100_000;

    private DocumentCodec() {}

    static byte[] bytes(Document document) {
        var out = new BinaryWriter(4_096).writeByte(FORMAT);
        out.writeByte(
                switch (document.kind()) {
                    case INVOICE -> 1;
                    case SETTLED_INVOICE -> 2;
                    case CHARGEBACK -> 3;
                    case CREDIT_NOTE -> 4;
                });
        out.writeUnsigned(document.organization().value());
        out.writeString(document.currency().code());
        out.writeInstant(document.from()).writeInstant(document.to());
        out.writeInstant(document.cut()).writeString(document.zone().getId());
        write(document.seller(), out);
        write(document.buyer(), out);
        write(document.tax(), out);
        out.writeByte(number(document.language())).writeUnsigned(document.paymentDays());
        out.writeString(document.remarks());
        out.writeUnsigned(document.lines().size());
        document.lines().forEach(line -> write(line, out));
        write(document.taxOnAll(), out);
        out.writeUnsigned(document.centres().size());
        for (Document.Centre centre : document.centres()) {
            out.writeString(centre.department()).writeString(centre.application());
            out.writeString(centre.function()).writeMoney(centre.amount());
        }
        Document.CreditOf credit = document.credit();
        out.writeBoolean(credit != null);
        if (credit != null) {
            write(credit, out);
        }
        return out.toByteArray();
    }

    static Document read(BinaryReader in) {
        try {
            Document document = document(in);
            if (!in.atEnd()) {
                throw new IllegalArgumentException("a document that does not end");
            }
            return document;
        } catch (ArithmeticException | DateTimeException e) {
            throw new IllegalArgumentException("a damaged document", e);
        }
    }

    private static Document document(BinaryReader in) {
        int format = in.readByte();
        if (format != FORMAT) {
            throw new IllegalArgumentException("a document of format " + format);
        }
        DocumentKind kind =
                switch (in.readByte()) {
                    case 1 -> DocumentKind.INVOICE;
                    case 2 -> DocumentKind.SETTLED_INVOICE;
                    case 3 -> DocumentKind.CHARGEBACK;
                    case 4 -> DocumentKind.CREDIT_NOTE;
                    default -> throw new IllegalArgumentException("no such kind of document");
                };
        return new Document(
                kind,
                new OrganizationId(in.readUnsigned()),
                new CurrencyCode(in.readString()),
                in.readInstant(),
                in.readInstant(),
                in.readInstant(),
                ZoneId.of(in.readString()),
                readSeller(in),
                readParty(in),
                readTax(in),
                language(in.readByte()),
                in.readCount(MOST),
                in.readString(),
                list(in, () -> readLine(in)),
                readDecimal(in),
                list(
                        in,
                        () ->
                                new Document.Centre(
                                        in.readString(),
                                        in.readString(),
                                        in.readString(),
                                        in.readMoney())),
                in.readBoolean() ? readCredit(in) : null);
    }

    /// Writes a customer's profile.
    public static void write(BillingProfile profile, BinaryWriter out) {
        write(profile.buyer(), out);
        TaxTerms tax = profile.tax();
        Language language = profile.language();
        Integer days = profile.paymentDays();
        out.writeBoolean(tax != null);
        if (tax != null) {
            write(tax, out);
        }
        out.writeByte(language == null ? 0 : number(language));
        out.writeUnsigned(days == null ? 0 : days + 1L).writeString(profile.remarks());
    }

    /// Reads what [#write(BillingProfile, BinaryWriter)] wrote.
    public static BillingProfile readProfile(BinaryReader in) {
        Party buyer = readParty(in);
        TaxTerms tax = in.readBoolean() ? readTax(in) : null;
        int language = in.readByte();
        int days = in.readCount(MOST);
        return new BillingProfile(
                buyer,
                tax,
                language == 0 ? null : language(language),
                days == 0 ? null : (Integer) (days - 1),
                in.readString());
    }

    private static void write(Seller seller, BinaryWriter out) {
        write(seller.issuer(), out);
        Seller.Series series = seller.series();
        out.writeString(seller.drawer()).writeString(series.invoices());
        out.writeString(series.statements()).writeString(series.creditNotes());
        write(seller.tax(), out);
        out.writeByte(number(seller.language())).writeUnsigned(seller.paymentDays());
        out.writeString(seller.item().category()).writeString(seller.item().code());
    }

    private static Seller readSeller(BinaryReader in) {
        return new Seller(
                readParty(in),
                in.readString(),
                new Seller.Series(in.readString(), in.readString(), in.readString()),
                readTax(in),
                language(in.readByte()),
                in.readCount(MOST),
                new Seller.ItemCode(in.readString(), in.readString()));
    }

    private static void write(Party party, BinaryWriter out) {
        out.writeString(party.name()).writeString(party.taxId()).writeString(party.address());
        out.writeString(party.phone()).writeString(party.bank()).writeString(party.account());
    }

    private static Party readParty(BinaryReader in) {
        return new Party(
                in.readString(),
                in.readString(),
                in.readString(),
                in.readString(),
                in.readString(),
                in.readString());
    }

    private static void write(TaxTerms tax, BinaryWriter out) {
        write(tax.rate(), out);
        out.writeBoolean(tax.included()).writeBoolean(tax.basis() == Tax.Basis.INVOICE);
        out.writeString(tax.exemption());
    }

    private static TaxTerms readTax(BinaryReader in) {
        return new TaxTerms(
                readDecimal(in),
                in.readBoolean(),
                in.readBoolean() ? Tax.Basis.INVOICE : Tax.Basis.LINE,
                in.readString());
    }

    private static void write(DocumentLine line, BinaryWriter out) {
        BigDecimal price = line.price();
        YearMonth month = line.month();
        out.writeString(line.model()).writeString(line.item());
        out.writeNullableString(price == null ? null : price.toPlainString());
        out.writeSigned(line.quantity()).writeMoney(line.exact());
        write(line.net(), out);
        write(line.tax(), out);
        out.writeNullableString(month == null ? null : month.toString()).writeString(line.note());
    }

    private static DocumentLine readLine(BinaryReader in) {
        String model = in.readString();
        String item = in.readString();
        @Nullable String price = in.readNullableString();
        return new DocumentLine(
                model,
                item,
                price == null ? null : new BigDecimal(price),
                in.readSigned(),
                in.readMoney(),
                readDecimal(in),
                readDecimal(in),
                month(in.readNullableString()),
                in.readString());
    }

    private static @Nullable YearMonth month(@Nullable String text) {
        return text == null ? null : YearMonth.parse(text);
    }

    private static void write(Document.CreditOf credit, BinaryWriter out) {
        out.writeString(credit.invoice()).writeInstant(credit.issuedAt());
        write(credit.total(), out);
        write(credit.credited(), out);
        out.writeString(credit.share().numerator().toString());
        out.writeString(credit.share().denominator().toString());
        out.writeString(credit.reason()).writeString(credit.reference());
        out.writeUnsigned(credit.lines().size());
        credit.lines().forEach(amount -> write(amount, out));
        out.writeUnsigned(credit.taxes().size());
        credit.taxes().forEach(amount -> write(amount, out));
    }

    private static Document.CreditOf readCredit(BinaryReader in) {
        return new Document.CreditOf(
                in.readString(),
                in.readInstant(),
                readDecimal(in),
                readDecimal(in),
                new Rational(new BigInteger(in.readString()), new BigInteger(in.readString())),
                in.readString(),
                in.readString(),
                list(in, () -> readDecimal(in)),
                list(in, () -> readDecimal(in)));
    }

    private static void write(BigDecimal amount, BinaryWriter out) {
        out.writeString(amount.toPlainString());
    }

    private static BigDecimal readDecimal(BinaryReader in) {
        return new BigDecimal(in.readString());
    }

    private static int number(Language language) {
        return switch (language) {
            case EN -> 1;
            case ZH -> 2;
        };
    }

    private static Language language(int number) {
        return switch (number) {
            case 1 -> Language.EN;
            case 2 -> Language.ZH;
            default -> throw new IllegalArgumentException("no language has number " + number);
        };
    }

    private static <T> List<T> list(BinaryReader in, Supplier<T> one) {
        var list = new ArrayList<T>();
        for (int rest = in.readCount(MOST); rest > 0; rest--) {
            list.add(one.get());
        }
        return list;
    }
}
