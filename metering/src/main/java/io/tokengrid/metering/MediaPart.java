package io.tokengrid.metering;

import io.tokengrid.metering.media.Detail;
import io.tokengrid.metering.media.MediaData;
import io.tokengrid.metering.media.MediaItem;
import io.tokengrid.metering.prompt.Utf8Text;

/// A part of a message that is not text, as it stands in a request: nothing of it is looked into
/// before it is counted.
sealed interface MediaPart {
    /// What it is, as far as its headers tell.
    MediaItem item();

    /// An image at a URL, which may hold it.
    record Image(Utf8Text url, Utf8Text detail) implements MediaPart {
        @Override
        public MediaItem item() {
            MediaData data = MediaData.ofUrl(url);
            return new MediaItem.Image(
                    data == null ? null : data.imageSize(), Detail.of(detail.toString()));
        }
    }

    /// Sound, in base64 or at a URL that holds it.
    record Sound(Utf8Text data) implements MediaPart {
        @Override
        public MediaItem item() {
            MediaData url = MediaData.ofUrl(data);
            MediaData sound = url == null ? MediaData.ofBase64(data) : url;
            return new MediaItem.Sound(sound.soundLength(), sound.length());
        }
    }

    /// A file that may be of any type, or a video as a list of pictures.
    ///
    /// @param kind as the client wrote it
    /// @param where a URL, which may hold the file, or the file in base64; the first picture of
    ///   several
    /// @param pictures how many; 0 if it is no list of them
    /// @param framesPerSecond how often the model is to look at a video, in thousandths
    record File(String kind, Utf8Text where, int pictures, long framesPerSecond)
            implements MediaPart {
        /// Longer than any scheme of a URL, which base64 cannot have.
        private static final int SCHEME = 16;

        @Override
        public MediaItem item() {
            MediaData data = MediaData.ofUrl(where);
            if (pictures > 0) {
                return new MediaItem.Frames(kind, pictures, data == null ? null : data.imageSize());
            }
            if (data == null && !where.isEmpty() && where.head(SCHEME).indexOf(":") < 0) {
                data = MediaData.ofBase64(where);
            }
            return data == null ? new MediaItem.Open(kind) : data.file(kind, framesPerSecond);
        }
    }

    /// What may have any size.
    ///
    /// @param kind as the client wrote it
    record Open(String kind) implements MediaPart {
        @Override
        public MediaItem item() {
            return new MediaItem.Open(kind);
        }
    }
}
