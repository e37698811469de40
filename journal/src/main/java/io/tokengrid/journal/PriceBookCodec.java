package io.tokengrid.journal;

import io.tokengrid.rating.Agreement;
import io.tokengrid.rating.Audience;
import io.tokengrid.rating.ExchangeRate;
import io.tokengrid.rating.Modifier;
import io.tokengrid.rating.ModifierSet;
import io.tokengrid.rating.NamePattern;
import io.tokengrid.rating.PriceBook;
import io.tokengrid.rating.PriceList;
import io.tokengrid.rating.PriceRow;
import io.tokengrid.rating.PriceRules;
import io.tokengrid.rating.Share;
import io.tokengrid.rating.Share.Basis;
import io.tokengrid.rating.Side;
import io.tokengrid.rating.Tariff;
import io.tokengrid.units.BinaryReader;
import io.tokengrid.units.BinaryWriter;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Factor;
import io.tokengrid.units.OrganizationId;
import io.tokengrid.units.Rounding;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The binary form of a price book; everything that has a name goes by it. Equal books have equal
/// bytes.
///
/// A book of plain rows, whose prices are the same for every call, has the form in which books were
/// first written: its version comes first. Any other begins with a zero and the number of its form.
public final class PriceBookCodec {
    /// The newest form: rows say whether they are backdated.
    static final int WITH_BACKDATES = 4;

    /// With exchange rates and agreements.
    static final int WITH_RATES = 3;

    private static final int WITHOUT_RATES = 2;

    private static final int MOST_ROWS = 10_000_000;
    private static final int MOST_NAMES = 1_000_000;
    private static final int MOST_RATES = 100_000;
    private static final int BASIS_TAX = 1;
    private static final int BASIS_COST = 2;
    private static final int BASIS_WEIGHT = 3;

    /// After 1970.
    private static final int MOST_DAYS = 10_000_000;

    private PriceBookCodec() {}

    /// The number of the form that a book has.
    static int form(PriceBook book) {
        PriceRules rules = book.rules();
        if (rules.rows().stream().anyMatch(PriceRow::backdate)) {
            return WITH_BACKDATES;
        }
        if (!rules.exchangeRates().isEmpty() || !rules.agreements().isEmpty()) {
            return WITH_RATES;
        }
        boolean plain =
                (book.version() > 0 || rules.rows().isEmpty())
                        && rules.modifiers().isEmpty()
                        && rules.rows().stream().allMatch(PriceBookCodec::plain);
        return plain ? 1 : WITHOUT_RATES;
    }

    public static void write(PriceBook book, BinaryWriter out) {
        PriceRules rules = book.rules();
        int form = form(book);
        if (form == 1) {
            out.writeUnsigned(book.version()).writeUnsigned(rules.rows().size());
            rules.rows().forEach(row -> writePlain(row, out));
            return;
        }
        out.writeUnsigned(0).writeUnsigned(form).writeUnsigned(book.version());
        Parts.writeAll(
                rules.rows(),
                form == WITH_BACKDATES ? PriceBookCodec::writeBackdated : PriceBookCodec::writeRow,
                out);
        Parts.writeAll(rules.modifiers(), PriceBookCodec::writeSet, out);
        if (form >= WITH_RATES) {
            Parts.writeAll(rules.exchangeRates(), PriceBookCodec::writeRate, out);
            Parts.writeAll(rules.agreements(), PriceBookCodec::writeAgreement, out);
        }
    }

    /// Reads what [#write] wrote; throws [IllegalArgumentException] for anything else.
    public static PriceBook read(BinaryReader in) {
        long version = in.readUnsigned();
        int rowsOrForm = in.readCount(MOST_ROWS);
        if (version > 0 || rowsOrForm == 0) {
            return new PriceBook(version, Parts.read(rowsOrForm, PriceBookCodec::readPlain, in));
        }
        if (rowsOrForm < WITHOUT_RATES || rowsOrForm > WITH_BACKDATES) {
            throw new IllegalArgumentException(
                    "a price book of form " + rowsOrForm + ", which a newer version wrote");
        }
        return new PriceBook(
                in.readUnsigned(),
                new PriceRules(
                        Parts.readAll(
                                MOST_ROWS,
                                rowsOrForm == WITH_BACKDATES
                                        ? PriceBookCodec::readBackdated
                                        : PriceBookCodec::readRow,
                                in),
                        Parts.readAll(MOST_NAMES, PriceBookCodec::readSet, in),
                        rowsOrForm >= WITH_RATES
                                ? Parts.readAll(MOST_RATES, PriceBookCodec::readRate, in)
                                : List.of(),
                        rowsOrForm >= WITH_RATES
                                ? Parts.readAll(MOST_NAMES, PriceBookCodec::readAgreement, in)
                                : List.of()));
    }

