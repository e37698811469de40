package io.tokengrid.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tokengrid.gateway.GatewaySetup.TestModel;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What a call with a document holds (exactness B3).
class FilesHoldTest {
    private static final long WINDOW = 100_000;

    /// A PDF of two pages in base64.
    static final String PAGES =
            Base64.getEncoder()
                    .encodeToString(
                            ("%PDF-1.4\n1 0 obj\n<< /Type /Pages /Kids [2 0 R 3 0 R] /Count 2 >>\n"
                                            + "endobj\n2 0 obj\n<< /Type /Page >>\nendobj\n"
                                            + "3 0 obj\n<< /Type /Page >>\nendobj\n%%EOF\n")
                                    .getBytes(UTF_8));

    static final String PDF =
            "{\"type\":\"file\",\"file\":{\"filename\":\"a.pdf\",\"file_data\":\"data:application/pdf;base64,"
                    + PAGES
                    + "\"}}";

    private final GatewayFixture grid =
            GatewaySetup.standard()
                    .model("gemini-2.5-pro", TestModel.standard().contextWindow(WINDOW))
                    .start();

    @AfterEach
    void stop() {
        grid.close();
    }

    @Test
    void a_document_in_the_request_holds_its_pages() {
        assertThat(held(PDF)).isBetween(2 * 258L, 1_500L);
    }

    @Test
    void a_document_elsewhere_holds_the_context_window() {
        assertThat(held("{\"type\":\"file\",\"file\":{\"file_id\":\"f\"}}")).isEqualTo(WINDOW);
    }

    private long held(String part) {
        var answer =
                grid.client()
                        .post(
                                "{\"model\":\"gemini-2.5-pro\",\"messages\":[{\"role\":\"user\",\"content\":["
                                        + part
                                        + "]}],\"upstream\":{\"tokens\":10}}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return grid.call(answer).admitted().call().inputBound().value();
    }
}
