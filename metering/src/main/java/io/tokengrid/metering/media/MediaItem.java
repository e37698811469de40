package io.tokengrid.metering.media;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Something in a prompt that is not text.
public sealed interface MediaItem {
    /// An image.
    ///
    /// @param size null if the request does not say: it stands elsewhere, or its header is broken
    record Image(@Nullable ImageSize size, Detail detail) implements MediaItem {}

    /// Sound that stands in the request.
    ///
    /// @param length null if the request does not say
    /// @param bytes how many it has, encoded
    record Sound(@Nullable Duration length, long bytes) implements MediaItem {}

    /// A document that stands in the request.
    ///
    /// @param kind as the client wrote it
    /// @param pages as its page tree says
    /// @param most pages that it can have, as far as it was looked into
    record Document(String kind, long pages, long most) implements MediaItem {}

    /// A video that stands in the request.
    ///
    /// @param kind as the client wrote it
    /// @param framesPerSecond how often the model is to look at it, in thousandths
    record Video(String kind, ImageSize size, Duration length, long framesPerSecond)
            implements MediaItem {}

    /// A video as a list of pictures.
    ///
    /// @param kind as the client wrote it
    /// @param count how many
    /// @param size of the first; null if the request does not say
    record Frames(String kind, int count, @Nullable ImageSize size) implements MediaItem {}

    /// What may have any size: a file, a video, something to be fetched, or a part of a kind not
    /// known here.
    ///
    /// @param kind as the client wrote it
    record Open(String kind) implements MediaItem {}
}
