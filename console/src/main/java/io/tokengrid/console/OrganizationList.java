package io.tokengrid.console;

import io.tokengrid.ledger.AccountImage;
import io.tokengrid.ledger.OrganizationView;
import io.tokengrid.storage.Node;
import io.tokengrid.storage.postgres.Opened;
import io.tokengrid.storage.postgres.RestingPage;
import io.tokengrid.storage.postgres.Views;
import io.tokengrid.units.OrganizationId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// All organizations by time of opening, a page at a time: those in memory and, from the database,
/// those at rest (exactness D3). Nobody is brought back for it. Thread-safe.
final class OrganizationList {
    private static final int TRIES = 3;

    private final Node node;
    private final Views views;

    OrganizationList(Node node, Views views) {
        this.node = node;
        this.views = views;
    }

    /// Those in memory at one moment, by their place in the list.
    private record Here(long horizon, List<OrganizationView> organizations) {}

    Page<OrganizationView> page(Request request) {
        int limit = Parameters.limit(request);
        if (node.resting().organizations() == 0) {
            return Parameters.page(
                    request, here(request.now()).organizations(), view -> view.id().toString());
        }
        Opened after = after(request);
        for (int tries = 0; tries < TRIES; tries++) {
            RestingPage resting = views.resting(after, limit + 1);
            Here here = here(request.now());
            if (resting.folded() >= here.horizon()) {
                return merge(request, after, limit, resting.images(), here.organizations());
            }
        }
        throw ApiProblem.unavailable(
                "account_unavailable",
                "The database is folded less far than accounts went to rest.",
                "Try again; GET /api/v1/status says how the views are.");
    }

    /// Whoever is in memory does not rest, whatever was read before. What the database gave ends at
    /// the limit or holds all there are, so nobody is left out.
    private static Page<OrganizationView> merge(
            Request request,
            @Nullable Opened after,
            int limit,
            List<AccountImage> images,
            List<OrganizationView> here) {
        Map<Opened, OrganizationView> merged = new TreeMap<>();
        for (AccountImage image : images) {
            for (OrganizationView view : image.ledger().organizations(request.now())) {
                merged.put(place(view), view);
            }
        }
        for (OrganizationView view : here) {
            Opened place = place(view);
            if (after == null || place.compareTo(after) > 0) {
                merged.put(place, view);
            }
        }
        List<OrganizationView> items =
                new ArrayList<>(merged.values()).subList(0, Math.min(limit, merged.size()));
        return new Page<>(
                List.copyOf(items), merged.size() > limit ? items.getLast().id().toString() : null);
    }

    private Here here(Instant now) {
        return node.read(state ->
                new Here(
                        state.ledger().resting().horizon(),
                        state.ledger().organizations(now).stream()
                                .sorted(Comparator.comparing(OrganizationList::place))
                                .toList()));
    }

    private static Opened place(OrganizationView view) {
        return new Opened(view.openedAt(), view.id());
    }

    private @Nullable Opened after(Request request) {
        String after = request.get(Parameters.AFTER);
        if (after == null) {
            return null;
        }
        Opened place = null;
        try {
            OrganizationId id = OrganizationId.parse(after);
            OrganizationView view =
                    node.read(state -> state.ledger().organization(id, request.now()));
            place = view == null ? views.opened(id) : place(view);
        } catch (IllegalArgumentException _) {
            // Said below.
        }
        if (place == null) {
            throw ApiProblem.invalid(
                    "invalid_parameter",
                    "'after' is not what a page gave as 'next'.",
                    Parameters.AFTER.description());
        }
        return place;
    }
}
