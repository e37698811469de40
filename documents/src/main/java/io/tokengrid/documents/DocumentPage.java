package io.tokengrid.documents;

import io.tokengrid.rating.invoice.DocumentImage;
import io.tokengrid.rating.invoice.Issue;
import io.tokengrid.rating.invoice.Language;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A document as one HTML page that needs nothing else: no script, no picture, no other file. All
/// that comes from people is escaped.
public final class DocumentPage {
    private static final String STYLE = style();

    private DocumentPage() {}

    /// @param issue null for a draft
    /// @param complete whether a draft can change no more
    public static String html(
            DocumentImage image, @Nullable Issue issue, Language language, boolean complete) {
        return page(
                new Sheets(new Words(language), image.document(), issue)
                        .sheet(complete, image.digest().toString()));
    }

    private static String page(Sheet sheet) {
        var html = new StringBuilder(8_192);
        String title = sheet.title() + " " + sheet.number();
        html.append("<!doctype html>\n<html lang=\"").append(sheet.language().key());
        html.append("\">\n<head>\n<meta charset=\"utf-8\">\n<title>").append(text(title));
        html.append("</title>\n<meta name=\"viewport\" content=\"width=device-width,")
                .append("initial-scale=1\">\n<style>\n")
                .append(STYLE)
                .append("</style>\n</head>\n<body>\n<main>\n");
        if (!sheet.notice().isEmpty()) {
            html.append("<p class=\"notice\">").append(text(sheet.notice())).append("</p>\n");
        }
        html.append("<header>\n<h1>").append(text(sheet.title())).append("</h1>\n<p class=\"no\">");
        html.append(text(sheet.number())).append("</p>\n</header>\n<div class=\"parties\">\n");
        block(sheet.seller(), html);
        block(sheet.buyer(), html);
        html.append("</div>\n");
        pairs(sheet.facts(), "facts", html);
        sheet.tables().forEach(table -> table(table, html));
        html.append("<dl class=\"totals\">\n");
        for (Sheet.Total total : sheet.totals()) {
            html.append(total.strong() ? "<div class=\"strong\">" : "<div>");
            html.append("<dt>").append(text(total.name())).append("</dt><dd>");
            html.append(text(total.value())).append("</dd></div>\n");
        }
        html.append("</dl>\n<section class=\"notes\">\n");
        for (String note : sheet.notes()) {
            html.append("<p>").append(text(note)).append("</p>\n");
        }
        html.append("</section>\n<footer>").append(text(sheet.foot()));
        return html.append("</footer>\n</main>\n</body>\n</html>\n").toString();
    }

    private static void block(Sheet.Block block, StringBuilder html) {
        html.append("<section>\n<h2>")
                .append(text(block.label()))
                .append("</h2>\n<p class=\"name\">");
        html.append(text(block.name())).append("</p>\n");
        pairs(block.rows(), "rows", html);
        html.append("</section>\n");
    }

    private static void pairs(List<Sheet.Pair> pairs, String kind, StringBuilder html) {
        html.append("<dl class=\"").append(kind).append("\">\n");
        for (Sheet.Pair pair : pairs) {
            html.append("<div><dt>").append(text(pair.name())).append("</dt><dd>");
            html.append(text(pair.value())).append("</dd></div>\n");
        }
        html.append("</dl>\n");
    }

    private static void table(Sheet.Table table, StringBuilder html) {
        if (!table.title().isEmpty()) {
            html.append("<h2>").append(text(table.title())).append("</h2>\n");
        }
        html.append("<table>\n<thead><tr>");
        for (Sheet.Column column : table.columns()) {
            html.append(column.number() ? "<th class=\"n\" scope=\"col\">" : "<th scope=\"col\">");
            html.append(text(column.title())).append("</th>");
        }
        html.append("</tr></thead>\n<tbody>\n");
        for (Sheet.Row row : table.rows()) {
            if (row.heading()) {
                html.append("<tr class=\"heading\"><th scope=\"rowgroup\" colspan=\"")
                        .append(table.columns().size())
                        .append("\">")
                        .append(text(row.cells().getFirst()))
                        .append("</th></tr>\n");
                continue;
            }
            html.append("<tr>");
            for (int i = 0; i < row.cells().size(); i++) {
                Sheet.Column column = table.columns().get(i);
                String cell = row.cells().get(i);
                html.append("<td")
                        .append(column.number() ? " class=\"n\"" : "")
                        .append(cell.isEmpty() ? " data-empty" : "")
                        .append(" data-label=\"")
                        .append(text(column.title()))
                        .append("\">")
                        .append(text(cell))
                        .append("</td>");
            }
            html.append("</tr>\n");
        }
        html.append("</tbody>\n</table>\n");
    }

    /// Escapes for text and for attributes in double quotes.
    private static String text(String plain) {
        var escaped = new StringBuilder(plain.length() + 16);
        for (int i = 0; i < plain.length(); i++) {
            char c = plain.charAt(i);
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.append(c);
            }
        }
        return escaped.toString();
    }

    private static String style() {
        try (InputStream in = DocumentPage.class.getResourceAsStream("document.css")) {
            if (in == null) {
                throw new AssertionError("document.css is missing from the program");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
