package io.tokengrid.gateway;

import java.time.Instant;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// `GET /v1/models`, as OpenAI's clients read it: every name that can be called now, with what is
/// announced of its model.
final class ModelList {
    private ModelList() {}

    static String json(Catalogue catalogue, Instant now) {
        var names = new TreeMap<String, Model>(catalogue.models());
        catalogue
                .aliases()
                .keySet()
                .forEach(alias -> {
                    Model model = catalogue.find(alias);
                    if (model != null) {
                        names.put(alias, model);
                    }
                });
        var out = new StringBuilder("{\"object\":\"list\",\"data\":[");
        String separator = "";
        for (var name : names.entrySet()) {
            Model model = name.getValue();
            Lifecycle life = model.lifecycle();
            if (life.at(now) == Lifecycle.State.GONE) {
                continue;
            }
            out.append(separator).append("{\"id\":");
            Json.quote(name.getKey(), out);
            out.append(",\"object\":\"model\",\"created\":0,\"owned_by\":\"tokengrid\"");
            Lifecycle.State state = life.at(now);
            put("state", state == Lifecycle.State.CURRENT ? null : state.key(), out);
            put("alias_of", name.getKey().equals(model.name()) ? null : model.name(), out);
            put("retires", life.retires() == null ? null : life.retires().toString(), out);
            put("successor", life.successor(), out);
            out.append('}');
            separator = ",";
        }
        return out.append("]}").toString();
    }

    private static void put(String name, @Nullable String value, StringBuilder out) {
        if (value != null) {
            out.append(",\"").append(name).append("\":");
            Json.quote(value, out);
        }
    }
}
