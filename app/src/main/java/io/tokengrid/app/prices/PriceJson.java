package io.tokengrid.app.prices;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// List prices as JSON. Prices are texts, as exact decimals per million tokens.
public final class PriceJson {
    private static final JsonMapper JSON = JsonMapper.shared();

    private PriceJson() {}

    /// One list price with all that is known of it.
    public static ObjectNode of(ListPrice price) {
        ObjectNode node = head(price);
        node.put("provider", price.provider()).put("model", price.model());
        if (!price.mode().isEmpty()) {
            node.put("mode", price.mode());
        }
        node.put("currency", price.currency().code());
        price.contextWindow().ifPresent(tokens -> node.put("contextWindow", tokens));
        price.maxOutput().ifPresent(tokens -> node.put("maxOutput", tokens));
        price.retires().ifPresent(day -> node.put("retires", day.toString()));
        ArrayNode leftOut = node.putArray("leftOut");
        price.leftOut().forEach(leftOut::add);
        ArrayNode all = node.putArray("rates");
        for (Rates rates : price.rates()) {
            ObjectNode each = condition(rates.condition(), all.addObject());
            ObjectNode perMillion = each.putObject("perMillion");
            rates.perMillion()
                    .forEach((tokenClass, one) -> perMillion.put(tokenClass.key(), one.toString()));
        }
        return node;
    }

    /// An entry that has no price here.
    public static ObjectNode of(Skipped skipped) {
        return JSON.createObjectNode()
                .put("line", skipped.line())
                .put("entry", skipped.entry())
                .put("reason", skipped.reason());
    }

    /// One figure of which there are two.
    public static ObjectNode of(Comparison.Disagreement found) {
        ObjectNode node =
                JSON.createObjectNode()
                        .put("model", found.model())
                        .put("class", found.tokenClass().key())
                        .put("currency", found.currency().code());
        condition(found.condition(), node);
        node.set("a", head(found.a().from()).put("perMillion", found.a().price().toString()));
        node.set("b", head(found.b().from()).put("perMillion", found.b().price().toString()));
        return node;
    }

    private static ObjectNode head(ListPrice price) {
        ObjectNode node = JSON.createObjectNode().put("id", price.id());
        node.put("source", price.provenance().source())
                .put("checked", price.provenance().checked())
                .put("status", price.provenance().status().key());
        if (!price.provenance().link().isEmpty()) {
            node.put("link", price.provenance().link());
        }
        return node;
    }

    private static ObjectNode condition(Condition condition, ObjectNode node) {
        node.put("serviceTier", condition.tier().key()).put("above", condition.above());
        condition.upTo().ifPresent(most -> node.put("upTo", most));
        if (!condition.window().isEmpty()) {
            node.put("hours", condition.window());
        }
        return node;
    }
}
