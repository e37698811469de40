package io.tokengrid.app;

import io.tokengrid.console.BillDocuments;
import io.tokengrid.units.CurrencyCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The shapes of bills that come with the program, from the resource `bill-profiles.yaml`, and
/// those that files bring along: a `generic` bill begins with its profile in YAML between two lines
/// of `---`.
final class BillProfiles implements BillDocuments {
    static final String GENERIC = "generic";

    private static final String RESOURCE = "bill-profiles.yaml";
    private static final byte[] FENCE = {'-', '-', '-'};
    private static final BillShape GENERIC_SHAPE =
            new BillShape(
                    GENERIC,
                    "Any file: its profile in YAML stands before it between two lines of ---",
                    io.tokengrid.rating.bill.Bill.Attested.YOURS,
                    "you",
                    List.of());

    private final Map<String, BillProfile> known = new LinkedHashMap<>();

    BillProfiles() {
        try (InputStream in = BillProfiles.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(RESOURCE + " is missing from the program");
            }
            String yaml = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            for (Section one : new ConfigSource(RESOURCE, BillOptions.ALL).openAll(yaml)) {
                BillProfile profile = BillProfile.read(one, GENERIC);
                known.put(profile.shape().name(), profile);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public List<BillShape> shapes() {
        return Stream.concat(
                        known.values().stream().map(BillProfile::shape), Stream.of(GENERIC_SHAPE))
                .toList();
    }

    @Override
    public Reading read(byte[] file, String profile, Days period, @Nullable CurrencyCode currency) {
        if (profile.equals(GENERIC)) {
            return generic(file, period, currency);
        }
        BillProfile of = known.get(profile);
        if (of == null) {
            return wrong(
                    "there is no profile '" + profile + "'",
                    Nearest.question(profile, shapes().stream().map(BillShape::name).toList()));
        }
        return new BillReader(of, file, 0, period, currency).read();
    }

    private static Reading generic(byte[] file, Days period, @Nullable CurrencyCode currency) {
        int begin = lineAfterFence(file, 0);
        int end = begin;
        int lines = 1;
        while (begin > 0 && end < file.length && lineAfterFence(file, end) < 0) {
            end = nextLine(file, end);
            lines++;
        }
        if (begin < 0 || end >= file.length) {
            return wrong(
                    "a generic bill begins with its profile between two lines of ---",
                    "docs/reference/bill-profiles.md shows one");
        }
        String yaml = new String(file, begin, end - begin, StandardCharsets.UTF_8);
        try {
            Section section = new ConfigSource("profile", BillOptions.ALL).open(yaml);
            BillProfile profile = BillProfile.read(section, GENERIC);
            return new BillReader(profile, file, lineAfterFence(file, end), period, currency)
                    .after(lines + 1)
                    .read();
        } catch (ConfigException e) {
            return wrong(String.valueOf(e.getMessage()), e.hint());
        }
    }

    /// Where the line after a line of `---` begins; -1 if there is no such line at a place.
    private static int lineAfterFence(byte[] file, int at) {
        for (int i = 0; i < FENCE.length; i++) {
            if (at + i >= file.length || file[at + i] != FENCE[i]) {
                return -1;
            }
        }
        return nextLine(file, at);
    }

    private static int nextLine(byte[] file, int at) {
        int i = at;
        while (i < file.length && file[i] != '\n') {
            i++;
        }
        return Math.min(file.length, i + 1);
    }

    private static Reading wrong(String reason, String hint) {
        return new Reading.Wrong(List.of(new BillMistake(0, reason, hint)));
    }
}
