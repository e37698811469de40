package io.tokengrid.metering.media;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.tokengrid.metering.prompt.Utf8Text;
import io.tokengrid.testing.Seeds;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilesTest {
    private static final String PAGES =
            "1 0 2 40 3 80 << /Type /Pages /Kids [2 0 R 3 0 R] /Count 2 >> << /Type /Page >> <</Type/Page>>";

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 250})
    void pages_of_a_pdf_are_counted_where_they_stand_in_the_open(int pages) {
        assertThat(file(SmallFiles.pdf(pages)))
                .isEqualTo(new MediaItem.Document("file", pages, pages));
    }

    @Test
    void pages_are_counted_in_deflated_objects() {
        assertThat(file(SmallFiles.deflatedPdf(PAGES)))
                .isEqualTo(new MediaItem.Document("file", 2, 2));
    }

    /// As after an edit, which appends objects again.
    @Test
    void more_page_objects_than_the_tree_tells_bound_the_pages() {
        assertThat(file(SmallFiles.deflatedPdf(PAGES + "<< /Type /Page >>")))
                .isEqualTo(new MediaItem.Document("file", 2, 3));
    }

    @Test
    void a_pdf_that_cannot_be_looked_into_may_have_any_size() {
        byte[] broken = SmallFiles.deflatedPdf(PAGES);
        broken[broken.length - 30] ^= 0x55;
        String bomb = "<< /Type /Page >>" + " ".repeat(8_000_000);

        assertThat(file(broken)).isEqualTo(new MediaItem.Open("file"));
        assertThat(file(SmallFiles.deflatedPdf(bomb))).isEqualTo(new MediaItem.Open("file"));
        assertThat(file("%PDF-1.4\n1 0 obj\n<< /Length 3 >>\n".getBytes(ISO_8859_1)))
                .isEqualTo(new MediaItem.Open("file"));
        assertThat(file("<< /Type /Pages /Count 1000000000 >>".getBytes(ISO_8859_1)))
                .isEqualTo(new MediaItem.Open("file"));
    }

    @ParameterizedTest
    @CsvSource({"640, 360, 10000, false", "1920, 1080, 61500, true"})
    void size_and_length_of_an_mp4_stand_in_its_header(
            int width, int height, long millis, boolean late) {
        assertThat(file(SmallFiles.mp4(width, height, millis, late)))
                .isEqualTo(video(width, height, millis));
    }

    @Test
    void size_and_length_of_a_webm_stand_in_its_header() {
        assertThat(file(SmallFiles.webm(640, 360, 10_000))).isEqualTo(video(640, 360, 10_000));
    }

    @Test
    void a_video_that_does_not_say_its_length_may_have_any_size() {
        assertThat(file(SmallFiles.mp4(640, 360, 0, false))).isEqualTo(new MediaItem.Open("file"));
        assertThat(file(SmallFiles.webm(640, 360, Double.NaN)))
                .isEqualTo(new MediaItem.Open("file"));
        assertThat(file(new byte[0])).isEqualTo(new MediaItem.Open("file"));
    }

    @Test
    void files_of_any_bytes_are_read_to_a_result() {
        byte[][] files = {
            SmallFiles.pdf(3),
            SmallFiles.deflatedPdf(PAGES),
            SmallFiles.mp4(640, 360, 10_000, false),
            SmallFiles.webm(640, 360, 10_000)
        };
        Seeds.play(
                4_000,
                random -> {
                    byte[] file = files[random.nextInt(files.length)].clone();
                    for (int i = random.nextInt(1, 9); i > 0; i--) {
                        file[random.nextInt(file.length)] = (byte) random.nextInt();
                    }
                    assertThatCode(() -> file(file)).doesNotThrowAnyException();
                });
    }

    private static MediaItem video(int width, int height, long millis) {
        return new MediaItem.Video(
                "file", new ImageSize(width, height), Duration.ofMillis(millis), 2_000);
    }

    private static MediaItem file(byte[] bytes) {
        String base64 = Base64.getEncoder().encodeToString(bytes);
        return MediaData.ofBase64(Utf8Text.of(base64)).file("file", 2_000);
    }
}
