package io.tokengrid.metering.media;

import static io.tokengrid.metering.media.HeaderBytes.big;
import static io.tokengrid.metering.media.HeaderBytes.says;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Finds a video's size and length in its headers: MP4 and QuickTime (ISO 14496-12), WebM and
/// Matroska (RFC 9559). The work is bounded, whatever the bytes are.
final class VideoHeader {
    /// Boxes and elements that are stepped over; files have some dozens before the sound and the
    /// pictures.
    private static final int MAX_STEPS = 10_000;

    /// What lasts longer is no video.
    private static final long LONGEST_MILLIS = Duration.ofDays(7).toMillis();

    private static final int SEGMENT = 0x18538067;
    private static final int INFO = 0x1549a966;
    private static final int TRACKS = 0x1654ae6b;
    private static final int TRACK = 0xae;
    private static final int PICTURES = 0xe0;
    private static final int NANOS_PER_TICK = 0x2ad7b1;
    private static final int TICKS = 0x4489;
    private static final int WIDTH = 0xb0;
    private static final int HEIGHT = 0xba;

    private long width;
    private long height;
    private long millis;
    private long perSecond;

    private VideoHeader() {}

    /// What a header says.
    record Video(ImageSize size, Duration length) {}

    /// Null if the bytes are no video, are broken, or do not say both.
    static @Nullable Video of(EncodedBytes bytes) {
        VideoHeader header = new VideoHeader();
        if (says("ftyp", bytes, 4)) {
            header.boxes(bytes);
        } else if (says("\u001aE\u00df\u00a3", bytes, 0)) {
            header.elements(bytes);
        }
        boolean sound =
                header.width > 0
                        && header.height > 0
                        && Math.max(header.width, header.height) <= Integer.MAX_VALUE
                        && header.millis > 0
                        && header.millis <= LONGEST_MILLIS;
        return sound
                ? new Video(
                        new ImageSize((int) header.width, (int) header.height),
                        Duration.ofMillis(header.millis))
                : null;
    }

    private void boxes(EncodedBytes bytes) {
        long at = 0;
        for (int step = 0; step < MAX_STEPS; step++) {
            long size = big(bytes, at, 4);
            long content = at + 8;
            if (size == 1) {
                size = big(bytes, at + 8, 8);
                content = at + 16;
            }
            boolean within = says("moov", bytes, at + 4) || says("trak", bytes, at + 4);
            if (within || says("mvex", bytes, at + 4)) {
                at = content;
            } else if (size < content - at || size > bytes.length()) {
                return;
            } else {
                box(bytes, at, content);
                at += size;
            }
        }
    }

    private void box(EncodedBytes bytes, long at, long content) {
        boolean wide = bytes.at(content) == 1;
        if (says("mvhd", bytes, at + 4)) {
            long ticks = big(bytes, content + (wide ? 24 : 16), wide ? 8 : 4);
            perSecond = big(bytes, content + (wide ? 20 : 12), 4);
            length(ticks);
        } else if (says("mehd", bytes, at + 4)) {
            length(big(bytes, content + 4, wide ? 8 : 4));
        } else if (says("tkhd", bytes, at + 4)) {
            // In 65536ths of a pixel; 0 of sound.
            long trackWidth = big(bytes, content + (wide ? 88 : 76), 4) >> 16;
            long trackHeight = big(bytes, content + (wide ? 92 : 80), 4) >> 16;
            width = Math.max(width, trackWidth);
            height = Math.max(height, trackHeight);
        }
    }

    private void length(long ticks) {
        if (perSecond > 0 && ticks > 0 && ticks <= Long.MAX_VALUE / 1_000) {
            millis = Math.max(millis, Math.ceilDiv(ticks * 1_000, perSecond));
        }
    }

    private void elements(EncodedBytes bytes) {
        long nanosPerTick = 1_000_000;
        double ticks = 0;
        long at = 0;
        for (int step = 0; step < MAX_STEPS && at < bytes.length(); step++) {
            int idBytes = Integer.numberOfLeadingZeros(Math.max(0, bytes.at(at))) - 23;
            int sizeBytes = Integer.numberOfLeadingZeros(Math.max(0, bytes.at(at + idBytes))) - 23;
            if (idBytes > 4 || sizeBytes > 8) {
                break;
            }
            long content = at + idBytes + sizeBytes;
            long size = big(bytes, at + idBytes, sizeBytes) & (1L << 7 * sizeBytes) - 1;
            at = content;
            switch ((int) big(bytes, content - idBytes - sizeBytes, idBytes)) {
                case SEGMENT, INFO, TRACKS, TRACK, PICTURES -> size = 0;
                case NANOS_PER_TICK -> nanosPerTick = big(bytes, content, (int) Math.min(size, 8));
                case TICKS -> ticks = fraction(bytes, content, size);
                case WIDTH -> width = big(bytes, content, (int) Math.min(size, 8));
                case HEIGHT -> height = big(bytes, content, (int) Math.min(size, 8));
                default -> {}
            }
            at += size;
        }
        millis = (long) Math.ceil(ticks * nanosPerTick / 1e6);
    }

    private static double fraction(EncodedBytes bytes, long at, long size) {
        return size == 4
                ? Float.intBitsToFloat((int) big(bytes, at, 4))
                : size == 8 ? Double.longBitsToDouble(bits(bytes, at)) : 0;
    }

    private static long bits(EncodedBytes bytes, long at) {
        return big(bytes, at, 4) << 32 | big(bytes, at + 4, 4) & 0xffffffffL;
    }
}
