package io.tokengrid.console;

import io.tokengrid.journal.Billed;
import io.tokengrid.journal.CallRecord;
import io.tokengrid.journal.CallState;
import io.tokengrid.ledger.KeyView;
import io.tokengrid.storage.postgres.CallFinder;
import io.tokengrid.storage.postgres.CallPage;
import io.tokengrid.storage.postgres.CallQuery;
import io.tokengrid.storage.postgres.Views;
import io.tokengrid.units.CallId;
import io.tokengrid.units.KeyId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Calls: lists from the views, and one call with all that was durable when it was asked for.
final class Calls {
    static final Parameter<KeyId> KEY =
            Parameter.optional("key", KeyId.class, "Only those of this key.");
    static final Parameter<CallState> STATE =
            Parameter.optional("state", CallState.class, "Only those that stand so.");
    static final Parameter<Instant> FROM =
            Parameter.optional(
                    "from", Instant.class, "Only those admitted at this time or later (ISO 8601).");
    static final Parameter<Instant> TO =
            Parameter.optional("to", Instant.class, "Only those admitted before this time.");

    private final Views views;
    private final CallFinder finder;
    private final Folded folded;
    private final PriceBooks books;

    Calls(Views views, CallFinder finder, Folded folded, PriceBooks books) {
        this.views = views;
        this.finder = finder;
        this.folded = folded;
        this.books = books;
    }

    /// @param next what `after` is for the page behind it; null on the last one
    record CallsPage(List<CallView> items, @Nullable String next, AsOfView asOf) {}

    CallsPage list(Request request) {
        folded.await(request);
        CallPage page =
                views.calls(
                        new CallQuery(
                                request.get(Parameters.ORGANIZATION),
                                request.get(KEY),
                                request.get(STATE),
                                request.get(FROM),
                                request.get(TO),
                                cursor(request),
                                Parameters.limit(request)));
        CallQuery.Cursor next = page.next();
        return new CallsPage(
                page.calls().stream().map(this::view).toList(),
                next == null ? null : next.toString(),
                AsOfView.of(page.asOf()));
    }

    CallView read(Request request) {
        CallId id = request.id(CallId.class);
        return view(existing(id, finder.find(id)));
    }

    /// A call of the calling key; those of others are not found.
    CallView readOwn(Request request) {
        CallId id = request.id(CallId.class);
        KeyView key = request.key();
        CallRecord call = existing(id, finder.find(id));
        boolean own =
                call.admitted().change().key().equals(key.id())
                        && call.admitted().call().organization().equals(key.organization());
        return view(existing(id, own ? call : null));
    }

    CallView view(CallRecord call) {
        Billed billed = call.billed();
        long version = billed == null ? call.admitted().call().book() : billed.book();
        return CallView.of(call, books.of(call.id(), version));
    }

    static CallRecord existing(CallId id, @Nullable CallRecord call) {
        if (call == null) {
            throw ApiProblem.notFound(
                    "There is no " + id + ".",
                    "Every answer carries its call's id in the header x-tokengrid-call.");
        }
        return call;
    }

    private static CallQuery.@Nullable Cursor cursor(Request request) {
        String after = request.get(Parameters.AFTER);
        try {
            return after == null ? null : CallQuery.Cursor.parse(after);
        } catch (IllegalArgumentException e) {
            throw ApiProblem.invalid(
                    "invalid_parameter", e.getMessage() + ".", Parameters.AFTER.description());
        }
    }
}
