package io.tokengrid.metering.media;

import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/// Counts the pages of a PDF (ISO 32000-1) in one pass: page objects, and what page trees say in
/// `/Count`, where they stand in the file or in its compressed object streams. Cross references are
/// not followed, so a broken file counts too. The work is bounded by the file's length.
final class PdfPages {
    /// Dictionaries within each other; deeper ones are passed over.
    private static final int MAX_DEPTH = 64;

    /// Object streams shrink to a tenth or so: more is no document.
    private static final int INFLATED_PER_BYTE = 64;

    private static final int MOST_INFLATED = 16 << 20;
    private static final int PIECE = 64 << 10;

    /// How many pages there are.
    ///
    /// @param told as the page tree says, or as many as there are objects where it says nothing
    /// @param most the larger one of the two
    record Pages(long told, long most) {}

    /// What is known of a dictionary.
    private static final class Dictionary {
        private String type = "";
        private long count;
        private boolean filtered;
        private boolean deflated;
    }

    private long objects;
    private long told;
    private long room;
    private boolean unreadable;

    private PdfPages(long room) {
        this.room = room;
    }

    /// The pages of a file; null if it is no PDF, or one that cannot be looked into.
    static @Nullable Pages of(EncodedBytes bytes) {
        if (!HeaderBytes.says("%PDF-", bytes, 0)) {
            return null;
        }
        byte[] pdf = bytes.decoded();
        var found = new PdfPages(Math.min(MOST_INFLATED, (long) INFLATED_PER_BYTE * pdf.length));
        found.scan(pdf, pdf.length, true);
        long most = Math.max(found.objects, found.told);
        return most == 0 || most > pdf.length || found.unreadable
                ? null
                : new Pages(found.told == 0 ? found.objects : found.told, most);
    }

    private void scan(byte[] pdf, int end, boolean hasStreams) {
        Dictionary[] open = new Dictionary[MAX_DEPTH];
        int depth = 0;
        Dictionary closed = null;
        int at = 0;
        while (at < end) {
            Dictionary inside = depth > 0 && depth <= MAX_DEPTH ? open[depth - 1] : null;
            byte c = pdf[at];
            if (says("<<", pdf, at, end)) {
                if (depth < MAX_DEPTH) {
                    open[depth] = new Dictionary();
                }
                depth++;
                at += 2;
            } else if (says(">>", pdf, at, end)) {
                close(inside);
                closed = inside;
                depth = Math.max(0, depth - 1);
                at += 2;
                continue;
            } else if (c == '(') {
                at = behindString(pdf, at, end);
            } else if (c == '%') {
                at = behindLine(pdf, at, end);
            } else if (c == '/') {
                at = name(pdf, at, end, inside);
            } else if (hasStreams && closed != null && says("stream", pdf, at, end)) {
                int to = find("endstream", pdf, at, end);
                stream(pdf, behindLine(pdf, at, end), to, closed);
                at = to;
            } else if (isSpace(c)) {
                at++;
                continue;
            } else {
                at++;
            }
            closed = null;
        }
    }

    private void close(@Nullable Dictionary dictionary) {
        if (dictionary != null) {
            objects += dictionary.type.equals("/Page") ? 1 : 0;
            told = dictionary.type.equals("/Pages") ? Math.max(told, dictionary.count) : told;
        }
    }

    /// Reads a name and, where that matters, what it stands for; gives the place behind the name.
    private static int name(byte[] pdf, int from, int end, @Nullable Dictionary inside) {
        int to = behindName(pdf, from, end);
        int value = to;
        while (value < end && isSpace(pdf[value])) {
            value++;
        }
        if (inside == null) {
            return to;
        }
        if (is("/Type", pdf, from, to)) {
            int behind = behindName(pdf, value, end);
            for (String type : new String[] {"/Page", "/Pages", "/ObjStm"}) {
                inside.type = is(type, pdf, value, behind) ? type : inside.type;
            }
        } else if (is("/Count", pdf, from, to)) {
            inside.count = number(pdf, value, end);
        } else if (is("/Filter", pdf, from, to)) {
            inside.filtered = true;
            int first = value < end && pdf[value] == '[' ? value + 1 : value;
            inside.deflated = says("/FlateDecode", pdf, first, end);
        }
        return to;
    }

    private void stream(byte[] pdf, int from, int to, Dictionary of) {
        if (!of.type.equals("/ObjStm") || from >= to) {
            return;
        }
        if (of.filtered && !of.deflated) {
            unreadable = true;
            return;
        }
        if (!of.filtered) {
            byte[] plain = java.util.Arrays.copyOfRange(pdf, from, to);
            scan(plain, plain.length, false);
            return;
        }
        try (Inflater inflater = new Inflater()) {
            inflater.setInput(pdf, from, to - from);
            byte[] objects = new byte[PIECE];
            int length = 0;
            while (!inflater.finished()) {
                if (length == objects.length) {
                    objects = java.util.Arrays.copyOf(objects, 2 * length);
                }
                int more = inflater.inflate(objects, length, objects.length - length);
                length += more;
                room -= more;
                if (more == 0 || room < 0) {
                    unreadable = true;
                    return;
                }
            }
            scan(objects, length, false);
        } catch (DataFormatException _) {
            unreadable = true;
        }
    }

    private static long number(byte[] pdf, int from, int end) {
        long number = 0;
        for (int i = from; i < end && i < from + 10 && Character.isDigit(pdf[i]); i++) {
            number = 10 * number + pdf[i] - '0';
        }
        return number;
    }

    private static int behindName(byte[] pdf, int from, int end) {
        int at = from + 1;
        while (at < end && pdf[at] > ' ' && "/<>[](){}%".indexOf(pdf[at]) < 0) {
            at++;
        }
        return Math.min(at, end);
    }

    private static int behindString(byte[] pdf, int from, int end) {
        int depth = 0;
        for (int at = from; at < end; at++) {
            switch (pdf[at]) {
                case '\\' -> at++;
                case '(' -> depth++;
                case ')' -> {
                    depth--;
                    if (depth == 0) {
                        return at + 1;
                    }
                }
                default -> {}
            }
        }
        return end;
    }

    private static int behindLine(byte[] pdf, int from, int end) {
        int at = from;
        while (at < end && pdf[at] != '\n' && pdf[at] != '\r') {
            at++;
        }
        return Math.min(end, says("\r\n", pdf, at, end) ? at + 2 : at + 1);
    }

    private static int find(String word, byte[] pdf, int from, int end) {
        int at = from;
        while (at < end && !says(word, pdf, at, end)) {
            at++;
        }
        return at;
    }

    private static boolean is(String word, byte[] pdf, int from, int to) {
        return to - from == word.length() && says(word, pdf, from, to);
    }

    private static boolean says(String word, byte[] pdf, int at, int end) {
        if (at + word.length() > end) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            if (pdf[at + i] != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isSpace(byte c) {
        return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == 0;
    }
}
