package io.tokengrid.app;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// How many tokens or pieces a number of a bill stands for.
enum BillUnit {
    ONE(0),
    THOUSAND(3),
    MILLION(6);

    /// Words of real bills, without spaces and in small letters.
    private static final Map<String, BillUnit> WORDS =
            Map.ofEntries(
                    Map.entry("token", ONE),
                    Map.entry("tokens", ONE),
                    Map.entry("个", ONE),
                    Map.entry("个token", ONE),
                    Map.entry("次", ONE),
                    Map.entry("张", ONE),
                    Map.entry("秒", ONE),
                    Map.entry("字符", ONE),
                    Map.entry("request", ONE),
                    Map.entry("requests", ONE),
                    Map.entry("千token", THOUSAND),
                    Map.entry("千tokens", THOUSAND),
                    Map.entry("ktoken", THOUSAND),
                    Map.entry("ktokens", THOUSAND),
                    Map.entry("1ktokens", THOUSAND),
                    Map.entry("thousandtokens", THOUSAND),
                    Map.entry("百万token", MILLION),
                    Map.entry("百万tokens", MILLION),
                    Map.entry("mtoken", MILLION),
                    Map.entry("mtokens", MILLION),
                    Map.entry("1mtokens", MILLION),
                    Map.entry("milliontokens", MILLION));

    /// How many zeros the number of pieces has.
    final int zeros;

    BillUnit(int zeros) {
        this.zeros = zeros;
    }

    /// The unit that a file writes so; empty if no bill that is known does.
    static Optional<BillUnit> ofWord(String word) {
        String plain = word.toLowerCase(Locale.ROOT).replaceAll("[\\s()（）]", "");
        return Optional.ofNullable(WORDS.get(plain));
    }
}
