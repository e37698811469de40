package io.tokengrid.console;

import io.tokengrid.documents.table.TableFormat;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Describes routes in OpenAPI 3.1.
final class OpenApi {
    private static final Pattern NAME = Pattern.compile("\\{([a-z]+)}");
    private static final String JSON = "application/json";

    private static final Map<String, Object> FILES = files();

    private final Schemas schemas = new Schemas();

    private OpenApi() {}

    /// The error body of every refusal.
    record Refusal(RefusalDetail error) {}

    /// @param code stable, for programs
    /// @param message what is wrong
    /// @param hint what to do about it
    record RefusalDetail(String code, String message, String hint) {}

    static Map<String, Object> describe(List<Route> routes, String version) {
        return new OpenApi().document(routes, version);
    }

    private Map<String, Object> document(List<Route> routes, String version) {
        var paths = new LinkedHashMap<String, Map<String, Object>>();
        for (Route route : routes) {
            paths.computeIfAbsent(route.path(), _ -> new LinkedHashMap<>())
                    .put(route.method().toLowerCase(java.util.Locale.ROOT), operation(route));
        }
        var document = new LinkedHashMap<String, Object>();
        document.put("openapi", "3.1.0");
        document.put(
                "info",
                Ordered.map(
                        "title",
                        "TokenGrid",
                        "version",
                        version,
                        "description",
                        "Amounts are strings that hold exact decimals, times are ISO 8601, ranges"
                                + " are half-open. Errors are `{\"error\":{\"code\",\"message\","
                                + "\"hint\"}}`.",
                        "license",
                        Ordered.map("name", "Apache-2.0", "identifier", "Apache-2.0")));
        document.put("servers", List.of(Ordered.map("url", "/")));
        document.put("paths", paths);
        document.put(
                "components",
                Ordered.map(
                        "schemas",
                        schemas.components(),
                        "securitySchemes",
                        Ordered.map(
                                "adminKey",
                                bearer("The admin key of the configuration."),
                                "usageKey",
                                bearer("The usage key of the configuration: it reports usage."),
                                "apiKey",
                                bearer("A key of an organization; it reads its own."))));
        return document;
    }

    private Map<String, Object> operation(Route route) {
        var operation = new LinkedHashMap<String, Object>();
        operation.put("operationId", operationId(route));
        operation.put("summary", route.summary());
        if (!route.description().isEmpty()) {
            operation.put("description", route.description());
        }
        operation.put("security", security(route.access()));
        List<Object> parameters = parameters(route);
        if (!parameters.isEmpty()) {
            operation.put("parameters", parameters);
        }
        if (route.body() != null) {
            operation.put(
                    "requestBody",
                    Ordered.map("required", true, "content", received(route, route.body())));
        }
        operation.put("responses", responses(route));
        return operation;
    }

    private Map<String, Object> received(Route route, Class<?> body) {
        if (route.many()) {
            Map<String, Object> one = schemas.received(body);
            return content(
                    Ordered.map("oneOf", List.of(one, Ordered.map("type", "array", "items", one))));
        }
        if (body == Upload.class) {
            return Ordered.map(
                    "text/csv",
                    Ordered.map("schema", Ordered.map("type", "string", "format", "binary")));
        }
        return body == Document.class
                ? Ordered.map(
                        "application/yaml",
                        Ordered.map("schema", Ordered.map("type", "string")),
                        JSON,
                        Ordered.map("schema", Ordered.map("type", "object")))
                : content(schemas.received(body));
    }

    private List<Object> parameters(Route route) {
        var parameters = new ArrayList<Object>();
        Matcher names = NAME.matcher(route.path());
        while (names.find()) {
            parameters.add(parameter(names.group(1), "path", true, Ordered.map("type", "string")));
        }
        for (Parameter<?> known : route.parameters()) {
            var parameter =
                    parameter(known.name(), "query", known.required(), schemas.sent(known.type()));
            parameter.put("description", known.description());
            parameters.add(parameter);
        }
        return parameters;
    }

    private static Map<String, Object> parameter(
            String name, String in, boolean required, Map<String, Object> schema) {
        var parameter = new LinkedHashMap<String, Object>();
        parameter.put("name", name);
        parameter.put("in", in);
        parameter.put("required", required);
        parameter.put("schema", schema);
        return parameter;
    }

    private Map<String, Object> responses(Route route) {
        var responses = new TreeMap<String, Object>();
        responses.put(
                "200",
                Ordered.map(
                        "description",
                        "Done.",
                        "content",
                        route.answers().contains(FileDownload.class)
                                ? FILES
                                : content(answer(route))));
        responses.put(
                "default",
                Ordered.map(
                        "description",
                        "Refused: 400 for what cannot be read, 401 without the key, 404 for what"
                                + " there is not, 409 for what contradicts what is, 503 for what is"
                                + " away now.",
                        "content",
                        content(schemas.sent(Refusal.class))));
        return responses;
    }

    private Map<String, Object> answer(Route route) {
        if (route.paged()) {
            return schemas.page(route.answers().getFirst());
        }
        List<Map<String, Object>> answers = route.answers().stream().map(schemas::sent).toList();
        return answers.size() == 1 ? answers.getFirst() : Ordered.map("oneOf", answers);
    }

    private static List<Object> security(Access access) {
        return switch (access) {
            case OPEN -> List.of();
            case ADMIN -> List.of(Ordered.map("adminKey", List.of()));
            case USAGE ->
                    List.of(Ordered.map("usageKey", List.of()), Ordered.map("adminKey", List.of()));
            case KEY -> List.of(Ordered.map("apiKey", List.of()));
        };
    }

    private static Map<String, Object> files() {
        var files = new LinkedHashMap<String, Object>();
        for (TableFormat format : TableFormat.values()) {
            files.put(
                    format.mediaType(),
                    Ordered.map("schema", Ordered.map("type", "string", "format", "binary")));
        }
        return files;
    }

    private static Map<String, Object> content(Map<String, Object> schema) {
        return Ordered.map(JSON, Ordered.map("schema", schema));
    }

    private static Map<String, Object> bearer(String description) {
        return Ordered.map("type", "http", "scheme", "bearer", "description", description);
    }

    private static String operationId(Route route) {
        String words =
                route.path().replaceAll("/api/v1|[{}]", "").replaceAll("[^a-z0-9]+", " ").strip();
        return route.method().toLowerCase(java.util.Locale.ROOT) + "-" + words.replace(' ', '-');
    }
}
