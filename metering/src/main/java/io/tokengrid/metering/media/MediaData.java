package io.tokengrid.metering.media;

import io.tokengrid.metering.prompt.Utf8Text;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// An image, a sound, a video or a document that stands in a request itself, as base64. Of its
/// bytes only the headers are looked at, and of a PDF its objects: what they say is believed as far
/// as it is possible, and what they do not say is unknown. The work is bounded, whatever the bytes
/// are.
public final class MediaData {
    private final EncodedBytes bytes;

    private MediaData(EncodedBytes bytes) {
        this.bytes = bytes;
    }

    /// The content of a `data:` URL in base64; null if it is another URL.
    public static @Nullable MediaData ofUrl(Utf8Text url) {
        if (!url.startsWith("data:")) {
            return null;
        }
        Utf8Text plain = url.plain();
        int comma = plain.indexOf(",");
        return comma < 0 || !plain.part(0, comma).endsWith(";base64")
                ? null
                : new MediaData(new EncodedBytes(plain.part(comma + 1, plain.length())));
    }

    /// The content that a text in base64 stands for.
    public static MediaData ofBase64(Utf8Text text) {
        return new MediaData(new EncodedBytes(text.plain()));
    }

    /// How many bytes it has.
    public int length() {
        return bytes.length();
    }

    /// The size of a PNG, JPEG, GIF or WebP image; null if the bytes are none of them or are
    /// broken.
    public @Nullable ImageSize imageSize() {
        return ImageHeader.size(bytes);
    }

    /// What a file is that may be a document, a video, an image or a sound.
    ///
    /// @param kind as the client wrote it
    /// @param framesPerSecond how often the model is to look at a video, in thousandths
    public MediaItem file(String kind, long framesPerSecond) {
        PdfPages.Pages pages = PdfPages.of(bytes);
        if (pages != null) {
            return new MediaItem.Document(kind, pages.told(), pages.most());
        }
        VideoHeader.Video video = VideoHeader.of(bytes);
        if (video != null) {
            return new MediaItem.Video(kind, video.size(), video.length(), framesPerSecond);
        }
        ImageSize image = imageSize();
        if (image != null) {
            return new MediaItem.Image(image, Detail.AUTO);
        }
        Duration sound = soundLength();
        return sound == null
                ? new MediaItem.Open(kind)
                : new MediaItem.Sound(sound, bytes.length());
    }

    /// The length of a WAV sound; null if the bytes are none or are broken.
    public @Nullable Duration soundLength() {
        return WavHeader.length(bytes);
    }
}
