package io.tokengrid.app.prices;

import io.tokengrid.metering.TokenClass;
import io.tokengrid.rating.Tariff;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Price;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What one source says that one provider asks for one model.
///
/// @param id unique within a catalogue, such as `litellm:dashscope/qwen-plus`: the source, and the
///   model's name there
/// @param provider as the source calls it
/// @param model the provider's name of the model
/// @param mode what the model does, in LiteLLM's words such as `chat`; empty where not said
/// @param contextWindow tokens that it can read
/// @param maxOutput tokens that it can write
/// @param retires the day on which the provider takes it away, where one is announced
/// @param rates by condition, at least [Condition#ALWAYS], in order
/// @param leftOut prices that the source has besides and that are not per token, or of a class of
///   tokens that is not told apart here, by the source's names
public record ListPrice(
        String id,
        String provider,
        String model,
        String mode,
        CurrencyCode currency,
        Provenance provenance,
        Optional<Long> contextWindow,
        Optional<Long> maxOutput,
        Optional<LocalDate> retires,
        List<Rates> rates,
        List<String> leftOut) {
    public ListPrice {
        rates = rates.stream().sorted((a, b) -> a.condition().compareTo(b.condition())).toList();
        leftOut = List.copyOf(leftOut);
        if (rates.isEmpty() || !rates.getFirst().condition().equals(Condition.ALWAYS)) {
            throw new IllegalArgumentException(id + " has no price without a condition");
        }
    }

    /// The rates that hold without a condition.
    public Rates base() {
        return rates.getFirst();
    }

    /// The same as what a row of the price book says.
    public Tariff tariff() {
        return ListTariff.of(this);
    }

    /// The prices of calls under a condition, by the classes that the source names; empty if it
    /// says nothing of them. A source that names no hours has the same prices at all hours.
    public Map<TokenClass, Price> at(Condition condition) {
        return rates.stream()
                .filter(each -> each.condition().tier() == condition.tier())
                .filter(each -> each.condition().has(condition.above()))
                .filter(each ->
                        each.condition().window().isEmpty()
                                || each.condition().window().equals(condition.window()))
                .max(
                        Comparator.comparing((Rates each) -> each.condition().window())
                                .thenComparing(each -> each.condition().above()))
                .map(Rates::perMillion)
                .orElse(Map.of());
    }
}
