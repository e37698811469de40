package io.tokengrid.gateway;

/// `GET /v1/models`, as OpenAI's clients read it.
final class ModelList {
    private ModelList() {}

    static String json(Catalogue catalogue) {
        var out = new StringBuilder("{\"object\":\"list\",\"data\":[");
        String separator = "";
        for (String name : catalogue.models().keySet().stream().sorted().toList()) {
            out.append(separator).append("{\"id\":");
            Json.quote(name, out);
            out.append(",\"object\":\"model\",\"created\":0,\"owned_by\":\"tokengrid\"}");
            separator = ",";
        }
        return out.append("]}").toString();
    }
}
