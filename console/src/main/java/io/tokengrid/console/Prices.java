package io.tokengrid.console;

import io.tokengrid.console.PriceDocuments.PriceMistake;
import io.tokengrid.console.PriceDocuments.Reading;
import io.tokengrid.journal.Publisher;
import io.tokengrid.rating.BookChange;
import io.tokengrid.rating.PriceBook;
import io.tokengrid.storage.Node;
import io.tokengrid.storage.StorageFullException;
import io.tokengrid.storage.postgres.PublishedBook;
import io.tokengrid.storage.segment.JournalFailed;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The price book in force, and others in its place.
final class Prices {
    private static final int MOST_EFFECTIVE = 500;

    private final Node node;
    private final Durability durability;
    private final PriceDocuments documents;
    private final PriceHistory history;

    Prices(Node node, Durability durability, PriceDocuments documents, PriceHistory history) {
        this.node = node;
        this.durability = durability;
        this.documents = documents;
        this.history = history;
    }

    /// @param publishable whether the book can take the place of the one in force
    /// @param mistakes what is wrong in the document, and where
    /// @param refusals what stands against it although the document is right: rows that were in
    ///   force and are not as they were
    /// @param changes what would be different
    /// @param effectiveCount how many effective rows it would have
    /// @param effective the first 500 of them
    record CheckedPrices(
            boolean publishable,
            List<PriceMistake> mistakes,
            List<String> refusals,
            List<PriceView.PriceChange> changes,
            int effectiveCount,
            List<PriceView.EffectiveRow> effective) {}

    PriceView.PublishedPrices current(Request request) {
        PriceBook book = node.book();
        history.await(request);
        return PriceView.of(
                book, history.publication(book.version()), documents.configured(), request.now());
    }

    CheckedPrices check(Request request, Document document) {
        Reading reading = documents.read(document.text());
        PriceBook inForce = node.book();
        if (!reading.mistakes().isEmpty()) {
            return new CheckedPrices(false, reading.mistakes(), List.of(), List.of(), 0, List.of());
        }
        PriceBook wanted = new PriceBook(1, reading.rules());
        List<String> refusals =
                switch (inForce.revise(reading.rules(), request.now())) {
                    case PriceBook.Revision.Refused(List<String> reasons) -> reasons;
                    case PriceBook.Revision.Unchanged(), PriceBook.Revision.Next _ -> List.of();
                };
        return new CheckedPrices(
                refusals.isEmpty(),
                List.of(),
                refusals,
                BookChange.between(inForce, wanted).stream().map(PriceView::of).toList(),
                wanted.effective().size(),
                wanted.effective().stream().limit(MOST_EFFECTIVE).map(PriceView::of).toList());
    }

    PriceView.PublishedPrices publish(Request request, Document document) {
        if (documents.configured()) {
            throw ApiProblem.conflict(
                    "prices_configured",
                    "The configuration has prices of its own. Nothing was changed.",
                    "Change them there and POST /api/v1/reload, or take prices, price-modifiers,"
                            + " exchange-rates, value-chain and price-files out of it.");
        }
        Reading reading = documents.read(document.text());
        if (!reading.mistakes().isEmpty()) {
            throw ApiProblem.invalid(
                    "invalid_prices",
                    reading.mistakes().stream()
                                    .map(PriceMistake::message)
                                    .collect(Collectors.joining("; "))
                            + ".",
                    reading.mistakes().getFirst().hint() + ".");
        }
        PublishedBook published = publish(reading, request.now());
        return PriceView.of(
                node.book(),
                published == null ? history.publication(node.book().version()) : published,
                false,
                request.now());
    }

    /// Null if nothing was to be changed.
    private @Nullable PublishedBook publish(Reading reading, Instant now) {
        long sequence;
        try {
            sequence =
                    node.publish(
                            book ->
                                    switch (book.revise(reading.rules(), now)) {
                                        case PriceBook.Revision.Unchanged() -> null;
                                        case PriceBook.Revision.Next next -> next.book();
                                        case PriceBook.Revision.Refused(List<String> reasons) ->
                                                throw refused(reasons);
                                    },
                            Publisher.API,
                            now);
        } catch (StorageFullException | JournalFailed e) {
            throw Changes.noRoom();
        }
        durability.await(sequence > 0 ? sequence : node.read(_ -> node.journal().lastSequence()));
        PriceBook book = node.book();
        return sequence > 0 ? new PublishedBook(book.version(), now, Publisher.API, book) : null;
    }

    private static ApiProblem refused(List<String> reasons) {
        return ApiProblem.conflict(
                "prices_refused",
                "Nothing was changed: " + String.join("; ", reasons) + ".",
                "Keep rows that were in force and add rows with a later 'effective', or say"
                        + " 'backdate: true' to rate settled calls again.");
    }
}
