package io.tokengrid.journal;

import io.tokengrid.ledger.CallTotals;
import io.tokengrid.ledger.CostCentre;
import io.tokengrid.ledger.LedgerFact;
import io.tokengrid.metering.ReportedUsage;
import io.tokengrid.metering.ServiceTier;
import io.tokengrid.metering.UnitCounts;
import io.tokengrid.metering.Usage;
import io.tokengrid.rating.Charge.ChargeLine;
import io.tokengrid.rating.Charge.UnitLine;
import io.tokengrid.rating.PriceBook;
import io.tokengrid.rating.PriceList;
import io.tokengrid.rating.bill.Reconciliation;
import io.tokengrid.rating.invoice.BillingProfile;
import io.tokengrid.rating.invoice.Document;
import io.tokengrid.rating.invoice.DocumentImage;
import io.tokengrid.rating.invoice.DocumentKind;
import io.tokengrid.units.CallId;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Money;
import io.tokengrid.units.OrganizationId;
import io.tokengrid.units.TokenCount;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One entry of the journal: something that happened and that every view is folded from. Facts are
/// never changed; a correction is a new fact.
public sealed interface Fact {
    /// When it happened, by the node's clock.
    Instant at();

    /// What it does to the ledger; null if nothing.
    default @Nullable LedgerFact change() {
        return null;
    }

    /// Something about customers, keys, budgets or money apart from calls.
    record Accounted(LedgerFact change) implements Fact {
        @Override
        public Instant at() {
            return change.at();
        }
    }

    /// A call was admitted: its money is held.
    record Admitted(LedgerFact.HoldPlaced change, Admission call) implements Fact {
        /// The same call once its hold has grown.
        public Admitted grown(LedgerFact.HoldGrown step) {
            return new Admitted(change.grown(step), call);
        }

        @Override
        public Instant at() {
            return change.at();
        }
    }

    /// What is known of a call when it is admitted. Whose it is stands here, so that a view can be
    /// folded from a call's own facts.
    ///
    /// @param groups the customer groups that the organization was in, by name
    /// @param currency of the charge; the unit of the plan that covers the call
    /// @param model its own name, also where the client called it by an alias
    /// @param provider who is asked first, so that an interrupted call's cost has an owner
    /// @param book the version of the price book that the call is rated by
    /// @param streamed whether the client asked for a stream
    /// @param inputBound the most input tokens that were held for
    /// @param outputBound the most output tokens that were held for
    /// @param deadline when the call is ended at the latest
    /// @param tags what the client wants the call to be found by
    /// @param coverage the plan that covers the call; null if it is charged in money
    record Admission(
            OrganizationId organization,
            Set<String> groups,
            CostCentre costCentre,
            CurrencyCode currency,
            String model,
            String provider,
            long book,
            boolean streamed,
            TokenCount inputBound,
            TokenCount outputBound,
            Instant deadline,
            Map<String, String> tags,
            @Nullable Coverage coverage) {
        /// In money.
        public Admission(
                OrganizationId organization,
                Set<String> groups,
                CostCentre costCentre,
                CurrencyCode currency,
                String model,
                String provider,
                long book,
                boolean streamed,
                TokenCount inputBound,
                TokenCount outputBound,
                Instant deadline,
                Map<String, String> tags) {
            this(
                    organization,
                    groups,
                    costCentre,
                    currency,
                    model,
                    provider,
                    book,
                    streamed,
                    inputBound,
                    outputBound,
                    deadline,
                    tags,
                    null);
        }

        public Admission {
            groups = Set.copyOf(groups);
            tags = Map.copyOf(tags);
        }

        /// The currency that the customer pays in, and that the call costs in.
        public CurrencyCode money() {
            return coverage == null ? currency : coverage.money;
        }
    }

    /// A plan that covers a call: it is charged in the plan's unit.
    ///
    /// @param plan its name
    /// @param money the currency that the customer pays in
    /// @param weights what a token of each class takes, as prices in the plan's unit; frozen as the
    ///   price book is
    record Coverage(String plan, CurrencyCode money, PriceList weights) {}

