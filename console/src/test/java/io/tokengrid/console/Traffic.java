package io.tokengrid.console;

import io.tokengrid.journal.Fact;
import io.tokengrid.journal.OwnCount;
import io.tokengrid.journal.Publisher;
import io.tokengrid.ledger.KeyView;
import io.tokengrid.ledger.LedgerFact.ProviderCost;
import io.tokengrid.metering.Margin;
import io.tokengrid.metering.ReportedUsage;
import io.tokengrid.metering.ServiceTier;
import io.tokengrid.metering.TokenClass;
import io.tokengrid.metering.Usage;
import io.tokengrid.metering.UsageSource;
import io.tokengrid.rating.Charge;
import io.tokengrid.rating.PriceBook;
import io.tokengrid.rating.PriceList;
import io.tokengrid.rating.PriceRow;
import io.tokengrid.rating.PriceRules;
import io.tokengrid.rating.Rater;
import io.tokengrid.storage.AdmitOutcome;
import io.tokengrid.storage.CallRequest;
import io.tokengrid.storage.Node;
import io.tokengrid.units.CallId;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Money;
import io.tokengrid.units.Price;
import io.tokengrid.units.Sha256;
import io.tokengrid.units.TokenCount;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// Calls on a node, as the gateway would make them.
final class Traffic {
    private final Api api;
    private final Node node;
    private final Durability durability;

    Traffic(Api api) {
        this.api = api;
        this.node = api.store.node();
        this.durability = new Durability(node.journal());
    }

    /// Publishes prices of `qwen-plus`: 0.8 for input, 0.16 for cached input, 2 for output; 0.4 and
    /// 1 are what the provider takes.
    Traffic priced(PriceRow... more) {
        Instant now = api.clock.instant();
        var row =
                new PriceRow(
                        "qwen-plus",
                        new CurrencyCode("CNY"),
                        Instant.parse("2025-12-31T16:00:00Z"),
                        new PriceList(
                                Map.of(
                                        TokenClass.INPUT,
                                        Price.perMillion("0.8"),
                                        TokenClass.CACHED_INPUT,
                                        Price.perMillion("0.16"),
                                        TokenClass.OUTPUT,
                                        Price.perMillion("2"))),
                        new PriceList(
                                Map.of(
                                        TokenClass.INPUT,
                                        Price.perMillion("0.4"),
                                        TokenClass.OUTPUT,
                                        Price.perMillion("1"))));
        List<PriceRow> rows = Stream.concat(Stream.of(row), Arrays.stream(more)).toList();
        node.publish(
                book ->
                        switch (book.revise(PriceRules.of(rows), now)) {
                            case PriceBook.Revision.Next(PriceBook next) -> next;
                            case PriceBook.Revision.Unchanged(), PriceBook.Revision.Refused _ ->
                                    throw new IllegalStateException("prices were not taken");
                        },
                Publisher.API,
                now);
        return this;
    }

    /// Admits a call of the key, with room for 1,000 tokens in and 500 out.
    CallId open(String secret) {
        return open(secret, 1_000);
    }

    CallId open(String secret, long input) {
        Instant now = api.clock.instant();
        KeyView key = key(secret);
        AdmitOutcome outcome =
                node.admit(
                        new CallRequest(
                                key.id(),
                                "qwen-plus",
                                List.of("dashscope"),
                                Set.of(ServiceTier.DEFAULT),
                                true,
                                new TokenCount(input),
                                new TokenCount(500),
                                now.plusSeconds(600),
                                Map.of("team", "blue"),
                                null),
                        now,
                        _ -> {});
        if (outcome instanceof AdmitOutcome.Admitted admitted) {
            awaitDurable();
            return admitted.call();
        }
        throw new IllegalStateException("not admitted: " + outcome);
    }

    private KeyView key(String secret) {
        KeyView key = node.read(state -> state.ledger().keyBySecret(Secrets.hash(secret)));
        if (key == null) {
            throw new IllegalStateException("no key has this secret");
        }
        return key;
    }

    /// Settles a call with 700 fresh and 200 cached tokens in and 300 out.
    void settle(CallId call) {
        Usage usage =
                Usage.builder(UsageSource.REPORTED)
                        .count(TokenClass.INPUT, 700)
                        .count(TokenClass.CACHED_INPUT, 200)
                        .count(TokenClass.OUTPUT, 300)
                        .build();
        Charge charge = Rater.rate(prices().baseSell(), usage);
        settle(call, usage, charge.total(), charge.lines());
    }

    void settle(CallId call, Usage usage, Money charge, List<Charge.ChargeLine> lines) {
        Instant now = api.clock.advance(Duration.ofMillis(1_500));
        PriceList buy = prices().baseBuy();
        node.settle(
                call,
                charge,
                new Fact.Settlement(
                        usage,
                        Fact.Service.PLAIN,
                        ReportedUsage.builder()
                                .said(Margin.INPUT, 900)
                                .said(Margin.CACHED, 200)
                                .said(Margin.OUTPUT, 300)
                                .build(),
                        lines,
                        "stop",
                        List.of(
                                new Fact.Attempt(
                                        "dashscope",
                                        "qwen-plus-latest",
                                        "guian",
                                        Duration.ofMillis(2),
                                        Duration.ofMillis(1_400),
                                        200,
                                        null)),
                        Duration.ofMillis(320),
                        false,
                        new OwnCount(
                                new TokenCount(898),
                                new TokenCount(300),
                                "qwen",
                                true,
                                new OwnCount.Texts(
                                        TokenCount.ZERO,
                                        false,
                                        1,
                                        2,
                                        new Sha256(1, 2, 3, 4),
                                        new Sha256(5, 6, 7, 8)))),
                buy == null ? null : new ProviderCost("dashscope", Rater.total(buy, usage)),
                now);
        node.delivered(call, true, now);
        awaitDurable();
    }

    /// Ends a call without a charge.
    void fail(CallId call) {
        node.release(call, "upstream_failed", List.of(), false, api.clock.instant());
        awaitDurable();
    }

    /// As a client would, which gets no end of an answer before it is durable.
    private void awaitDurable() {
        durability.await(node.read(_ -> node.journal().lastSequence()));
    }

    PriceRow prices() {
        PriceRow row =
                node.book().rowAt("qwen-plus", null, new CurrencyCode("CNY"), api.clock.instant());
        if (row == null) {
            throw new IllegalStateException("no prices");
        }
        return row;
    }
}
