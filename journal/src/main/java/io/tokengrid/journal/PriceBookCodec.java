package io.tokengrid.journal;

import io.tokengrid.metering.TokenClass;
import io.tokengrid.rating.PriceBook;
import io.tokengrid.rating.PriceList;
import io.tokengrid.rating.PriceRow;
import io.tokengrid.units.BinaryReader;
import io.tokengrid.units.BinaryWriter;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Price;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The binary form of a price book; classes go by their keys.
public final class PriceBookCodec {
    private static final int MAX_ROWS = 10_000_000;

    private PriceBookCodec() {}

    public static void write(PriceBook book, BinaryWriter out) {
        out.writeUnsigned(book.version()).writeUnsigned(book.rows().size());
        for (PriceRow row : book.rows()) {
            out.writeString(row.model()).writeString(row.currency().code());
            out.writeInstant(row.effective());
            writeList(row.sell(), out);
            PriceList buy = row.buy();
            out.writeBoolean(buy != null);
            if (buy != null) {
                writeList(buy, out);
            }
        }
    }

    /// Reads what [#write] wrote; throws [IllegalArgumentException] for anything else.
    public static PriceBook read(BinaryReader in) {
        long version = in.readUnsigned();
        List<PriceRow> rows = new ArrayList<>();
        for (int rest = in.readCount(MAX_ROWS); rest > 0; rest--) {
            String model = in.readString();
            var currency = new CurrencyCode(in.readString());
            Instant effective = in.readInstant();
            PriceList sell = readList(in);
            @Nullable PriceList buy = in.readBoolean() ? readList(in) : null;
            rows.add(new PriceRow(model, currency, effective, sell, buy));
        }
        return new PriceBook(version, rows);
    }

    private static void writeList(PriceList list, BinaryWriter out) {
        Map<TokenClass, Price> prices = list.published();
        out.writeUnsigned(prices.size());
        prices.forEach((tokenClass, price) ->
                out.writeString(tokenClass.key()).writeUnsigned(price.attosPerToken()));
    }

    private static PriceList readList(BinaryReader in) {
        var prices = new EnumMap<TokenClass, Price>(TokenClass.class);
        for (int rest = in.readCount(TokenClass.values().length); rest > 0; rest--) {
            String key = in.readString();
            prices.put(classOf(key), new Price(in.readUnsigned()));
        }
        return new PriceList(prices);
    }

    private static TokenClass classOf(String key) {
        for (TokenClass tokenClass : TokenClass.values()) {
            if (tokenClass.key().equals(key)) {
                return tokenClass;
            }
        }
        throw new IllegalArgumentException("no class of tokens is called '" + key + "'");
    }
}
