package io.tokengrid.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokengrid.rating.invoice.DocumentImage;
import io.tokengrid.rating.invoice.DocumentKind;
import io.tokengrid.rating.invoice.Issue;
import io.tokengrid.rating.invoice.Language;
import io.tokengrid.units.Money;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.Test;

class DocumentFileTest {
    private static final Issue ISSUE = new Issue("INV-000017", Samples.ISSUED, Money.ZERO);

    private static byte[] pdf(DocumentKind kind, Language language, int models) {
        var image = DocumentImage.of(Samples.invoice(kind, "深圳晨曦机器人有限公司", models));
        return DocumentFile.pdf(image, ISSUE, language, true);
    }

    private static String text(byte[] pdf) throws IOException {
        try (PDDocument file = Loader.loadPDF(pdf)) {
            return new PDFTextStripper().getText(file);
        }
    }

    @Test
    void figures_and_chinese_can_be_read_out_of_the_file() throws IOException {
        var document = Samples.invoice(DocumentKind.INVOICE, "深圳晨曦机器人有限公司", 2);

        String text = text(pdf(DocumentKind.INVOICE, Language.ZH, 2));

        assertThat(text)
                .contains("深圳晨曦机器人有限公司")
                .contains("账单")
                .contains("INV-000017")
                .contains("1,234,567,890")
                .contains("圆")
                .contains(Sheets.grouped(document.total()))
                .doesNotContain("□");
    }

    @Test
    void a_long_invoice_goes_on_on_the_next_page_with_its_headings() throws IOException {
        byte[] pdf = pdf(DocumentKind.INVOICE, Language.EN, 40);

        try (PDDocument file = Loader.loadPDF(pdf)) {
            assertThat(file.getNumberOfPages()).isGreaterThan(2);
        }
        assertThat(text(pdf)).containsPattern("INV-000017 +2 / ");
        assertThat(text(pdf).split("Unit price", -1)).hasSizeGreaterThan(3);
    }

    @Test
    void the_same_document_is_the_same_file() {
        assertThat(pdf(DocumentKind.CHARGEBACK, Language.ZH, 3))
                .isEqualTo(pdf(DocumentKind.CHARGEBACK, Language.ZH, 3));
    }

    @Test
    void every_font_is_in_the_file_and_only_what_is_used_of_it() throws IOException {
        byte[] pdf = pdf(DocumentKind.INVOICE, Language.ZH, 2);

        assertThat(pdf.length).isLessThan(80_000);
        try (PDDocument file = Loader.loadPDF(pdf)) {
            var fonts = new ArrayList<PDFont>();
            for (PDPage page : file.getPages()) {
                for (COSName name : page.getResources().getFontNames()) {
                    fonts.add(page.getResources().getFont(name));
                }
            }
            assertThat(fonts).isNotEmpty().allMatch(PDFont::isEmbedded);
        }
    }

    @Test
    void a_character_that_the_font_has_not_is_a_box_and_the_rest_stays() throws IOException {
        var image = DocumentImage.of(Samples.invoice(DocumentKind.INVOICE, "Rocket 🚀 Ltd", 1));

        assertThat(text(DocumentFile.pdf(image, null, Language.EN, false)))
                .contains("Rocket □ Ltd")
                .contains("can still change");
    }

    /// For eyes: `-Dtokengrid.write-samples=FOLDER`.
    @Test
    void samples_are_written_where_one_wants_to_see_them() throws IOException {
        String folder = System.getProperty("tokengrid.write-samples");
        if (folder == null) {
            return;
        }
        for (DocumentKind kind : DocumentKind.values()) {
            if (kind == DocumentKind.CREDIT_NOTE) {
                continue;
            }
            for (Language language : Language.values()) {
                var image = DocumentImage.of(Samples.invoice(kind, "深圳晨曦机器人有限公司", 3));
                Path at = Path.of(folder, kind.key() + "-" + language.key());
                Files.write(Path.of(at + ".pdf"), DocumentFile.pdf(image, ISSUE, language, true));
                Files.writeString(
                        Path.of(at + ".html"), DocumentPage.html(image, ISSUE, language, true));
            }
        }
    }
}
