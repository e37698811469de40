package io.tokengrid.metering.media;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.tokengrid.metering.prompt.Utf8Text;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Random;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MediaDataTest {

    @ParameterizedTest
    @CsvSource({
        "png, 1, 1",
        "png, 640, 480",
        "jpg, 17, 300",
        "jpg, 2000, 9",
        "gif, 320, 200",
    })
    void the_header_says_how_large_an_image_is(String format, int width, int height)
            throws IOException {
        assertThat(size(image(format, width, height))).isEqualTo(new ImageSize(width, height));
    }

    /// The first bytes of images of 300 x 200 pixels, in the three forms of WebP.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "52494646000000005745425056503820000000003000009d012a2c01c800",
                "5249464600000000574542505650384c000000002f2bc13100",
                "524946460000000057454250565038580a000000100000002b0100c70000",
            })
    void the_header_of_webp_says_it_too(String hex) {
        assertThat(size(HexFormat.of().parseHex(hex))).isEqualTo(new ImageSize(300, 200));
    }

    @Test
    void a_jpegs_thumbnails_and_profiles_are_stepped_over() throws IOException {
        byte[] plain = image("jpg", 33, 44);
        var out = new ByteArrayOutputStream();
        out.write(plain, 0, 2);
        for (int i = 0; i < 5; i++) {
            out.write(new byte[] {(byte) 0xff, (byte) 0xe2, (byte) 0xff, (byte) 0xff});
            out.write(new byte[0xfffd]);
        }
        out.write(plain, 2, plain.length - 2);

        assertThat(size(out.toByteArray())).isEqualTo(new ImageSize(33, 44));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "data:,",
                "data:image/png;base64,",
                "data:image/png;base64,!!!!",
                "data:image/png;base64,iVBORw0KGgo",
                "data:image/png,iVBORw0KGgo",
                "https://example.com/cat.png",
                "data:image/svg+xml;base64,PHN2Zy8+",
            })
    void what_is_no_image_has_no_size(String url) {
        MediaData data = MediaData.ofUrl(Utf8Text.of(url));
        assertThat(data == null ? null : data.imageSize()).isNull();
    }

    @Test
    void an_image_of_no_width_has_no_size() {
        byte[] png =
                HexFormat.of().parseHex("89504e470d0a1a0a0000000d4948445200000000000000010806");
        assertThat(size(png)).isNull();
        png[16] = (byte) 0xff;
        assertThat(size(png)).as("more than any image has").isNull();
    }

    @Test
    void broken_headers_have_a_size_or_none_but_never_fail() throws IOException {
        long seed = 20261122;
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        byte[][] sound = {
            image("png", 5, 6), image("jpg", 50, 60), image("gif", 7, 8), wav(8_000, 1, 100)
        };
        for (int run = 0; run < 30_000; run++) {
            byte[] bytes = sound[run % sound.length].clone();
            for (int i = random.nextInt(6); i > 0; i--) {
                bytes[random.nextInt(Math.min(64, bytes.length))] = (byte) random.nextInt();
            }
            bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
            MediaData data =
                    MediaData.ofBase64(Utf8Text.of(Base64.getEncoder().encodeToString(bytes)));
            ImageSize size = data.imageSize();
            Duration length = data.soundLength();
            assertThat(size == null || size.width() > 0).isTrue();
            assertThat(length == null || !length.isNegative()).isTrue();
            assertThat(data.length()).isEqualTo(bytes.length);
        }
    }

    @Test
    void a_jpeg_of_endless_segments_ends() {
        byte[] bytes = new byte[40_000];
        bytes[0] = (byte) 0xff;
        bytes[1] = (byte) 0xd8;
        for (int at = 2; at + 4 <= bytes.length; at += 4) {
            bytes[at] = (byte) 0xff;
            bytes[at + 1] = (byte) 0xe0;
            bytes[at + 3] = 2;
        }
        assertThat(size(bytes)).isNull();
    }

    @ParameterizedTest
    @CsvSource({"16000, 2, 32000, 1000", "8000, 1, 4000, 500", "48000, 4, 19200, 100"})
    void the_header_of_a_wav_says_how_long_it_is(
            int rate, int bytesPerSample, int dataBytes, long millis) {
        byte[] bytes = wav(rate, bytesPerSample, dataBytes);
        MediaData data = MediaData.ofBase64(Utf8Text.of(Base64.getEncoder().encodeToString(bytes)));
        assertThat(data.soundLength()).isEqualTo(Duration.ofMillis(millis));
    }

    @Test
    void other_sound_has_no_length() {
        byte[] mp3 = "ID3 and so on".getBytes(ISO_8859_1);
        assertThat(
                        MediaData.ofBase64(Utf8Text.of(Base64.getEncoder().encodeToString(mp3)))
                                .soundLength())
                .isNull();
    }

    private static byte[] wav(int rate, int bytesPerSample, int dataBytes) {
        return ByteBuffer.allocate(44 + dataBytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put("RIFF".getBytes(ISO_8859_1))
                .putInt(36 + dataBytes)
                .put("WAVEfmt ".getBytes(ISO_8859_1))
                .putInt(16)
                .putShort((short) 1)
                .putShort((short) 1)
                .putInt(rate)
                .putInt(rate * bytesPerSample)
                .putShort((short) bytesPerSample)
                .putShort((short) (8 * bytesPerSample))
                .put("data".getBytes(ISO_8859_1))
                .putInt(dataBytes)
                .array();
    }

    private static byte[] image(String format, int width, int height) throws IOException {
        var out = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB), format, out);
        return out.toByteArray();
    }

    private static @Nullable ImageSize size(byte[] bytes) {
        String url = "data:image/png;base64," + Base64.getEncoder().encodeToString(bytes);
        return Objects.requireNonNull(MediaData.ofUrl(Utf8Text.of(url))).imageSize();
    }
}
