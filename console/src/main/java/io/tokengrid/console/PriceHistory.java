package io.tokengrid.console;

import io.tokengrid.journal.Publisher;
import io.tokengrid.rating.BookChange;
import io.tokengrid.rating.PriceBook;
import io.tokengrid.rating.PriceText;
import io.tokengrid.storage.postgres.PublishedBook;
import io.tokengrid.storage.postgres.Views;
import io.tokengrid.storage.postgres.ViewsUnavailable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Every price book that was ever published, and what each changed.
final class PriceHistory {
    static final Parameter<Long> AFTER =
            Parameter.optional("after", Long.class, Parameters.AFTER.description());

    private final Views views;
    private final Folded folded;

    PriceHistory(Views views, Folded folded) {
        this.views = views;
        this.folded = folded;
    }

    /// @param publishedBy null if it was not recorded
    /// @param rows how many rows it has; null if the book was not kept
    /// @param added how many rows and sets of modifiers the book before did not have; null if it or
    ///   that one was not kept
    /// @param changed likewise, how many it had otherwise
    /// @param removed likewise, how many it had that are gone
    record PriceVersion(
            long version,
            Instant publishedAt,
            @Nullable Publisher publishedBy,
            @Nullable Integer rows,
            @Nullable Integer added,
            @Nullable Integer changed,
            @Nullable Integer removed) {}

    /// @param publishedBy null if it was not recorded
    /// @param yaml the whole book, as a file of prices; null if it was not kept
    /// @param changes what the book before has otherwise; null if it or that one was not kept
    record PriceVersionInFull(
            long version,
            Instant publishedAt,
            @Nullable Publisher publishedBy,
            @Nullable String yaml,
            @Nullable List<PriceView.PriceChange> changes) {}

    /// Waits for what was just published if the request says so.
    void await(Request request) {
        folded.await(request);
    }

    /// The publication of a book; null before the first, and where the views do not have it.
    @Nullable PublishedBook publication(long version) {
        try {
            List<PublishedBook> books = views.priceBooks(version, 1);
            return books.isEmpty() || books.getFirst().version() != version
                    ? null
                    : books.getFirst();
        } catch (ViewsUnavailable _) {
            return null;
        }
    }

    Page<PriceVersion> list(Request request) {
        await(request);
        int limit = Parameters.limit(request);
        List<PublishedBook> books =
                views.priceBooks(Math.max(1, request.get(AFTER, Long.MAX_VALUE)) - 1, limit + 1);
        var items = new ArrayList<PriceVersion>();
        for (int i = 0; i < Math.min(limit, books.size()); i++) {
            items.add(version(books.get(i), before(books, i)));
        }
        return new Page<>(
                items, books.size() > limit ? Long.toString(items.getLast().version()) : null);
    }

    PriceVersionInFull read(Request request) {
        await(request);
        long version = request.id(Long.class);
        List<PublishedBook> books = views.priceBooks(version, 2);
        if (books.isEmpty() || books.getFirst().version() != version) {
            throw ApiProblem.notFound(
                    "There is no version " + version + " of the price book.",
                    "GET /api/v1/prices/versions lists them.");
        }
        PublishedBook published = books.getFirst();
        PriceBook book = published.book();
        List<BookChange> changes = changes(published, before(books, 0));
        return new PriceVersionInFull(
                version,
                published.at(),
                published.by(),
                book == null ? null : PriceText.of(book.rules()),
                changes == null ? null : changes.stream().map(PriceView::of).toList());
    }

    /// The book before one of a list; the empty one before the first.
    private static @Nullable PriceBook before(List<PublishedBook> books, int i) {
        return i + 1 < books.size() ? books.get(i + 1).book() : PriceBook.EMPTY;
    }

    private static PriceVersion version(PublishedBook published, @Nullable PriceBook before) {
        PriceBook book = published.book();
        List<BookChange> changes = changes(published, before);
        return new PriceVersion(
                published.version(),
                published.at(),
                published.by(),
                book == null ? null : book.rows().size(),
                count(changes, BookChange.Kind.ADDED),
                count(changes, BookChange.Kind.CHANGED),
                count(changes, BookChange.Kind.REMOVED));
    }

    private static @Nullable List<BookChange> changes(
            PublishedBook published, @Nullable PriceBook before) {
        PriceBook book = published.book();
        return book == null || before == null ? null : BookChange.between(before, book);
    }

    private static @Nullable Integer count(@Nullable List<BookChange> of, BookChange.Kind kind) {
        return of == null
                ? null
                : Math.toIntExact(of.stream().filter(one -> one.kind() == kind).count());
    }
}
