package io.tokengrid.console;

import static io.tokengrid.console.Route.delete;
import static io.tokengrid.console.Route.get;
import static io.tokengrid.console.Route.patch;
import static io.tokengrid.console.Route.post;
import static io.tokengrid.console.Route.put;

import io.tokengrid.storage.Node;
import io.tokengrid.storage.postgres.BalanceCheck;
import io.tokengrid.storage.postgres.CallFinder;
import io.tokengrid.storage.postgres.Documents;
import io.tokengrid.storage.postgres.FocusCharges;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Every call of the API, in the order in which the reference lists them.
///
/// Long because it is that one list.
final class Routes {
    private static final Parameter<Boolean> FULL =
            Parameter.optional(
                    "full",
                    Boolean.class,
                    "`true` reads everything again as a job: `GET /api/v1/jobs/{id}` has the"
                            + " result.");

    private Routes() {}

    static List<Route> of(ConsoleParts parts) {
        Node node = parts.store().node();
        var durability = new Durability(node.journal());
        var changes = new Changes(node, durability);
        var secrets = new Secrets(parts.random());
        var sleepers = new Sleepers(node, parts.clock());
        var list = new OrganizationList(node, parts.views());
        var organizations = new Organizations(node, sleepers, list, changes, secrets);
        var topUps = new TopUps(organizations, changes);
        var grants = new Grants(node, organizations, changes);
        var plans = new OfferedPlans(parts.operations().plans());
        var subscriptions = new Subscriptions(node, organizations, changes, plans);
        var adjustments = new Adjustments(organizations, changes);
        var keys = new Keys(node, sleepers, organizations, changes, secrets);
        var budgets = new Budgets(node, organizations, changes);
        var ledger = new LedgerApi(node);
        var books = new PriceBooks(node, parts.views());
        var check =
                new SelfCheck(
                        parts.store(),
                        durability,
                        new StatementAudit(parts.views()),
                        new CorrectionAudit(parts.views(), books),
                        new BalanceCheck(node, parts.views()),
                        parts.operations().forwards());
        var checks = new Checks(check, new Jobs(check, parts.clock()));
        var models = new Models(parts.operations().models());
        var documents = parts.operations().prices();
        var folded = new Folded(node, parts.views());
        var history = new PriceHistory(parts.views(), folded);
        var prices = new Prices(node, durability, documents, history);
        var whatIf = new WhatIf(parts.views(), documents, folded);
        var reRatings = new ReRatings(parts.reRatings(), folded);
        var explanations = new Explanations(node, organizations, documents);
        var status = new Status(node, parts.views(), parts.operations());
        var reload = new Reload(parts.operations().reloader());
        var me = new Me(node);
        var calls = new Calls(parts.views(), new CallFinder(node, parts.views()), folded, books);
        var corrections = new CallCorrections(parts.corrections(), calls, books, durability);
        var events = new UsageEvents(parts.ingestion(), durability);
        var usage = new UsageApi(organizations, parts.views(), folded);
        var audit = new AuditApi(parts.views(), folded);
        var callers = new Callers(parts.operations().models(), parts.views(), folded);
        var chain = new ValueChain(node, parts.views(), folded);
        var statements = new Statements(parts.views(), organizations, folded);

        var stored = new Documents(parts.views());
        var invoices =
                new Invoices(organizations, stored, folded, changes, parts.operations().seller());
        var credits = new CreditNotes(organizations, invoices, stored, folded, changes);
        var profiles = new BillingProfiles(organizations, stored, folded, changes);
        var reconciliations = new Reconciliations(parts, changes);
        var focus =
                new Focus(
                        organizations,
                        new FocusCharges(parts.views()),
                        folded,
                        parts.operations().seller());

        var routes = new ArrayList<Route>();
        routes.add(
                post("/api/v1/organizations")
                        .says("Opens an organization.")
                        .notes(
                                "`billing` is `prepaid` (default), `postpaid` (with `creditLimit`)"
                                        + " or `internal` (no wallet: budgets alone decide).")
                        .takes(Organizations.NewOrganization.class)
                        .answers(Organizations.Organization.class, organizations::open));
        routes.add(
                get("/api/v1/organizations")
                        .says("Lists organizations by time of opening.")
                        .query(Parameters.AFTER, Parameters.LIMIT)
                        .pages(Organizations.Organization.class, organizations::list));
        routes.add(
                get("/api/v1/organizations/{id}")
                        .says("Reads an organization.")
                        .answers(Organizations.Organization.class, organizations::read));
        routes.add(
                patch("/api/v1/organizations/{id}")
                        .says(
                                "Changes an organization's time zone, credit limit, billing or"
                                        + " price groups.")
                        .notes(
                                "What is left out stays; `priceGroups` takes the place of those"
                                        + " before.")
                        .takes(Organizations.OrganizationChange.class)
                        .answers(Organizations.Organization.class, organizations::change));
        routes.add(
                get("/api/v1/organizations/{id}/balance")
                        .says("Reads an organization's balance, exact and up to the moment.")
                        .notes(
                                "`available` can be held by a new call, `held` is reserved by open"
                                        + " ones, `spent` is settled; available + held + spent ="
                                        + " topped up + granted - withdrawn. `available` is the"
                                        + " wallet with what is left of grants; `grants` has those"
                                        + " apart.")
                        .answers(Organizations.Balance.class, organizations::balance));
        routes.add(
                post("/api/v1/organizations/{id}/top-ups")
                        .says("Tops an organization up.")
                        .notes("The same reference again changes nothing.")
                        .takes(TopUps.NewTopUp.class)
                        .answers(TopUps.TopUp.class, topUps::make));
        routes.add(
                post("/api/v1/organizations/{id}/adjustments")
                        .says("Refunds (positive amounts) or corrects (negative ones).")
                        .notes(
                                "The same reference again changes nothing. What the balance cannot"
                                        + " bear is `owed`, and new calls are refused until a top-up"
                                        + " has paid it.")
                        .takes(Adjustments.NewAdjustment.class)
                        .answers(Adjustments.Adjustment.class, adjustments::make));
        routes.add(
                post("/api/v1/organizations/{id}/grants")
                        .says("Grants an organization money ahead of its use.")
                        .notes(
                                "A `prepaid` block or a `promotional` credit: calls draw on it"
                                        + " before the wallet, lower `priority` first, then what"
                                        + " expires first, promotional before prepaid, what started"
                                        + " first. What a call holds before the expiry stays"
                                        + " reserved for it. The same reference again changes"
                                        + " nothing; another grant by it is a conflict. At most 50"
                                        + " can have something left.")
                        .takes(Grants.NewGrant.class)
                        .answers(Grants.GrantState.class, grants::make));
        routes.add(
                get("/api/v1/organizations/{id}/grants")
                        .says("Lists an organization's grants in the order of granting.")
                        .query(Parameters.AFTER, Parameters.LIMIT)
                        .pages(Grants.GrantState.class, grants::list));
        routes.add(
                post("/api/v1/organizations/{id}/grants/{grant}/withdraw")
                        .says("Takes back what is left of a grant.")
                        .notes(
                                "What open calls hold of it stays theirs; what they do not use is"
                                        + " taken back when they end. Repeating it changes nothing,"
                                        + " and so does withdrawing what has expired or is used up.")
                        .takes(Grants.Withdrawal.class)
                        .answers(Grants.GrantState.class, grants::withdraw));
        SubscriptionRoutes.add(routes, plans, subscriptions);
        routes.add(
                post("/api/v1/organizations/{id}/keys")
                        .says("Issues a key.")
                        .notes(
                                "The key is shown once and stored as a hash. Department,"
                                        + " application and function are created as named.")
                        .takes(Keys.NewKey.class)
                        .answers(Keys.IssuedKey.class, keys::issue));
        routes.add(
                get("/api/v1/organizations/{id}/keys")
                        .says("Lists an organization's keys by time of issue.")
                        .query(Parameters.AFTER, Parameters.LIMIT)
                        .pages(Keys.Key.class, keys::list));
        routes.add(
                get("/api/v1/keys/{id}")
                        .says("Reads a key, without its secret.")
                        .answers(Keys.Key.class, keys::read));
        routes.add(
                patch("/api/v1/keys/{id}")
                        .says("Changes a key's expiry, models or budget.")
                        .notes("What is left out stays; `null` takes an expiry or a budget away.")
                        .takes(Keys.KeyChange.class)
                        .answers(Keys.Key.class, keys::change));
        routes.add(
                delete("/api/v1/keys/{id}")
                        .says("Revokes a key.")
                        .notes(
                                "Calls that are open end as they would. Repeating it changes"
                                        + " nothing.")
                        .answers(Keys.Key.class, keys::revoke));
        routes.add(
                get("/api/v1/organizations/{id}/budgets")
                        .says("Lists all budgets of an organization as they stand.")
                        .answers(Budgets.BudgetList.class, budgets::list));
        routes.add(
                put("/api/v1/organizations/{id}/budgets")
                        .says("Sets the budgets of an organization and its parts.")
                        .notes(
                                "The list takes the place of the one before; a budget of the same"
                                        + " part, period and unit goes on counting. Budgets of keys"
                                        + " are set with the key and stay.")
                        .takes(Budgets.BudgetsWanted.class)
                        .answers(Budgets.BudgetList.class, budgets::set));
        routes.add(
                get("/api/v1/organizations/{id}/statement")
                        .says("The statement of a period.")
                        .notes(
                                "Calls count in the period of their admission, once they have"
                                        + " ended. All sums are exact: the lines and unit lines less"
                                        + " `waived` are `charge`, that less `overrun` is `paid`, and `opening` +"
                                        + " top-ups + adjustments + grants - grant ends - fees"
                                        + " of plans - `paid` = `closing`. Calls that plans cover"
                                        + " are `inUnits`, and in no other figure.")
                        .query(Statements.FROM, Statements.TO, Parameters.WAIT)
                        .answers(Statements.PeriodStatement.class, statements::read));
        InvoiceRoutes.add(routes, invoices, credits, profiles);
        routes.add(focus.route());
        routes.add(
                get("/api/v1/calls")
                        .says("Lists calls, newest first.")
                        .query(
                                Parameters.ORGANIZATION,
                                Calls.KEY,
                                Calls.STATE,
                                Calls.FROM,
                                Calls.TO,
                                Parameters.AFTER,
                                Parameters.LIMIT,
                                Parameters.WAIT)
                        .answers(Calls.CallsPage.class, calls::list));
        routes.add(
                get("/api/v1/calls/{id}")
                        .says("Reads a call in full, at once and up to the moment.")
                        .notes(
                                "Its state, token classes with their source, price version, charge"
                                        + " lines, attempts and times; never a prompt, an answer or a"
                                        + " key.")
                        .answers(CallView.class, calls::read));
        routes.add(
                post("/api/v1/calls/{id}/corrections")
                        .says("Corrects the usage of a settled call.")
                        .notes(
                                "For usage that is known late or was recorded wrongly, and for what"
                                        + " a provider's bill says. The call is rated again by the"
                                        + " prices that it is charged by, and the difference is"
                                        + " posted; what the balance cannot bear is owed. The same"
                                        + " reference again changes nothing; another one corrects"
                                        + " the correction.")
                        .takes(CallCorrections.NewCorrection.class)
                        .answers(CallView.class, corrections::correct));
        routes.add(
                post("/api/v1/usage-events")
                        .by(Access.USAGE)
                        .says("Reports usage that did not pass the gateway.")
                        .notes(
                                "CloudEvents 1.0 in JSON: one, or a batch of up to 1,000. Each is"
                                        + " charged once for its `source` and `id`, by the prices"
                                        + " of its `time`, whatever is left: what neither grants"
                                        + " nor the wallet can bear is owed. If anything about one"
                                        + " event is wrong, none is recorded.")
                        .takesEach(UsageEvents.CloudEvent.class)
                        .answers(UsageEvents.Ingested.class, events::ingest));
        routes.add(
                get("/api/v1/usage")
                        .says("Sums usage by what you ask for.")
                        .notes(
                                "Folded from the journal a moment later: `asOf` says how far. Calls"
                                        + " count at the time of their admission, once they have"
                                        + " ended.")
                        .query(
                                Parameters.ORGANIZATION,
                                Calls.KEY,
                                UsageApi.FROM,
                                UsageApi.TO,
                                UsageApi.BY,
                                UsageApi.ZONE,
                                Parameters.WAIT)
                        .answers(UsageApi.Usage.class, usage::read));
        routes.add(
                get("/api/v1/audit")
                        .says("Compares what providers report with what was counted here.")
                        .notes(
                                "By provider, model and day, with what is *exact*, *estimated* and"
                                        + " *unverifiable* apart, and the alerts that were raised,"
                                        + " which stay. `docs/concepts/audit.md` says what the"
                                        + " figures can and cannot show.")
                        .query(
                                AuditApi.PROVIDER,
                                AuditApi.MODEL,
                                AuditApi.FROM,
                                AuditApi.TO,
                                Parameters.WAIT)
                        .answers(AuditApi.Audit.class, audit::read));
        routes.add(
                get("/api/v1/models")
                        .says("Lists the models that clients can call.")
                        .answers(Models.ModelList.class, models::list));
        routes.add(
                get("/api/v1/models/retiring/callers")
                        .says("Lists who called models that retire or are gone.")
                        .notes("By model, organization and key, from the usage of the period.")
                        .query(UsageApi.FROM, UsageApi.TO, Parameters.WAIT)
                        .answers(Callers.CallerList.class, callers::list));
        routes.add(
                get("/api/v1/prices")
                        .says("Reads the price book in force, with what is inherited.")
                        .query(Parameters.WAIT)
                        .answers(PriceView.PublishedPrices.class, prices::current));
        routes.add(
                put("/api/v1/prices")
                        .says("Publishes a price book, where the configuration has no prices.")
                        .notes(
                                "The body is a document with `prices`, `price-modifiers`, `exchange-rates` and `value-chain`, in"
                                        + " YAML or JSON, as `docs/reference/configuration.md` has"
                                        + " them; it is the whole book. Rows that were in force"
                                        + " must be in it as they are, unless they say `backdate:"
                                        + " true`. The book holds for calls"
                                        + " admitted after it.")
                        .takes(Document.class)
                        .answers(PriceView.PublishedPrices.class, prices::publish));
        routes.add(
                get("/api/v1/prices/versions")
                        .says("Lists the price books that were published, newest first.")
                        .query(PriceHistory.AFTER, Parameters.LIMIT, Parameters.WAIT)
                        .pages(PriceHistory.PriceVersion.class, history::list));
        routes.add(
                get("/api/v1/prices/versions/{id}")
                        .says("Reads a price book of any time, and what it changed.")
                        .query(Parameters.WAIT)
                        .answers(PriceHistory.PriceVersionInFull.class, history::read));
        routes.add(
                post("/api/v1/prices/check")
                        .says(
                                "Says what is wrong about a document of prices, and what it would"
                                        + " change.")
                        .notes(
                                "Nothing changes. The body is a document as for `PUT"
                                        + " /api/v1/prices`.")
                        .takes(Document.class)
                        .answers(Prices.CheckedPrices.class, prices::check));
        routes.add(
                post("/api/v1/prices/explain")
                        .says("Says what a call would cost, and why.")
                        .notes(
                                "By the book in force, or by a document of prices. Nothing is"
                                        + " charged.")
                        .takes(Explanations.CallToExplain.class)
                        .answers(Explanations.ExplainedCall.class, explanations::explain));
        routes.add(
                get("/api/v1/value-chain")
                        .says("Says who gets what customers paid in a period.")
                        .notes(
                                "By the agreements of the price book in force; the first one that"
                                        + " is for a call counts. Shares and residual of an"
                                        + " agreement are what was paid for its calls, and add up"
                                        + " over periods, to the last digit.")
                        .query(UsageApi.FROM, UsageApi.TO, Parameters.WAIT)
                        .answers(ValueChain.Shares.class, chain::read));
        routes.add(
                get("/api/v1/bill-profiles")
                        .says("Lists the shapes of providers' bills that can be read.")
                        .notes(
                                "`attested` says how well it is known that a provider's files look"
                                        + " so. `docs/reference/bill-profiles.md` has them in full.")
                        .answers(Reconciliations.BillShapes.class, reconciliations::shapes));
        routes.add(
                post("/api/v1/reconciliations")
                        .says("Holds a provider's bill against what was booked.")
                        .notes(
                                "The body is the file as the provider gives it, up to 16 MiB; with"
                                        + " `profile=generic` it begins with its profile in YAML"
                                        + " between two lines of `---`. Nothing is posted. A file"
                                        + " that is wrong anywhere is refused whole, with lines and"
                                        + " reasons. The same bill with the same findings is kept"
                                        + " once.")
                        .query(
                                Reconciliations.PROVIDER,
                                Reconciliations.PROFILE,
                                Reconciliations.PERIOD,
                                Reconciliations.CURRENCY,
                                Reconciliations.FILE)
                        .takes(Upload.class)
                        .answers(Reconciliations.BillReconciliation.class, reconciliations::make));
        routes.add(
                get("/api/v1/reconciliations")
                        .says("Lists reconciliations, newest first.")
                        .query(Parameters.AFTER, Parameters.LIMIT)
                        .pages(Reconciliations.BillReconciliation.class, reconciliations::list));
        routes.add(
                get("/api/v1/reconciliations/{id}")
                        .says("Reads a reconciliation with its findings, a page at a time.")
                        .notes(
                                "The amounts of all findings come to `difference`, exactly."
                                        + " `docs/concepts/reconciliation.md` says what each kind"
                                        + " means.")
                        .query(Reconciliations.KIND, Parameters.AFTER, Parameters.LIMIT)
                        .answers(Reconciliations.ExplainedBill.class, reconciliations::read));
        routes.add(
                post("/api/v1/reconciliations/{id}/approve")
                        .says("Posts the findings to the provider's cost.")
                        .notes(
                                "All of them, or those of some kinds. What was estimated for"
                                        + " interrupted calls of the period ends with it. Customers"
                                        + " are charged nothing by it. The same again changes"
                                        + " nothing; a day of a provider has one bill that stands.")
                        .takes(Reconciliations.Approval.class)
                        .answers(
                                Reconciliations.BillReconciliation.class,
                                reconciliations::approve));
        routes.add(
                post("/api/v1/reconciliations/{id}/reverse")
                        .says("Takes back what was posted.")
                        .notes("Nothing if nothing stands.")
                        .answers(
                                Reconciliations.BillReconciliation.class,
                                reconciliations::reverse));
        routes.add(
                post("/api/v1/prices/what-if")
                        .says("Says what settled calls would come to by other prices.")
                        .notes(
                                "By a published book or a document of prices, for the calls of a"
                                        + " period, each with the usage that it is billed for."
                                        + " Nothing is posted.")
                        .query(Parameters.WAIT)
                        .takes(WhatIf.OtherPrices.class)
                        .answers(WhatIf.ComparedCharges.class, whatIf::compare));
        routes.add(
                get("/api/v1/re-ratings")
                        .says("Lists what backdated prices changed, the newest book first.")
                        .notes(
                                "A row of prices with `backdate: true` rates settled calls since its"
                                        + " `effective` again, in the background.")
                        .query(Parameters.WAIT)
                        .answers(ReRatings.ReRatingList.class, reRatings::list));
        routes.add(
                get("/api/v1/re-ratings/{id}")
                        .says(
                                "Says what the backdated prices of a book changed, and names the"
                                        + " calls that keep their charge for grants.")
                        .query(Parameters.WAIT)
                        .answers(ReRatings.ReRatingInFull.class, reRatings::read));
        routes.add(
                get("/api/v1/ledger/trial-balance")
                        .says("Every account by unit, with sums that must be zero.")
                        .answers(LedgerApi.TrialBalanceSheet.class, ledger::trialBalance));
        routes.add(
                post("/api/v1/self-check")
                        .says("Checks the invariants.")
                        .notes(
                                "From running sums and a sample, within 10 s: 200 with each one's"
                                        + " figure, 409 with the same if any is broken. With"
                                        + " `full=true` the answer is the job that reads everything"
                                        + " again.")
                        .query(FULL)
                        .replies(
                                List.of(SelfCheck.SelfCheckReport.class, Jobs.StartedJob.class),
                                request -> checks.run(request, request.get(FULL, false))));
        routes.add(
                get("/api/v1/jobs/{id}")
                        .says("Reads a job: how far it has come, or what came out.")
                        .answers(Jobs.Job.class, checks.jobs()::read));
        routes.add(
                get("/api/v1/status")
                        .says("Reads how the node is doing.")
                        .answers(Status.NodeStatus.class, status::read));
        routes.add(
                post("/api/v1/reload")
                        .says("Reads the configuration file again.")
                        .notes("A file that cannot be taken over changes nothing: 409 says why.")
                        .answers(Reload.Reloaded.class, reload::run));
        routes.add(
                get("/v1/me")
                        .says("Reads what the calling key is, may do and can spend.")
                        .answers(Me.Caller.class, me::read));
        routes.add(
                get("/v1/me/usage")
                        .says("Sums the calling key's own usage.")
                        .query(
                                UsageApi.FROM,
                                UsageApi.TO,
                                UsageApi.BY,
                                UsageApi.ZONE,
                                Parameters.WAIT)
                        .answers(UsageApi.Usage.class, usage::readOwn));
        routes.add(
                get("/v1/me/calls/{id}")
                        .says("Reads a call of the calling key; those of others are not found.")
                        .answers(CallView.class, calls::readOwn));
        routes.add(
                get("/api/openapi.json")
                        .open()
                        .says("Describes this API.")
                        .answers(
                                Map.class,
                                _ ->
                                        OpenApi.describe(
                                                routes, parts.operations().about().version())));
        return List.copyOf(routes);
    }
}
