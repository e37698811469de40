package io.tokengrid.documents;

import java.awt.Color;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.fontbox.ttf.CmapLookup;
import org.apache.fontbox.ttf.TTFParser;
import org.apache.fontbox.ttf.TrueTypeFont;
import org.apache.pdfbox.io.RandomAccessReadBuffer;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.font.PDType0Font;
import org.apache.pdfbox.pdmodel.graphics.state.RenderingMode;

/// Pages that are written from top to bottom, with one font. Places are in points from the left
/// margin, and upwards from the foot of the page. A character that the font has not becomes a box,
/// so that nothing vanishes without a trace. Not thread-safe.
final class Paper {
    static final Color INK = new Color(0x1b, 0x24, 0x30);
    static final Color SOFT = new Color(0x5b, 0x68, 0x78);
    static final Color LINE = new Color(0xd5, 0xdb, 0xe3);
    static final Color FILL = new Color(0xf4, 0xf6, 0xf9);
    static final Color ACCENT = new Color(0x0b, 0x5d, 0x57);
    private static final Color WARNING = new Color(0x8a, 0x3d, 0x05);

    private static final float MARGIN = 44;
    private static final float FOOT = 56;
    private static final float LEADING = 1.45f;
    private static final float BASELINE = 1.05f;
    private static final float BOLD = 0.03f;
    private static final float UNITS = 1_000;
    private static final int UNKNOWN = 0x25a1;
    private static final byte[] FONT = read();

    private final PDDocument file;
    private final List<PDPage> pages = new ArrayList<>();
    private final CmapLookup characters;
    private final PDType0Font font;
    private PDPageContentStream content;
    private float y;

    Paper(PDDocument file) throws IOException {
        this.file = file;
        TrueTypeFont face = new TTFParser().parse(new RandomAccessReadBuffer(FONT));
        characters = face.getUnicodeCmapLookup();
        font = PDType0Font.load(file, face, true);
        content = turn();
    }

    float width() {
        return PDRectangle.A4.getWidth() - 2 * MARGIN;
    }

    float y() {
        return y;
    }

    void moveTo(float at) {
        y = at;
    }

    void down(float by) {
        y -= by;
    }

    static float leading(float size) {
        return size * LEADING;
    }

    /// Turns the page if less than so much is left of it; answers whether it did.
    boolean keep(float height) throws IOException {
        if (y - height >= FOOT) {
            return false;
        }
        content.close();
        content = turn();
        return true;
    }

    private PDPageContentStream turn() throws IOException {
        var page = new PDPage(PDRectangle.A4);
        file.addPage(page);
        pages.add(page);
        y = PDRectangle.A4.getHeight() - MARGIN;
        return new PDPageContentStream(file, page);
    }

    /// Two texts on one line, at its two ends.
    void line(String left, String right, float leftSize, float rightSize) throws IOException {
        float rightWidth = widthOf(right, rightSize);
        List<String> lines = wrap(left, width() - rightWidth - 12, leftSize);
        for (int i = 0; i < lines.size(); i++) {
            show(lines.get(i), 0, y, leftSize, INK, true);
            if (i == 0) {
                float at = y - (leftSize - rightSize) * BASELINE;
                show(right, width() - rightWidth, at, rightSize, INK, false);
            }
            down(leading(leftSize));
        }
    }

    void paragraph(String text, float size, Color color) throws IOException {
        for (String line : wrap(text, width(), size)) {
            keep(leading(size));
            show(line, 0, y, size, color, false);
            down(leading(size));
        }
    }

    /// What must not be overlooked.
    void box(String text, float size) throws IOException {
        List<String> lines = wrap(text, width() - 20, size);
        float height = lines.size() * leading(size) + 10;
        content.setStrokingColor(WARNING);
        content.setLineWidth(1);
        content.addRect(MARGIN, y - height, width(), height);
        content.stroke();
        float at = y - 5;
        for (String line : lines) {
            show(line, 10, at, size, WARNING, true);
            at -= leading(size);
        }
        down(height + 16);
    }

