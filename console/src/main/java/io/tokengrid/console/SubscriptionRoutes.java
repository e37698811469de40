package io.tokengrid.console;

import static io.tokengrid.console.Route.delete;
import static io.tokengrid.console.Route.get;
import static io.tokengrid.console.Route.post;

import java.util.List;

/// The calls about plans.
final class SubscriptionRoutes {
    private static final String PATH = "/api/v1/organizations/{id}/subscription";

    private SubscriptionRoutes() {}

    static void add(List<Route> routes, OfferedPlans plans, Subscriptions subscriptions) {
        routes.add(
                get("/api/v1/plans")
                        .says("Lists the plans that organizations can subscribe to.")
                        .notes("As the configuration has them now.")
                        .answers(OfferedPlans.PlanList.class, plans::list));
        routes.add(
                post(PATH)
                        .says("Subscribes an organization to a plan.")
                        .notes(
                                "Each period begins with its fee, taken from the wallet, and what"
                                        + " it includes, in the plan's unit; the first is prorated"
                                        + " by the customer's calendar where the plan has an anchor."
                                        + " A fee that the wallet cannot bear is owed, and the"
                                        + " subscription ends if it is still owed when the next"
                                        + " period begins. What was agreed to stays, whatever the"
                                        + " configuration says later. The same reference again"
                                        + " changes nothing.")
                        .takes(Subscriptions.NewSubscription.class)
                        .answers(Subscriptions.SubscriptionState.class, subscriptions::make));
        routes.add(
                get(PATH)
                        .says("Reads an organization's plan: its period and what is left of it.")
                        .notes("The last one, if it has ended.")
                        .answers(Subscriptions.SubscriptionState.class, subscriptions::read));
        routes.add(
                get("/api/v1/organizations/{id}/subscriptions")
                        .says("Lists the plans that an organization has and had.")
                        .answers(Subscriptions.SubscriptionList.class, subscriptions::list));
        routes.add(
                delete(PATH)
                        .says("Ends an organization's subscription with the period that it is in.")
                        .notes(
                                "What the period includes can be used until its end. Repeating it"
                                        + " changes nothing.")
                        .answers(Subscriptions.SubscriptionState.class, subscriptions::end));
    }
}
