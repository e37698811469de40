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
