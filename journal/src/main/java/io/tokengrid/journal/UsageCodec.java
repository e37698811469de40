package io.tokengrid.journal;

import io.tokengrid.metering.Margin;
import io.tokengrid.metering.ReportedUsage;
import io.tokengrid.metering.TokenClass;
import io.tokengrid.metering.Usage;
import io.tokengrid.metering.UsageFlag;
import io.tokengrid.metering.UsageSource;
import io.tokengrid.rating.Charge.ChargeLine;
import io.tokengrid.units.BinaryReader;
import io.tokengrid.units.BinaryWriter;
import io.tokengrid.units.Price;
import io.tokengrid.units.TokenCount;
import java.util.ArrayList;
import java.util.List;

/// The binary form of usage: its source, the classes that have tokens as a bit set in the order of
/// [TokenClass] with their counts, and its flags by name.
final class UsageCodec {
    private static final TokenClass[] CLASSES = TokenClass.values();

    /// Their order is part of the format.
    private static final Margin[] MARGINS = Margin.values();

    private static final int MAX_FLAGS = 100;

    private UsageCodec() {}

    static void write(Usage usage, BinaryWriter out) {
        out.writeByte(
                switch (usage.source()) {
                    case REPORTED -> 1;
                    case REPORTED_PARTIAL -> 2;
                    case COUNTED -> 3;
                    case ESTIMATED -> 4;
                });
        int present = 0;
        for (int i = 0; i < CLASSES.length; i++) {
            present |= usage.count(CLASSES[i]).isZero() ? 0 : 1 << i;
        }
        out.writeUnsigned(present);
        for (TokenClass tokenClass : CLASSES) {
            long tokens = usage.count(tokenClass).value();
            if (tokens != 0) {
                out.writeUnsigned(tokens);
            }
        }
        out.writeUnsigned(usage.flags().size());
        for (UsageFlag flag : usage.flags()) {
            out.writeString(flag.name());
        }
    }

    static Usage read(BinaryReader in) {
        int number = in.readByte();
        UsageSource source =
                switch (number) {
                    case 1 -> UsageSource.REPORTED;
                    case 2 -> UsageSource.REPORTED_PARTIAL;
                    case 3 -> UsageSource.COUNTED;
                    case 4 -> UsageSource.ESTIMATED;
                    default ->
                            throw new IllegalArgumentException(
                                    "no source of usage has number " + number);
                };
        Usage.Builder usage = Usage.builder(source);
        int present = in.readCount((1 << CLASSES.length) - 1);
        for (int i = 0; i < CLASSES.length; i++) {
            if ((present & 1 << i) != 0) {
                usage.count(CLASSES[i], in.readUnsigned());
            }
        }
        for (int rest = in.readCount(MAX_FLAGS); rest > 0; rest--) {
            usage.flag(UsageFlag.valueOf(in.readString()));
        }
        return usage.build();
    }

    /// The margins by their order; one that could not be read has no figure.
    static void writeReported(ReportedUsage reported, BinaryWriter out) {
        int said = 0;
        for (Margin margin : MARGINS) {
            said += reported.get(margin) != null || reported.isUnreadable(margin) ? 1 : 0;
        }
        out.writeUnsigned(said);
        for (int i = 0; i < MARGINS.length; i++) {
            Long figure = reported.get(MARGINS[i]);
            if (figure != null || reported.isUnreadable(MARGINS[i])) {
                out.writeByte(i).writeBoolean(figure != null);
                if (figure != null) {
                    out.writeSigned(figure);
                }
            }
        }
    }

    static ReportedUsage readReported(BinaryReader in) {
        int said = in.readCount(MARGINS.length);
        if (said == 0) {
            return ReportedUsage.NOTHING;
        }
        ReportedUsage.Builder reported = ReportedUsage.builder();
        for (int rest = said; rest > 0; rest--) {
            Margin margin = MARGINS[in.readCount(MARGINS.length - 1)];
            if (in.readBoolean()) {
                reported.said(margin, in.readSigned());
            } else {
                reported.unreadable(margin);
            }
        }
        return reported.build();
    }

    /// A line's tokens are those of the usage and its amount is price times tokens: neither is
    /// written.
    @SuppressWarnings(
            "EnumOrdinal") // the order of TokenClass is part of the format, by its own word
    static void writeLines(List<ChargeLine> lines, BinaryWriter out) {
        out.writeUnsigned(lines.size());
        for (ChargeLine line : lines) {
            out.writeByte(line.tokenClass().ordinal()).writeByte(line.priceSource().ordinal());
            out.writeUnsigned(line.price().attosPerToken());
        }
    }

    static List<ChargeLine> readLines(Usage usage, BinaryReader in) {
        var lines = new ArrayList<ChargeLine>(4);
        for (int rest = in.readCount(CLASSES.length); rest > 0; rest--) {
            TokenClass tokenClass = CLASSES[in.readCount(CLASSES.length - 1)];
            TokenClass source = CLASSES[in.readCount(CLASSES.length - 1)];
            var price = new Price(in.readUnsigned());
            TokenCount tokens = usage.count(tokenClass);
            lines.add(new ChargeLine(tokenClass, tokens, price, source, price.times(tokens)));
        }
        return lines;
    }
}