    /// An open call's hold grew by a step (exactness B7).
    record Grown(LedgerFact.HoldGrown change) implements Fact {
        @Override
        public Instant at() {
            return change.at();
        }
    }

    /// A call ended with a charge.
    record Settled(LedgerFact.HoldPosted change, Settlement result) implements Fact {
        /// What the call is charged for, unless it was corrected.
        ///
        /// @param book that it was admitted under
        public Billed billed(long book) {
            return new Billed(
                    book,
                    result.usage(),
                    result.service(),
                    result.lines(),
                    new CallTotals(
                            change.charge(), change.overrun(), change.tokens(), change.cost()));
        }

        /// The platform's loss, if the call had been settled for another charge: what the customer
        /// paid it pays up to that, and what was not covered then it does not pay now.
        Money overrun(Money charge) {
            Money paid = change.charge().minus(change.overrun());
            return charge.minus(paid).max(Money.ZERO).min(change.overrun());
        }

        @Override
        public Instant at() {
            return change.at();
        }
    }

    /// How a charged call went.
    ///
    /// @param usage what is billed
    /// @param service how it was served, and what it used besides tokens
    /// @param reported what the provider reported; null if nothing. The same as `usage` unless that
    ///   is flagged
    /// @param lines class by class what the charge is made of; a charge that is capped at the hold
    ///   is less than their sum
    /// @param finishReason as mapped from the provider's; null if it gave none
    /// @param attempts every try at a deployment, in order
    /// @param firstByte from admission to the answer's first byte; null if there was none
    /// @param cut whether the answer was cut off before the model had finished
    /// @param count our own count beside what was reported; null if there was none by then
    record Settlement(
            Usage usage,
            Service service,
            ReportedUsage reported,
            List<ChargeLine> lines,
            @Nullable String finishReason,
            List<Attempt> attempts,
            @Nullable Duration firstByte,
            boolean cut,
            @Nullable OwnCount count) {
        public Settlement {
            lines = List.copyOf(lines);
            attempts = List.copyOf(attempts);
        }
    }

    /// How a call was served, and what it used besides tokens.
    ///
    /// @param tier what the provider says it gave
    /// @param units how much of each unit
    /// @param lines unit by unit what the charge is made of besides tokens
    record Service(ServiceTier tier, UnitCounts units, List<UnitLine> lines) {
        /// As usual, and one request.
        public static final Service PLAIN =
                new Service(ServiceTier.DEFAULT, UnitCounts.ONE_REQUEST, List.of());

        public Service {
            lines = List.copyOf(lines);
        }
    }

    /// A call ended without a charge.
    ///
    /// @param reason a stable code such as `upstream_failed` or `interrupted`
    record Voided(LedgerFact.HoldReleased change, String reason, List<Attempt> attempts)
            implements Fact {
        public Voided {
            attempts = List.copyOf(attempts);
        }

        @Override
        public Instant at() {
            return change.at();
        }
    }

    /// One try at a deployment.
    ///
    /// @param provider the provider's name in the configuration
    /// @param model the provider's name of the model
    /// @param site where it runs; null if the configuration does not say
    /// @param started from admission to the request
    /// @param took from the request to the end of the answer or the failure
    /// @param status the HTTP status; 0 if there was no answer
    /// @param failure a stable code; null if it served
    record Attempt(
            String provider,
            String model,
            @Nullable String site,
            Duration started,
            Duration took,
            int status,
            @Nullable String failure) {}

    /// The charge of a settled call was corrected: what is billed from now on stands in the place
    /// of what its last fact had.
    record Corrected(LedgerFact.ChargeCorrected change, Correction correction) implements Fact {
        /// What the call is charged for from now on.
        public Billed billed() {
            return new Billed(
                    correction.book(),
                    correction.usage(),
                    correction.service(),
                    correction.lines(),
                    change.after());
        }

        @Override
        public Instant at() {
            return change.at();
        }
    }