    void rule(float thickness, Color color) throws IOException {
        rule(0, thickness, color);
    }

    void rule(float from, float thickness, Color color) throws IOException {
        content.setStrokingColor(color);
        content.setLineWidth(thickness);
        content.moveTo(MARGIN + from, y);
        content.lineTo(MARGIN + width(), y);
        content.stroke();
    }

    void fill(float from, float width, float height, Color color) throws IOException {
        content.setNonStrokingColor(color);
        content.addRect(MARGIN + from, y - height, width, height);
        content.fill();
    }

    /// Writes a text in a column; answers where it ends.
    float text(String text, float x, float top, float width, float size, Color color, boolean bold)
            throws IOException {
        float at = top;
        for (String line : wrap(text, width, size)) {
            show(line, x, at, size, color, bold);
            at -= leading(size);
        }
        return at;
    }

    /// Writes a line.
    ///
    /// @param top of the line
    void show(String text, float x, float top, float size, Color color, boolean bold)
            throws IOException {
        if (text.isEmpty()) {
            return;
        }
        content.beginText();
        content.setFont(font, size);
        content.setNonStrokingColor(color);
        content.setStrokingColor(color);
        content.setRenderingMode(bold ? RenderingMode.FILL_STROKE : RenderingMode.FILL);
        content.setLineWidth(size * BOLD);
        content.newLineAtOffset(MARGIN + x, top - size * BASELINE);
        content.showText(known(text));
        content.endText();
    }

    float widthOf(String text, float size) throws IOException {
        return font.getStringWidth(known(text)) * size / UNITS;
    }

    /// Breaks a text at spaces, else between characters.
    List<String> wrap(String text, float width, float size) throws IOException {
        var lines = new ArrayList<String>();
        var line = new StringBuilder();
        float used = 0;
        int space = -1;
        for (int c : known(text).codePoints().toArray()) {
            String character = Character.toString(c);
            float own = font.getStringWidth(character) * size / UNITS;
            if (used + own > width && !line.isEmpty()) {
                if (c != ' ' && space > 0) {
                    String rest = line.substring(space + 1);
                    lines.add(line.substring(0, space));
                    line.setLength(0);
                    line.append(rest);
                    used = font.getStringWidth(rest) * size / UNITS;
                } else {
                    lines.add(line.toString());
                    line.setLength(0);
                    used = 0;
                }
                space = -1;
                if (c == ' ') {
                    continue;
                }
            }
            if (c == ' ') {
                space = line.length();
            } else if (isIdeograph(c)) {
                space = -1;
            }
            line.append(character);
            used += own;
        }
        lines.add(line.toString());
        return lines;
    }

    /// A line may end before and after these, so that an earlier space does not matter.
    private static boolean isIdeograph(int c) {
        return c >= 0x2e80;
    }

    private String known(String text) {
        var known = new StringBuilder(text.length());
        text.codePoints()
                .map(c -> characters.getGlyphId(c) == 0 ? UNKNOWN : c)
                .forEach(known::appendCodePoint);
        return known.toString();
    }

    /// Writes the foot of every page.
    void finish(String foot, String number) throws IOException {
        content.close();
        for (int i = 0; i < pages.size(); i++) {
            content =
                    new PDPageContentStream(
                            file, pages.get(i), PDPageContentStream.AppendMode.APPEND, true, true);
            String page = number + "  " + (i + 1) + " / " + pages.size();
            show(foot, 0, MARGIN - 6, 7, SOFT, false);
            show(page, width() - widthOf(page, 7), MARGIN - 6, 7, SOFT, false);
            content.close();
        }
    }

    private static byte[] read() {
        try (InputStream in = Paper.class.getResourceAsStream("documents.ttf")) {
            if (in == null) {
                throw new AssertionError("documents.ttf is missing from the program");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
