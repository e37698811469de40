package io.tokengrid.console;

import io.tokengrid.journal.Billed;
import io.tokengrid.journal.CallCorrection;
import io.tokengrid.journal.CallRecord;
import io.tokengrid.rating.PriceBook;
import io.tokengrid.storage.postgres.PublishedBook;
import io.tokengrid.storage.postgres.Views;
import io.tokengrid.units.CallId;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Money;
import io.tokengrid.units.OrganizationId;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What settled calls would come to by other prices. Nothing is posted.
final class WhatIf {
    private static final int MOST_LISTED = 20;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Views views;
    private final PriceDocuments documents;
    private final Folded folded;

    WhatIf(Views views, PriceDocuments documents, Folded folded) {
        this.views = views;
        this.documents = documents;
        this.folded = folded;
    }

    /// @param from of the calls' admission, inclusive
    /// @param to exclusive
    /// @param organization whose calls; all if left out
    /// @param model only its calls
    /// @param version of a published book to rate by
    /// @param prices a document of prices to rate by, in its place
    record OtherPrices(
            Instant from,
            Instant to,
            @Nullable OrganizationId organization,
            @Nullable String model,
            @Nullable Long version,
            @Nullable String prices) {}

    /// @param calls settled ones that were rated
    /// @param unpriced those among them that the other prices have no price for: they are taken at
    ///   what they are charged
    /// @param totals by organization and model
    /// @param largest the calls that differ most
    record ComparedCharges(
            long calls, long unpriced, List<ComparedTotal> totals, List<ComparedCall> largest) {}

    /// @param charge what they are charged
    /// @param would what they would be
    record ComparedTotal(
            OrganizationId organization,
            String model,
            CurrencyCode currency,
            long calls,
            long different,
            Money charge,
            Money would,
            Money difference) {}

    record ComparedCall(
            CallId call,
            OrganizationId organization,
            String model,
            CurrencyCode currency,
            Money charge,
            Money would,
            Money difference) {}

    ComparedCharges compare(Request request, OtherPrices asked) {
        if (!asked.from().isBefore(asked.to())) {
            throw ApiProblem.invalid(
                    "invalid_value", "'from' is not before 'to'.", "Send a range of time.");
        }
        folded.await(request);
        var sums = new Sums(book(asked), asked.model());
        views.each(asked.organization(), asked.from(), asked.to(), sums::add);
        return sums.result();
    }

    private PriceBook book(OtherPrices asked) {
        String document = asked.prices();
        Long version = asked.version();
        if ((document == null) == (version == null)) {
            throw ApiProblem.invalid(
                    "invalid_value",
                    "Either 'version' or 'prices' says by what to rate.",
                    "Send one of them.");
        }
        if (document != null) {
            return documents.read(document).book();
        }
        List<PublishedBook> books = views.priceBooks(version == null ? 0 : version, 1);
        PriceBook book =
                books.isEmpty() || books.getFirst().version() != version
                        ? null
                        : books.getFirst().book();
        if (book == null) {
            throw ApiProblem.invalid(
                    "invalid_value",
                    "There is no version " + version + " of the price book.",
                    "GET /api/v1/prices/versions lists them.");
        }
        return book;
    }

    private record Group(OrganizationId organization, String model, CurrencyCode currency) {
        static final Comparator<Group> ORDER =
                Comparator.comparing(Group::organization)
                        .thenComparing(Group::model)
                        .thenComparing(Group::currency);
    }

    /// Adds calls up. Not thread-safe.
    private static final class Sums {
        private static final Comparator<ComparedCall> BY_DIFFERENCE =
                Comparator.comparing((ComparedCall call) -> call.difference().abs())
                        .thenComparing(ComparedCall::call);

        private final PriceBook book;
        private final @Nullable String model;
        private final long deadline = System.nanoTime() + PATIENCE.toNanos();
        private final Map<Group, ComparedTotal> totals = new TreeMap<>(Group.ORDER);
        private final PriorityQueue<ComparedCall> largest = new PriorityQueue<>(BY_DIFFERENCE);
        private long calls;
        private long unpriced;

        Sums(PriceBook book, @Nullable String model) {
            this.book = book;
            this.model = model;
        }

        void add(CallRecord call) {
            Billed billed = call.billed();
            String called = call.admitted().call().model();
            if (billed == null
                    || call.admitted().call().coverage() != null
                    || (model != null && !model.equals(called))) {
                return;
            }
            if (++calls % 10_000 == 0 && System.nanoTime() - deadline > 0) {
                throw ApiProblem.invalid(
                        "too_many_calls",
                        "There are more calls than can be rated in 30 seconds.",
                        "Send a shorter range, or one organization.");
            }
            Money charge = billed.totals().charge();
            Billed other = CallCorrection.by(call, book);
            unpriced += other == null ? 1 : 0;
            Money would = other == null ? charge : other.totals().charge();
            Money difference = would.minus(charge);
            var group =
                    new Group(
                            call.admitted().call().organization(),
                            called,
                            call.admitted().call().currency());
            totals.merge(
                    group,
                    new ComparedTotal(
                            group.organization(),
                            group.model(),
                            group.currency(),
                            1,
                            difference.isZero() ? 0 : 1,
                            charge,
                            would,
                            difference),
                    Sums::plus);
            if (!difference.isZero()) {
                largest.add(
                        new ComparedCall(
                                call.id(),
                                group.organization(),
                                called,
                                group.currency(),
                                charge,
                                would,
                                difference));
                if (largest.size() > MOST_LISTED) {
                    largest.poll();
                }
            }
        }

        private static ComparedTotal plus(ComparedTotal some, ComparedTotal more) {
            return new ComparedTotal(
                    some.organization(),
                    some.model(),
                    some.currency(),
                    some.calls() + more.calls(),
                    some.different() + more.different(),
                    some.charge().plus(more.charge()),
                    some.would().plus(more.would()),
                    some.difference().plus(more.difference()));
        }

        ComparedCharges result() {
            return new ComparedCharges(
                    calls,
                    unpriced,
                    List.copyOf(totals.values()),
                    largest.stream().sorted(BY_DIFFERENCE.reversed()).toList());
        }
    }
}