    /// What a correction says besides its amounts.
    ///
    /// @param currency of the charge
    /// @param book the version of the price book that rated it
    record Correction(
            Cause cause,
            CurrencyCode currency,
            long book,
            Usage usage,
            Service service,
            List<ChargeLine> lines) {
        public Correction {
            lines = List.copyOf(lines);
        }
    }

    /// All calls that the backdated rows of a book are about were rated again by them.
    ///
    /// @param book its version
    record Rerated(long book, RerateTally tally, Instant at) implements Fact {}

    /// Usage that did not pass the gateway was reported and charged.
    ///
    /// @param call as of a call that was admitted when it was used
    /// @param lines class by class what the charge is made of
    /// @param unitLines unit by unit what it is made of besides tokens
    record Ingested(
            LedgerFact.UsageCharged change,
            UsageEvent event,
            Admission call,
            List<ChargeLine> lines,
            List<UnitLine> unitLines)
            implements Fact {
        public Ingested {
            lines = List.copyOf(lines);
            unitLines = List.copyOf(unitLines);
        }

        /// It stands among calls as one that held nothing.
        public Admitted admitted() {
            return new Admitted(
                    new LedgerFact.HoldPlaced(
                            change.call(),
                            change.key(),
                            Money.ZERO,
                            TokenCount.ZERO,
                            change.reservations(),
                            null,
                            event.used()),
                    call);
        }

        /// It was charged when it was recorded.
        public Settled settled() {
            CallTotals totals = change.totals();
            return new Settled(
                    new LedgerFact.HoldPosted(
                            change.call(),
                            totals.charge(),
                            totals.charge(),
                            Money.ZERO,
                            totals.tokens(),
                            totals.cost(),
                            null,
                            change.draws(),
                            change.at()),
                    new Settlement(
                            event.usage(),
                            new Service(event.tier(), event.units(), unitLines),
                            ReportedUsage.NOTHING,
                            lines,
                            null,
                            List.of(),
                            null,
                            false,
                            null));
        }

        @Override
        public Instant at() {
            return change.at();
        }
    }

    /// How far a stream had come, for the case that the process ends. Nobody waits for it.
    ///
    /// @param input our count of the prompt
    /// @param output our count of the answer so far
    record Marked(CallId call, TokenCount input, TokenCount output, Instant at) implements Fact {}

    /// The last byte of the answer was written to the client's connection.
    ///
    /// @param complete false if the client was gone before
    record Delivered(CallId call, boolean complete, Instant at) implements Fact {}

    /// Our own count of a call that had ended before it was counted; else it is in the settlement.
    record Counted(CallId call, OwnCount count, Instant at) implements Fact {}

    /// A price book came into force for calls admitted after it.
    ///
    /// @param by null where that was not recorded yet
    record BookPublished(PriceBook book, @Nullable Publisher by, Instant at) implements Fact {}

    /// An invoice, a statement or a credit note became final.
    ///
    /// @param document what it says, for ever
    record Issued(LedgerFact.DocumentIssued change, DocumentImage document) implements Fact {
        public Issued {
            if (!change.digest().equals(document.digest())) {
                throw new IllegalArgumentException(
                        change.name() + " has another digest than its document");
            }
        }

        @Override
        public Instant at() {
            return change.at();
        }

        /// What a document moves between accounts.
        public static LedgerFact.Entries entries(Document document) {
            Money tax = Money.of(document.taxSum());
            boolean included = document.tax().included();
            boolean credit = document.kind() == DocumentKind.CREDIT_NOTE;
            return new LedgerFact.Entries(
                    Money.of(document.total()),
                    credit ? Money.of(included ? document.total() : document.net()) : Money.ZERO,
                    credit ? Money.ZERO : document.rounding(),
                    included ? Money.ZERO : tax,
                    included ? tax : Money.ZERO);
        }
    }

    /// What a customer's documents say about it from now on.
    record ProfileSet(OrganizationId organization, BillingProfile profile, Instant at)
            implements Fact {}

    /// A provider's bill was held against the books. Nothing is moved by it.
    ///
    /// @param file that the bill was read from
    record Reconciled(Reconciliation reconciliation, BillFile file, Instant at) implements Fact {}
}
