package io.tokengrid.app;

import io.tokengrid.app.prices.Condition;
import io.tokengrid.app.prices.ListPrice;
import io.tokengrid.app.prices.Rates;
import io.tokengrid.metering.ServiceTier;
import java.io.PrintWriter;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.Function;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// How the commands below `prices` print what they found.
final class PricesOutput {
    private PricesOutput() {}

    /// Prints each on a line, or all as one list in JSON.
    static <T> void print(
            PrintWriter out,
            boolean asJson,
            List<T> found,
            Function<T, ObjectNode> json,
            Function<T, String> line) {
        if (asJson) {
            ArrayNode all = JsonMapper.shared().createArrayNode();
            found.forEach(each -> all.add(json.apply(each)));
            out.println(all);
        } else {
            found.forEach(each -> out.println(line.apply(each)));
        }
    }

    /// What the price depends on besides the class of tokens, such as `length, batch`.
    static String conditions(ListPrice price) {
        var words = new LinkedHashSet<String>();
        for (Rates rates : price.rates()) {
            Condition condition = rates.condition();
            if (condition.above() > 0) {
                words.add("length");
            }
            if (!condition.window().isEmpty()) {
                words.add("hour");
            }
            if (condition.tier() != ServiceTier.DEFAULT) {
                words.add(condition.tier().key());
            }
        }
        return String.join(",", words);
    }
}
