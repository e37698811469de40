package io.tokengrid.storage.segment;

import java.util.concurrent.atomic.AtomicLongArray;

/// A histogram of times: eight cells to each power of two of nanoseconds, so a percentile reads at
/// most 12.5% too high. One thread adds, any reads.
final class SyncTimes {

    private static final int CELLS_PER_DOUBLING = 8;
    private static final int SHIFT = 3;

    private final AtomicLongArray cells = new AtomicLongArray(Long.SIZE * CELLS_PER_DOUBLING);

    void add(long nanos) {
        int cell = cell(Math.max(nanos, 0));
        cells.lazySet(cell, cells.getPlain(cell) + 1);
    }

    /// The time that `share` (0 to 1) of all times do not exceed; 0 when there are none.
    long percentile(double share) {
        long all = 0;
        for (int cell = 0; cell < cells.length(); cell++) {
            all += cells.get(cell);
        }
        long below = 0;
        for (int cell = 0; cell < cells.length(); cell++) {
            below += cells.get(cell);
            if (below > 0 && below >= share * all) {
                return upper(cell);
            }
        }
        return 0;
    }

    private static int cell(long nanos) {
        if (nanos < CELLS_PER_DOUBLING) {
            return (int) nanos;
        }
        int doubling = Long.SIZE - 1 - Long.numberOfLeadingZeros(nanos);
        int part = (int) (nanos >>> (doubling - SHIFT)) & (CELLS_PER_DOUBLING - 1);
        return (doubling - SHIFT + 1) * CELLS_PER_DOUBLING + part;
    }

    private static long upper(int cell) {
        if (cell < CELLS_PER_DOUBLING) {
            return cell;
        }
        int doubling = cell / CELLS_PER_DOUBLING + SHIFT - 1;
        long part = cell % CELLS_PER_DOUBLING;
        return (1L << doubling) + ((part + 1) << (doubling - SHIFT)) - 1;
    }
}