    private static void writeAgreement(Agreement agreement, BinaryWriter out) {
        out.writeString(agreement.name()).writeString(agreement.models().text());
        Parts.writeAll(agreement.providers(), (name, to) -> to.writeString(name), out);
        Parts.writeAll(agreement.sites(), (name, to) -> to.writeString(name), out);
        out.writeInstant(agreement.effective()).writeNullableInstant(agreement.until());
        Parts.writeAll(agreement.shares(), PriceBookCodec::writeShare, out);
    }

    private static Agreement readAgreement(BinaryReader in) {
        return new Agreement(
                in.readString(),
                new NamePattern(in.readString()),
                new HashSet<>(names(in)),
                new HashSet<>(names(in)),
                in.readInstant(),
                in.readNullableInstant(),
                Parts.readAll(MOST_NAMES, PriceBookCodec::readShare, in));
    }

    private static void writeShare(Share share, BinaryWriter out) {
        out.writeString(share.party()).writeString(share.role().key());
        switch (share.basis()) {
            case Basis.IncludedTax(Factor rate) ->
                    out.writeUnsigned(BASIS_TAX).writeUnsigned(rate.parts());
            case Basis.Cost() -> out.writeUnsigned(BASIS_COST);
            case Basis.Weight(int weight) -> out.writeUnsigned(BASIS_WEIGHT).writeUnsigned(weight);
        }
    }

    private static Share readShare(BinaryReader in) {
        return new Share(in.readString(), Share.Role.of(in.readString()), readBasis(in));
    }

    private static Basis readBasis(BinaryReader in) {
        int basis = in.readCount(BASIS_WEIGHT);
        return switch (basis) {
            case BASIS_TAX -> new Basis.IncludedTax(new Factor(in.readUnsigned()));
            case BASIS_COST -> new Basis.Cost();
            case BASIS_WEIGHT -> new Basis.Weight(in.readCount(Integer.MAX_VALUE));
            default -> throw new IllegalArgumentException("a share of kind " + basis);
        };
    }

    private static void writeRate(ExchangeRate rate, BinaryWriter out) {
        out.writeString(rate.from().code()).writeString(rate.to().code());
        out.writeUnsigned(rate.rate().parts());
        out.writeNullableString(rate.rounding() == null ? null : rate.rounding().key());
        out.writeString(rate.source()).writeUnsigned(rate.asOf().toEpochDay());
    }

    private static ExchangeRate readRate(BinaryReader in) {
        var from = new CurrencyCode(in.readString());
        var to = new CurrencyCode(in.readString());
        var rate = new Factor(in.readUnsigned());
        String rounding = in.readNullableString();
        return new ExchangeRate(
                from,
                to,
                rate,
                rounding == null ? null : Rounding.of(rounding),
                in.readString(),
                LocalDate.ofEpochDay(in.readCount(MOST_DAYS)));
    }

    private static boolean plain(PriceRow row) {
        PriceRow.Buying buy = row.buy();
        return row.provider() == null
                && row.until() == null
                && row.sell() != null
                && plain(row.sell())
                && (buy == null || (buy.currency().equals(row.currency()) && plain(buy.tariff())));
    }

    private static boolean plain(Tariff tariff) {
        return tariff.flat()
                && tariff.prices().tiers().getFirst().prices().publishedUnits().isEmpty();
    }

