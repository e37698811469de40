package io.tokengrid.storage.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;

/// One numbered step of the schema: a file `migrations/V001__name.sql`, never changed once
/// released.
///
/// @param version from 1, without gaps
/// @param name the file's name
/// @param sql its statements
record Migration(int version, String name, String sql) {
    /// All of them, in order.
    private static final List<String> FILES =
            List.of(
                    "V001__fold_position.sql",
                    "V002__views.sql",
                    "V003__resting.sql",
                    "V004__replica.sql",
                    "V005__audit.sql",
                    "V006__prices.sql",
                    "V007__price_groups.sql",
                    "V008__charge_items.sql",
                    "V009__price_history.sql",
                    "V010__documents.sql",
                    "V011__grants.sql",
                    "V012__reconciliations.sql",
                    "V013__corrections.sql",
                    "V014__re_ratings.sql",
                    "V015__usage_events.sql",
                    "V016__plans.sql");

    static List<Migration> all() {
        return IntStream.range(0, FILES.size())
                .mapToObj(i -> new Migration(i + 1, FILES.get(i), read(FILES.get(i))))
                .toList();
    }

    /// SHA-256 of the statements with line ends of one kind, hexadecimal.
    String checksum() {
        try {
            byte[] bytes = sql.replace("\r\n", "\n").getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }

    private static String read(String file) {
        try (InputStream in = Migration.class.getResourceAsStream("migrations/" + file)) {
            if (in == null) {
                throw new AssertionError("migrations/" + file + " is missing from the program");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
