package io.tokengrid.storage.segment;

import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Names of files in a journal's folder.
final class SegmentName {

    /// A segment that is being filled with zeros.
    static final String UNFINISHED = ".new";

    /// A segment that retention freed, kept to be used again.
    static final String FREED = ".freed";

    /// What a repair took out of the journal.
    static final String CUT = ".cut";

    private static final Pattern SEGMENT = Pattern.compile("journal-(\\d{10})\\.segment");

    private SegmentName() {}

    static String of(long number) {
        return "journal-%010d.segment".formatted(number);
    }

    private static OptionalLong number(String name) {
        Matcher segment = SEGMENT.matcher(name);
        return segment.matches()
                ? OptionalLong.of(Long.parseLong(segment.group(1)))
                : OptionalLong.empty();
    }

    /// Numbers of all complete segment files, ascending.
    static List<Long> numbers(SegmentFiles files) throws IOException {
        return files.list().stream()
                .map(SegmentName::number)
                .filter(OptionalLong::isPresent)
                .map(OptionalLong::getAsLong)
                .sorted()
                .toList();
    }
}
