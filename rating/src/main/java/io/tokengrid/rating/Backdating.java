package io.tokengrid.rating;

import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a published book changes about calls that were admitted before it: those that one of its
/// backdated rows is for, and those that a row was for which a backdated one replaced.
///
/// Immutable.
public final class Backdating {
    private final PriceBook before;
    private final PriceBook book;

    /// By identity, since a book answers its own rows.
    private final Set<PriceRow> rows = identities();

    private final Set<PriceRow> replaced = identities();

    /// @param before the book that was in force until then
    /// @param book the one that was published
    /// @param at when it was
    public Backdating(PriceBook before, PriceBook book, Instant at) {
        this.before = before;
        this.book = book;
        var earlier = new HashSet<>(before.rows());
        for (PriceRow row : book.rows()) {
            if (row.backdate() && row.effective().isBefore(at) && !earlier.contains(row)) {
                rows.add(row);
                before.rows().stream().filter(row::replaces).forEach(replaced::add);
            }
        }
    }

    private static Set<PriceRow> identities() {
        return Collections.newSetFromMap(new IdentityHashMap<>());
    }

    /// The book that was published.
    public PriceBook book() {
        return book;
    }

    /// Whether it changes nothing about any call before it.
    public boolean isEmpty() {
        return rows.isEmpty();
    }

    /// The first instant of admission that it changes anything about.
    ///
    /// @throws IllegalStateException if it changes nothing
    public Instant since() {
        return rows.stream()
                .map(PriceRow::effective)
                .min(Instant::compareTo)
                .orElseThrow(IllegalStateException::new);
    }

    /// The models whose calls it may be about, in order.
    public List<String> models() {
        return rows.stream().map(PriceRow::model).distinct().sorted().toList();
    }

    /// Whether it is about a call, if that was admitted before the publication.
    public boolean isAbout(CallFacts call) {
        PriceRow now = row(book, call);
        if (now != null && rows.contains(now)) {
            return true;
        }
        PriceRow earlier = row(before, call);
        return earlier != null && replaced.contains(earlier);
    }

    private static @Nullable PriceRow row(PriceBook of, CallFacts call) {
        return of.rowAt(
                call.model(),
                call.provider(),
                call.customer().currency(),
                call.moments().admitted());
    }
}
