package io.tokengrid.storage;

import io.tokengrid.journal.NodeState;
import io.tokengrid.ledger.KeyView;
import io.tokengrid.ledger.PlanCover;
import io.tokengrid.ledger.Terms;
import io.tokengrid.metering.UnitCounts;
import io.tokengrid.rating.CallBounds;
import io.tokengrid.rating.Customer;
import io.tokengrid.rating.PriceBook;
import io.tokengrid.rating.Reach;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Money;
import io.tokengrid.units.OrganizationId;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a call can be charged by at most, by the book in force, for the one who calls (exactness
/// B1). A model that has no price in the currency of the customer is priced in another one: the
/// ledger says why that refuses the call.
///
/// @param customer in the currency of the prices
/// @param reach all prices that the call can have; nothing if the model has none at all
/// @param cover the plan that covers the call, by whose weights it is priced; null if it is charged
///   in money
record Pricing(Customer customer, Reach reach, @Nullable PlanCover cover) {
    /// Of a call that a plan covers.
    static Pricing of(NodeState state, PlanCover cover, CallRequest request) {
        KeyView key = state.ledger().key(request.key());
        OrganizationId organization = key == null ? null : key.organization();
        Terms terms = organization == null ? null : state.ledger().terms(organization);
        Set<String> groups = terms == null ? Set.of() : terms.priceGroups();
        return new Pricing(
                new Customer(organization, groups, cover.plan().unit()),
                Reach.of(cover.weights(), request.inputBound()),
                cover);
    }

    /// Of a call that would be admitted now; null if the model has no price.
    static @Nullable Pricing of(NodeState state, CallRequest request, Instant now) {
        KeyView key = state.ledger().key(request.key());
        OrganizationId organization = key == null ? null : key.organization();
        Terms terms = organization == null ? null : state.ledger().terms(organization);
        PriceBook book = state.book();
        Set<String> groups = terms == null ? Set.of() : terms.priceGroups();
        if (terms != null) {
            var customer = new Customer(organization, groups, terms.currency());
            Pricing own = of(customer, book, request, now);
            if (own != null) {
                return own;
            }
        }
        for (CurrencyCode currency : book.currencies(request.model())) {
            var customer = new Customer(organization, groups, currency);
            Pricing other = of(customer, book, request, now);
            if (other != null) {
                return other;
            }
        }
        return null;
    }

    private static @Nullable Pricing of(
            Customer customer, PriceBook book, CallRequest request, Instant now) {
        Reach reach =
                book.reach(
                        new CallBounds(
                                request.model(),
                                request.providers(),
                                customer,
                                request.inputBound(),
                                request.serviceTiers(),
                                now,
                                request.deadline()));
        return reach.nothing() ? null : new Pricing(customer, reach, null);
    }

    /// The most that the call can cost.
    Money ceiling(CallRequest request) {
        return reach.ceiling(request.outputBound(), UnitCounts.ONE_REQUEST);
    }
}
