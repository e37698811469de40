package io.tokengrid.app;

import io.tokengrid.rating.CallFacts;
import io.tokengrid.rating.Charge;
import io.tokengrid.rating.EffectivePrices;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Money;
import java.math.RoundingMode;
import java.util.Currency;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A record of usage with its charge, as text and as JSON.
///
/// @param line where it stands in the file
/// @param id the name that the file gives it; null if none
/// @param call what decided its prices
/// @param prices what it was rated by
/// @param charge what it costs
record RatedRecord(
        int line, @Nullable String id, CallFacts call, EffectivePrices prices, Charge charge) {
    /// Rounded as the line of an invoice: half away from zero, to the digits that ISO 4217 gives
    /// the currency, and to two where it does not know it.
    static String rounded(Money exact, CurrencyCode currency) {
        int digits = 2;
        for (Currency known : Currency.getAvailableCurrencies()) {
            if (known.getCurrencyCode().equals(currency.code())) {
                digits = Math.max(0, known.getDefaultFractionDigits());
            }
        }
        return exact.toBigDecimal().setScale(digits, RoundingMode.HALF_UP).toPlainString();
    }

    /// Some lines, the last one with its end.
    String text() {
        var text = new StringBuilder("line " + line);
        text.append(id == null ? "" : " " + id).append(": ").append(call.model());
        text.append(' ').append(prices.currency()).append(' ').append(charge.total());
        text.append(", rounded ").append(rounded(charge.total(), prices.currency())).append('\n');
        for (Charge.ChargeLine of : charge.lines()) {
            text.append(
                    "  %s %s x %s per million = %s%s%n"
                            .formatted(
                                    of.tokenClass().key(),
                                    of.tokens(),
                                    of.price(),
                                    of.amount(),
                                    of.priceSource() == of.tokenClass()
                                            ? ""
                                            : ", the price of " + of.priceSource().key()));
        }
        for (Charge.UnitLine of : charge.unitLines()) {
            text.append(
                    "  %s %d x %s = %s%n"
                            .formatted(of.unit().key(), of.quantity(), of.price(), of.amount()));
        }
        for (Charge.Unpriced of : charge.unpriced()) {
            text.append("  %s %s: no price%n".formatted(of.tokenClass().key(), of.tokens()));
        }
        for (Charge.UnpricedUnit of : charge.unpricedUnits()) {
            text.append("  %s %d: no price%n".formatted(of.unit().key(), of.quantity()));
        }
        prices.reasons()
                .forEach(reason -> text.append("  by ").append(reason.explain(call)).append('\n'));
        return text.toString();
    }

    ObjectNode json() {
        ObjectNode json = JsonMapper.shared().createObjectNode();
        json.put("line", line);
        if (id != null) {
            json.put("id", id);
        }
        json.put("model", call.model());
        json.put("currency", prices.currency().code());
        json.put("exact", charge.total().toString());
        json.put("rounded", rounded(charge.total(), prices.currency()));
        ArrayNode lines = json.putArray("lines");
        for (Charge.ChargeLine of : charge.lines()) {
            lines.addObject()
                    .put("class", of.tokenClass().key())
                    .put("tokens", of.tokens().value())
                    .put("perMillion", of.price().toString())
                    .put("priceOf", of.priceSource().key())
                    .put("amount", of.amount().toString());
        }
        for (Charge.UnitLine of : charge.unitLines()) {
            lines.addObject()
                    .put("unit", of.unit().key())
                    .put("quantity", of.quantity())
                    .put("perUnit", of.price().toString())
                    .put("amount", of.amount().toString());
        }
        ArrayNode missing = json.putArray("priceMissing");
        charge.unpriced()
                .forEach(of ->
                        missing.addObject()
                                .put("class", of.tokenClass().key())
                                .put("tokens", of.tokens().value()));
        charge.unpricedUnits()
                .forEach(of ->
                        missing.addObject()
                                .put("unit", of.unit().key())
                                .put("quantity", of.quantity()));
        ArrayNode reasons = json.putArray("reasons");
        prices.reasons()
                .forEach(reason ->
                        reasons.addObject()
                                .put("kind", reason.kind())
                                .put("rule", reason.rule())
                                .put("why", reason.explain(call)));
        return json;
    }
}
