package io.tokengrid.console;

import io.tokengrid.rating.PriceBook;
import io.tokengrid.storage.Node;
import io.tokengrid.storage.postgres.Views;
import io.tokengrid.storage.postgres.ViewsUnavailable;
import io.tokengrid.units.CallId;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Books of prices by version, for explaining calls by the book that they were admitted under. The
/// last few that were asked for are kept. Thread-safe.
final class PriceBooks {
    private static final int MOST = 16;

    private final Node node;
    private final Views views;
    private final Map<Name, PriceBook> known = new LinkedHashMap<>();

    PriceBooks(Node node, Views views) {
        this.node = node;
        this.views = views;
    }

    private record Name(int node, long version) {}

    /// The book of a call; null if the views do not have it or are away.
    ///
    /// @param version as its admission says
    synchronized @Nullable PriceBook of(CallId call, long version) {
        PriceBook current = node.book();
        if (call.admitted().node() == node.number() && version == current.version()) {
            return current;
        }
        var name = new Name(call.admitted().node(), version);
        PriceBook book = known.get(name);
        if (book == null) {
            book = read(name);
            if (book != null) {
                if (known.size() == MOST) {
                    known.remove(known.keySet().iterator().next());
                }
                known.put(name, book);
            }
        }
        return book;
    }

    private @Nullable PriceBook read(Name name) {
        try {
            return views.priceBook(name.node(), name.version());
        } catch (ViewsUnavailable _) {
            return null;
        }
    }
}
