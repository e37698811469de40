package io.tokengrid.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Files as answers of the control plane: the fixture's makes one of as many bytes as its path
/// says.
class FileAnswerTest {
    private static final int LARGE = 20_000_000;
    private final GatewayFixture grid = GatewaySetup.standard().start();

    @AfterEach
    void stop() {
        grid.close();
    }

    private HttpResponse<InputStream> get(String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        grid.client().to(path).GET().build(),
                        HttpResponse.BodyHandlers.ofInputStream());
    }

    /// The bytes of the fixture's file of a length.
    static byte[] bytes(int length) {
        var bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static void awaitDeleted(String length) {
        Await.until("it is deleted", () -> !Files.exists(path(length)));
    }

    static Path path(String length) {
        return Path.of(System.getProperty("java.io.tmpdir"), "tokengrid-file-answer-" + length);
    }

    @Test
    void a_file_comes_whole_however_long_it_is_and_is_deleted() throws Exception {
        for (int length : new int[] {0, 1, 65_536, 65_537, LARGE}) {
            HttpResponse<InputStream> answer = get("/file/" + length);

            assertThat(answer.statusCode()).isEqualTo(200);
            try (InputStream body = answer.body()) {
                assertThat(body.readAllBytes()).isEqualTo(bytes(length));
            }
            awaitDeleted(String.valueOf(length));
        }
    }

    @Test
    void a_client_that_leaves_leaves_no_file_behind() throws Exception {
        HttpResponse<InputStream> answer = get("/file/" + (LARGE + 1));
        try (InputStream body = answer.body()) {
            assertThat(body.readNBytes(10)).hasSize(10);
        }

        awaitDeleted(String.valueOf(LARGE + 1));
        assertThat(grid.client().send(grid.client().to("/health/live").GET().build()).statusCode())
                .isEqualTo(200);
    }

    @Test
    void a_file_that_is_not_there_breaks_the_answer_off() {
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> get("/file/missing"))
                .isInstanceOf(IOException.class);
    }
}
