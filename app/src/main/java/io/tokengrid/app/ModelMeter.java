package io.tokengrid.app;

import io.tokengrid.gateway.Model;
import io.tokengrid.metering.Certainty;
import io.tokengrid.metering.PromptCount;
import io.tokengrid.metering.PromptMeter;
import io.tokengrid.metering.PromptText;
import io.tokengrid.metering.ServiceTier;
import io.tokengrid.metering.TokenClass;
import io.tokengrid.metering.TokenCounter;
import io.tokengrid.metering.TokenCounters;
import io.tokengrid.metering.Usage;
import io.tokengrid.metering.UsageSource;
import io.tokengrid.rating.CallFacts;
import io.tokengrid.rating.Customer;
import io.tokengrid.rating.EffectivePrices;
import io.tokengrid.rating.Moments;
import io.tokengrid.rating.PriceBook;
import io.tokengrid.rating.PriceList;
import io.tokengrid.rating.Rater;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.TokenCount;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How one model counts, and what it takes for reading.
///
/// @param book what prices it
/// @param provider who is asked first; null where that is not known
/// @param now when it would be called
record ModelMeter(
        String model, PromptMeter prompts, PriceBook book, @Nullable String provider, Instant now) {

    /// The meter of a model that no configuration describes.
    static ModelMeter known(String model, TokenCounters counters) {
        return new ModelMeter(
                model, PromptMeter.ofModel(model, counters), PriceBook.EMPTY, null, Instant.EPOCH);
    }

    /// The meter of a model as a configuration has it; where it has none, by the model's name.
    static ModelMeter offered(String name, Offering offering, TokenCounters counters, Instant now) {
        Model model = offering.catalogue().models().get(name);
        PriceBook book =
                offering.prices().map(rules -> new PriceBook(1, rules)).orElse(PriceBook.EMPTY);
        return model == null
                ? new ModelMeter(name, PromptMeter.ofModel(name, counters), book, null, now)
                : new ModelMeter(
                        name,
                        model.prompts(),
                        book,
                        model.deployments().getFirst().provider().name(),
                        now);
    }

    /// Counts a text on its own.
    ModelCount count(String text) {
        TokenCounter counter = prompts.counter();
        TokenCount tokens = counter.count(text);
        long error = Math.ceilDiv(tokens.value() * counter.errorPermille(), 1_000);
        return counted(
                new PromptCount(
                        tokens,
                        TokenCount.ZERO,
                        new TokenCount(error),
                        counter.exact() ? Certainty.EXACT : Certainty.ESTIMATED,
                        null));
    }

    /// Counts a chat with all that the model's template writes around it.
    ModelCount count(PromptText chat) {
        return counted(prompts.count(chat));
    }

    private ModelCount counted(PromptCount count) {
        return new ModelCount(model, prompts.counter().encoding(), count, price(count));
    }

    /// Null where images or sound have prices of their own: which of them the media are is not
    /// known here.
    private ModelCount.@Nullable Price price(PromptCount count) {
        EffectivePrices prices = count.leftOut() == null ? prices(count.tokens()) : null;
        if (prices == null || (!count.media().isZero() && !onePrice(prices.prices()))) {
            return null;
        }
        Usage usage = Usage.ofText(UsageSource.COUNTED, count.tokens(), TokenCount.ZERO);
        return new ModelCount.Price(Rater.total(prices.prices(), usage), prices.currency());
    }

    /// What anybody would pay for a prompt of this length now, in the first currency that has a
    /// price; null if none has.
    private @Nullable EffectivePrices prices(TokenCount prompt) {
        for (CurrencyCode currency : book.currencies(model)) {
            EffectivePrices prices =
                    book.sell(
                            new CallFacts(
                                    model,
                                    provider,
                                    Customer.anyone(currency),
                                    prompt,
                                    ServiceTier.DEFAULT,
                                    Moments.at(now)));
            if (prices != null) {
                return prices;
            }
        }
        return null;
    }

    private static boolean onePrice(PriceList sell) {
        return sell.priceSource(TokenClass.IMAGE_INPUT) == TokenClass.INPUT
                && sell.priceSource(TokenClass.AUDIO_INPUT) == TokenClass.INPUT
                && sell.priceSource(TokenClass.VIDEO_INPUT) == TokenClass.INPUT;
    }
}
