package io.tokengrid.rating;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One published version of all prices. A call keeps the version it was admitted under for as long
/// as it lives; publishing another touches no open call (exactness A6).
///
/// Immutable.
public final class PriceBook {
    private static final Comparator<PriceRow> ORDER =
            Comparator.comparing(PriceRow::model).thenComparing(PriceRow::effective);

    /// Before anything was published: version 0 without a row.
    public static final PriceBook EMPTY = new PriceBook(0, List.of());

    private final long version;
    private final List<PriceRow> rows;
    private final Map<String, List<PriceRow>> newestFirst = new HashMap<>();

    /// Throws [IllegalArgumentException] if two rows of a model are effective from the same
    /// instant.
    public PriceBook(long version, List<PriceRow> rows) {
        this.version = version;
        this.rows = rows.stream().sorted(ORDER).toList();
        PriceRow before = null;
        for (PriceRow row : this.rows) {
            if (before != null && row.replaces(before)) {
                throw new IllegalArgumentException("two prices for " + row.name());
            }
            newestFirst.computeIfAbsent(row.model(), _ -> new ArrayList<>()).addFirst(row);
            before = row;
        }
    }

    /// 1 for the first published book, then one more each.
    public long version() {
        return version;
    }

    /// All rows by model and effective time.
    public List<PriceRow> rows() {
        return rows;
    }

    /// The row of a model in force at an instant; null if there is none: then the call is refused.
    public @Nullable PriceRow rowAt(String model, Instant instant) {
        for (PriceRow row : newestFirst.getOrDefault(model, List.of())) {
            if (!instant.isBefore(row.effective())) {
                return row;
            }
        }
        return null;
    }

    /// The next book, if its rows are to be `wanted`. Rows that were in force at `now` must be
    /// among them unchanged, since calls were priced by them.
    public Revision revise(List<PriceRow> wanted, Instant now) {
        var refusals = new ArrayList<String>();
        for (PriceRow row : rows) {
            if (row.effective().isAfter(now) || wanted.contains(row)) {
                continue;
            }
            boolean changed = wanted.stream().anyMatch(row::replaces);
            refusals.add(
                    row.name()
                            + (changed ? " was changed" : " was removed")
                            + " after it came into force");
        }
        if (!refusals.isEmpty()) {
            return new Revision.Refused(List.copyOf(refusals));
        }
        PriceBook next;
        try {
            next = new PriceBook(Math.incrementExact(version), wanted);
        } catch (IllegalArgumentException e) {
            return new Revision.Refused(List.of(String.valueOf(e.getMessage())));
        }
        return next.rows.equals(rows) ? new Revision.Unchanged() : new Revision.Next(next);
    }

    /// What became of a wish to change the prices.
    public sealed interface Revision {
        /// The wanted rows are those of the book.
        record Unchanged() implements Revision {}

        /// The book to publish.
        record Next(PriceBook book) implements Revision {}

        /// Nothing changes.
        ///
        /// @param reasons one sentence for each row that stands against it
        record Refused(List<String> reasons) implements Revision {}
    }
}