    private static void writePlain(PriceRow row, BinaryWriter out) {
        out.writeString(row.model()).writeString(row.currency().code());
        out.writeInstant(row.effective());
        TariffCodec.writeTokens(row.baseSell(), out);
        PriceList buy = row.baseBuy();
        out.writeBoolean(buy != null);
        if (buy != null) {
            TariffCodec.writeTokens(buy, out);
        }
    }

    private static PriceRow readPlain(BinaryReader in) {
        String model = in.readString();
        var currency = new CurrencyCode(in.readString());
        Instant effective = in.readInstant();
        var sell = new PriceList(TariffCodec.readTokens(in));
        PriceList buy = in.readBoolean() ? new PriceList(TariffCodec.readTokens(in)) : null;
        return new PriceRow(model, currency, effective, sell, buy);
    }

    private static void writeRow(PriceRow row, BinaryWriter out) {
        out.writeString(row.model()).writeNullableString(row.provider());
        out.writeString(row.currency().code());
        out.writeInstant(row.effective()).writeNullableInstant(row.until());
        Tariff sell = row.sell();
        out.writeBoolean(sell != null);
        if (sell != null) {
            TariffCodec.write(sell, out);
        }
        PriceRow.Buying buy = row.buy();
        out.writeBoolean(buy != null);
        if (buy != null) {
            TariffCodec.write(buy.tariff(), out.writeString(buy.currency().code()));
        }
    }

    private static void writeBackdated(PriceRow row, BinaryWriter out) {
        writeRow(row, out.writeBoolean(row.backdate()));
    }

    private static PriceRow readBackdated(BinaryReader in) {
        return readRow(in.readBoolean(), in);
    }

    private static PriceRow readRow(BinaryReader in) {
        return readRow(false, in);
    }

    private static PriceRow readRow(boolean backdate, BinaryReader in) {
        String model = in.readString();
        String provider = in.readNullableString();
        var currency = new CurrencyCode(in.readString());
        Instant effective = in.readInstant();
        Instant until = in.readNullableInstant();
        Tariff sell = in.readBoolean() ? TariffCodec.read(in) : null;
        PriceRow.@Nullable Buying buy =
                in.readBoolean()
                        ? new PriceRow.Buying(
                                new CurrencyCode(in.readString()), TariffCodec.read(in))
                        : null;
        return new PriceRow(model, provider, currency, effective, until, sell, buy, backdate);
    }

    private static void writeSet(ModifierSet set, BinaryWriter out) {
        out.writeString(set.name()).writeString(set.combine().key());
        Parts.writeAll(set.members(), PriceBookCodec::writeModifier, out);
    }

    private static ModifierSet readSet(BinaryReader in) {
        return new ModifierSet(
                in.readString(),
                ModifierSet.Combine.of(in.readString()),
                Parts.readAll(MOST_NAMES, PriceBookCodec::readModifier, in));
    }

    private static void writeModifier(Modifier modifier, BinaryWriter out) {
        out.writeString(modifier.name()).writeString(modifier.kind().key());
        out.writeString(modifier.side().key());
        TariffCodec.writeTimes(modifier.by(), out);
        Audience audience = modifier.audience();
        out.writeString(audience.models().text());
        Parts.writeAll(audience.providers(), (name, to) -> to.writeString(name), out);
        Parts.writeAll(audience.groups(), (name, to) -> to.writeString(name), out);
        Parts.writeAll(audience.organizations(), (id, to) -> to.writeUnsigned(id.value()), out);
        out.writeInstant(modifier.effective()).writeNullableInstant(modifier.until());
    }

    private static Modifier readModifier(BinaryReader in) {
        return new Modifier(
                in.readString(),
                Modifier.Kind.of(in.readString()),
                Side.of(in.readString()),
                TariffCodec.readTimes(in),
                new Audience(
                        new NamePattern(in.readString()),
                        new HashSet<>(names(in)),
                        new HashSet<>(names(in)),
                        new HashSet<>(
                                Parts.readAll(
                                        MOST_NAMES,
                                        from -> new OrganizationId(from.readUnsigned()),
                                        in))),
                in.readInstant(),
                in.readNullableInstant());
    }

    private static List<String> names(BinaryReader in) {
        return Parts.readAll(MOST_NAMES, BinaryReader::readString, in);
    }
}
