package io.tokengrid.console;

import io.tokengrid.documents.DocumentFile;
import io.tokengrid.documents.DocumentPage;
import io.tokengrid.rating.invoice.DocumentImage;
import io.tokengrid.rating.invoice.Issue;
import io.tokengrid.rating.invoice.Language;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The forms in which a document can be had.
final class InvoiceForms {
    static final Parameter<Form> FORMAT =
            Parameter.optional(
                    "format", Form.class, "`json` (if left out), `html`, `pdf` or `e-invoice`.");
    static final Parameter<Language> LANGUAGE =
            Parameter.optional(
                    "language",
                    Language.class,
                    "Of HTML and PDF: `en` or `zh`; the document's own if left out.");

    /// The page is all there is: it asks for nothing and runs nothing.
    private static final Map<String, String> PAGE_HEADERS =
            Map.of(
                    "content-security-policy",
                    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'");

    enum Form {
        JSON,
        HTML,
        PDF,
        E_INVOICE
    }

    /// @param name of the file
    Reply reply(
            Request request,
            DocumentImage image,
            @Nullable Issue issue,
            boolean complete,
            String name) {
        Language language = request.get(LANGUAGE, image.document().language());
        return switch (request.get(FORMAT, Form.JSON)) {
            case JSON -> Reply.ok(InvoiceView.of(image, issue, complete));
            case HTML ->
                    Reply.ok(
                            new Download(
                                    "text/html; charset=utf-8",
                                    name + ".html",
                                    PAGE_HEADERS,
                                    DocumentPage.html(image, issue, language, complete)
                                            .getBytes(StandardCharsets.UTF_8)));
            case PDF ->
                    Reply.ok(
                            new Download(
                                    "application/pdf",
                                    name + ".pdf",
                                    Map.of(),
                                    DocumentFile.pdf(image, issue, language, complete)));
            case E_INVOICE -> {
                try {
                    yield Reply.ok(EInvoice.of(image.document(), issue));
                } catch (IllegalArgumentException e) {
                    throw ApiProblem.conflict(
                            "no_e_invoice",
                            e.getMessage() + ".",
                            "docs/concepts/invoices.md says what an e-invoice needs.");
                }
            }
        };
    }
}
