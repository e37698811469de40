package io.tokengrid.rating;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;

/// One step of the explanation why a call has its prices: a rule of the book, and in words what
/// about the call made it apply. Reasons belong to the book and are shared by all calls.
public sealed interface Reason {
    /// What kind of rule it is, for JSON: `row`, `context-tier`, `time-window`, `service-tier`,
    /// `discount`, `surcharge`, `margin` or `exchange-rate`.
    String kind();

    /// How the rule is called.
    String rule();

    /// The step in words, such as `tier up to 128000 because the prompt has 1234 tokens`.
    String explain(CallFacts call);

    /// The row of the book.
    record OfRow(PriceRow row) implements Reason {
        @Override
        public String kind() {
            return "row";
        }

        @Override
        public String rule() {
            return row.name();
        }

        @Override
        public String explain(CallFacts call) {
            return "prices of "
                    + row.model()
                    + (row.provider() == null ? "" : " served by " + row.provider())
                    + " in "
                    + row.currency()
                    + " since "
                    + row.effective();
        }
    }

    /// The length of the prompt.
    record OfTier(ContextTier tier) implements Reason {
        @Override
        public String kind() {
            return "context-tier";
        }

        @Override
        public String rule() {
            return tier.toString();
        }

        @Override
        public String explain(CallFacts call) {
            return "tier "
                    + tier
                    + " because the prompt has "
                    + call.promptTokens()
                    + (call.promptTokens().value() == 1 ? " token" : " tokens");
        }
    }

    /// The hour.
    record OfWindow(TimeWindow window) implements Reason {
        private static final DateTimeFormatter MINUTE =
                DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm");
        private static final DateTimeFormatter SECOND =
                DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");

        @Override
        public String kind() {
            return "time-window";
        }

        @Override
        public String rule() {
            return window.name();
        }

        @Override
        public String explain(CallFacts call) {
            Instant at = window.at().of(call.moments());
            var local = LocalDateTime.ofInstant(at, window.hours().zone());
            return "window "
                    + window.name()
                    + " of "
                    + window.hours().zone()
                    + " "
                    + window.change()
                    + ": "
                    + window.at().words()
                    + " at "
                    + (local.getSecond() == 0 ? MINUTE : SECOND).format(local);
        }
    }

    /// How urgently the call was served.
    record OfServiceTier(ServiceTierPrices prices) implements Reason {
        @Override
        public String kind() {
            return "service-tier";
        }

        @Override
        public String rule() {
            return prices.tier().key();
        }

        @Override
        public String explain(CallFacts call) {
            return "service tier " + rule() + " " + prices.change();
        }
    }

    /// A discount, surcharge or margin.
    record OfModifier(Modifier modifier) implements Reason {
        @Override
        public String kind() {
            return modifier.kind().key();
        }

        @Override
        public String rule() {
            return modifier.name();
        }

        @Override
        public String explain(CallFacts call) {
            return kind()
                    + " "
                    + modifier.name()
                    + " "
                    + modifier.by()
                    + (modifier.kind() == Modifier.Kind.MARGIN ? " on what we pay" : "")
                    + modifier.audience().words();
        }
    }

    /// Another currency.
    record OfExchange(ExchangeRate rate) implements Reason {
        @Override
        public String kind() {
            return "exchange-rate";
        }

        @Override
        public String rule() {
            return rate.from() + " to " + rate.to();
        }

        @Override
        public String explain(CallFacts call) {
            return "exchange rate "
                    + rule()
                    + " x "
                    + rate.rate()
                    + (rate.rounding() == null ? "" : ", rounded " + rate.rounding().key())
                    + " of "
                    + rate.asOf()
                    + " by "
                    + rate.source();
        }
    }
}
