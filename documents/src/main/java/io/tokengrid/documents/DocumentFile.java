package io.tokengrid.documents;

import io.tokengrid.rating.invoice.DocumentImage;
import io.tokengrid.rating.invoice.Issue;
import io.tokengrid.rating.invoice.Language;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.jspecify.annotations.Nullable;

/// A document as a PDF file of A4 pages that carries the font it needs, cut down to what it uses.
/// Its text can be selected and read by programs. Nothing in it says when or where it was drawn, so
/// the same document is the same file for ever.
public final class DocumentFile {
    private static final float LARGE = 20;
    private static final float MIDDLE = 11;
    private static final float BODY = 8.5f;
    private static final float SMALL = 7.5f;
    private static final float GAP = 14;
    private static final float PAD = 4;

    private final Paper paper;
    private final Sheet sheet;

    private DocumentFile(Paper paper, Sheet sheet) {
        this.paper = paper;
        this.sheet = sheet;
    }

    /// @param issue null for a draft
    /// @param complete whether a draft can change no more
    public static byte[] pdf(
            DocumentImage image, @Nullable Issue issue, Language language, boolean complete) {
        String digest = image.digest().toString();
        Sheet sheet =
                new Sheets(new Words(language), image.document(), issue).sheet(complete, digest);
        try (var file = new PDDocument()) {
            // What PDFBox makes of the clock otherwise (PDF 2.0, 14.4).
            file.setDocumentId(Long.parseUnsignedLong(digest.substring(0, 15), 16));
            file.getDocumentCatalog().setLanguage(language.key());
            file.getDocumentInformation().setTitle(sheet.title() + " " + sheet.number());
            file.getDocumentInformation().setProducer("TokenGrid");
            var paper = new Paper(file);
            new DocumentFile(paper, sheet).draw();
            paper.finish(sheet.foot(), sheet.number());
            var out = new ByteArrayOutputStream(32 << 10);
            file.save(out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void draw() throws IOException {
        if (!sheet.notice().isEmpty()) {
            paper.box(sheet.notice(), MIDDLE);
        }
        paper.line(sheet.title(), sheet.number(), LARGE, MIDDLE + 2);
        paper.rule(1.6f, Paper.ACCENT);
        paper.down(GAP);
        parties();
        facts();
        for (Sheet.Table table : sheet.tables()) {
            table(table);
        }
        totals();
        paper.down(GAP);
        for (String note : sheet.notes()) {
            paper.paragraph(note, SMALL, Paper.SOFT);
        }
    }

    /// Side by side.
    private void parties() throws IOException {
        float half = paper.width() / 2 - GAP / 2;
        paper.keep(90);
        float top = paper.y();
        float left = block(sheet.seller(), 0, half, top);
        float right = block(sheet.buyer(), half + GAP, half, top);
        paper.moveTo(Math.min(left, right) - GAP);
    }

    private float block(Sheet.Block block, float x, float width, float top) throws IOException {
        float y = paper.text(block.label(), x, top, width, SMALL, Paper.SOFT, false);
        y = paper.text(block.name(), x, y - 1, width, MIDDLE, Paper.INK, true);
        for (Sheet.Pair row : block.rows()) {
            float label = Math.max(58, paper.widthOf(row.name(), BODY) + 8);
            float below = paper.text(row.name(), x, y, label, BODY, Paper.SOFT, false);
            y =
                    Math.min(
                            below,
                            paper.text(
                                    row.value(),
                                    x + label,
                                    y,
                                    width - label,
                                    BODY,
                                    Paper.INK,
                                    false));
        }
        return y;
    }

    /// Three in a row, on a grey ground.
    private void facts() throws IOException {
        float width = paper.width() / 3;
        float inner = width - 2 * PAD - 4;
        for (int i = 0; i < sheet.facts().size(); i += 3) {
            List<Sheet.Pair> row = sheet.facts().subList(i, Math.min(i + 3, sheet.facts().size()));
            int lines = 1;
            for (Sheet.Pair fact : row) {
                lines = Math.max(lines, paper.wrap(fact.value(), inner, BODY).size());
            }
            float height = Paper.leading(SMALL) + lines * Paper.leading(BODY) + 2 * PAD;
            paper.keep(height);
            paper.fill(0, paper.width(), height, Paper.FILL);
            float top = paper.y() - PAD;
            for (int n = 0; n < row.size(); n++) {
                float x = n * width + PAD + 2;
                float y = paper.text(row.get(n).name(), x, top, inner, SMALL, Paper.SOFT, false);
                paper.text(row.get(n).value(), x, y, inner, BODY, Paper.INK, false);
            }
            paper.down(height);
        }
        paper.down(GAP);
    }

    private void table(Sheet.Table table) throws IOException {
        List<Sheet.Column> columns = table.columns();
        float sum = 0;
        for (Sheet.Column column : columns) {
            sum += column.weight();
        }
        var widths = new float[columns.size()];
        for (int i = 0; i < widths.length; i++) {
            widths[i] = paper.width() * columns.get(i).weight() / sum;
        }
        if (!table.title().isEmpty()) {
            paper.down(GAP);
            paper.keep(60);
            paper.paragraph(table.title(), MIDDLE, Paper.INK);
        }
        paper.keep(50);
        head(columns, widths);
        for (Sheet.Row row : table.rows()) {
            if (row.heading()) {
                headingRow(row, columns, widths);
            } else {
                row(row.cells(), columns, widths, BODY, false);
            }
        }
    }

    private void headingRow(Sheet.Row row, List<Sheet.Column> columns, float[] widths)
            throws IOException {
        if (paper.keep(44)) {
            head(columns, widths);
        }
        paper.down(PAD);
        paper.paragraph(row.cells().getFirst(), BODY, Paper.SOFT);
        paper.rule(0.4f, Paper.LINE);
    }

    private void head(List<Sheet.Column> columns, float[] widths) throws IOException {
        row(columns.stream().map(Sheet.Column::title).toList(), columns, widths, SMALL, true);
    }

    private void row(
            List<String> cells,
            List<Sheet.Column> columns,
            float[] widths,
            float size,
            boolean head)
            throws IOException {
        var wrapped = new ArrayList<List<String>>();
        int lines = 1;
        for (int i = 0; i < cells.size(); i++) {
            List<String> text = paper.wrap(cells.get(i), widths[i] - 2 * PAD, size);
            wrapped.add(text);
            lines = Math.max(lines, text.size());
        }
        float height = lines * Paper.leading(size) + 2 * PAD - 2;
        if (!head && paper.keep(height)) {
            head(columns, widths);
        }
        float x = 0;
        for (int i = 0; i < cells.size(); i++) {
            float y = paper.y() - PAD + 2;
            for (String text : wrapped.get(i)) {
                float at =
                        columns.get(i).number()
                                ? x + widths[i] - PAD - paper.widthOf(text, size)
                                : x + (i == 0 ? 0 : PAD);
                paper.show(text, at, y, size, head ? Paper.SOFT : Paper.INK, head);
                y -= Paper.leading(size);
            }
            x += widths[i];
        }
        paper.down(height);
        paper.rule(head ? 0.8f : 0.4f, head ? Paper.INK : Paper.LINE);
    }

    private void totals() throws IOException {
        paper.down(GAP / 2);
        float width = paper.width() * 0.5f;
        float from = paper.width() - width;
        for (Sheet.Total total : sheet.totals()) {
            float size = total.strong() ? MIDDLE : BODY;
            float height = Paper.leading(size) + PAD;
            paper.keep(height);
            float y = paper.y() - PAD / 2;
            paper.show(total.name(), from, y, size, Paper.INK, total.strong());
            float right = paper.width() - PAD - paper.widthOf(total.value(), size);
            paper.show(total.value(), right, y, size, Paper.INK, total.strong());
            paper.down(height);
            paper.rule(from, total.strong() ? 1 : 0.4f, Paper.LINE);
        }
    }
}
