package io.tokengrid.metering.media;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The tokens of a video as one family of models counts them.
public sealed interface VideoFormula permits VideoFormula.PerSecond, VideoFormula.FrameGrids {

    /// The tokens of a video.
    ///
    /// @param framesPerSecond how often the model looks at it, in thousandths
    long tokens(ImageSize size, Duration length, long framesPerSecond);

    /// So many for each second, whatever its size: Gemini looks once a second, and listens.
    record PerSecond(long tokens) implements VideoFormula {
        @Override
        public long tokens(ImageSize size, Duration length, long framesPerSecond) {
            return Math.multiplyExact(Math.ceilDiv(length.toMillis(), 1_000L), tokens);
        }
    }

    /// Qwen-VL: frames in pairs, each pair a grid of cells (`qwen_vl_utils`, `fetch_video`).
    record FrameGrids(ImageFormula.PatchGrid grid) implements VideoFormula {
        /// How often a video is looked at where the client does not say, in thousandths a second.
        public static final long USUAL = 2_000;

        private static final long LEAST = 4;
        private static final long MOST = 768;
        private static final long MILLION = 1_000_000;

        @Override
        public long tokens(ImageSize size, Duration length, long framesPerSecond) {
            long frames = Math.multiplyExact(length.toMillis(), framesPerSecond) / MILLION;
            long pairs = Math.clamp(frames, LEAST, MOST) / 2;
            return Math.multiplyExact(pairs, grid.cells(size));
        }

        /// The tokens of a video that is given as pictures.
        ///
        /// @param size of a picture; null if it is not known: then it is the largest
        long tokens(int pictures, @Nullable ImageSize size) {
            long cells = size == null ? grid.ceiling(Detail.AUTO) : grid.cells(size);
            return Math.multiplyExact(Math.ceilDiv(pictures, 2), cells);
        }
    }
}
