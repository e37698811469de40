package io.tokengrid.console;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Writes `docs/reference/api.md` from the table of routes, what the sources say of the records'
/// fields, and examples that were really called.
final class ReferencePage {
    private static final Pattern RECORD =
            Pattern.compile("((?: *///[^\\n]*\\n)+) *record (\\w+)\\(");
    private static final Pattern FIELD = Pattern.compile("@param (\\w+) ((?:(?!@param)[\\s\\S])*)");
    private static final String INTRODUCTION =
            """
            # The HTTP API

            Made from the program's own table of calls; a test keeps it so. The same as OpenAPI 3.1:
            `GET /api/openapi.json`. Calls to models (`/v1/chat/completions` and others) are not here.

            - **Keys.** `/api/v1/...` wants the admin key, `/v1/me...` a key of an organization, both as
              `Authorization: Bearer KEY`.
            - **Amounts** are strings that hold exact decimals, numbers of tokens are whole numbers, times
              are ISO 8601, ranges are half-open.
            - **Bodies** are JSON of at most 1 MiB, read strictly: an unknown field is an error that names
              the nearest known one.
            - **A change answered with 200** is durable and in force.
            - **Lists** come in pages: `after` takes what the page before gave as `next`.
            - **Errors** are `{"error":{"code","message","hint"}}`: 400 for what cannot be read, 401 without
              the key, 404 for what there is not, 405 with `Allow`, 409 for what contradicts what is, 413
              for a body too large, 415 for one that is not JSON, 503 with `Retry-After` for what is away
              now. `code` is stable.
            """;

    private final Map<String, Map<String, String>> descriptions = new HashMap<>();

    ReferencePage(Path sources) throws IOException {
        try (Stream<Path> files = Files.list(sources)) {
            files.filter(file -> file.toString().endsWith(".java"))
                    .forEach(file -> describe(text(file)));
        }
    }

    /// One example: what was sent and what came back.
    record Example(String request, String answer) {}

    /// @param examples by method and path, as `GET /api/v1/status`
    String write(List<Route> routes, Map<String, Example> examples) {
        var page = new StringBuilder(INTRODUCTION);
        var described = new HashMap<Class<?>, String>();
        for (Route route : routes) {
            String name = route.method() + " " + route.path();
            page.append("\n## `").append(name).append("`\n\n").append(route.summary());
            if (!route.description().isEmpty()) {
                page.append(' ').append(route.description());
            }
            page.append('\n');
            parameters(route, page);
            if (route.body() == Document.class) {
                page.append("The body is a text in YAML or JSON.\n\n");
            } else if (route.body() != null) {
                fields("Body", route.body(), true, page);
            }
            String before = described.get(route.answers().getFirst());
            if (route.answers().contains(FileDownload.class)) {
                page.append("\nAnswers a file.\n");
            } else if (before == null) {
                for (Class<?> answer : route.answers()) {
                    fields(route.paged() ? "Each of `items`" : "Answer", answer, false, page);
                    described.put(
                            answer,
                            route.paged()
                                    ? "one of the `items` of `" + name + "`"
                                    : "what `" + name + "` answers");
                }
            } else {
                page.append(route.paged() ? "\nEach of `items` is " : "\nAnswers ");
                page.append(before).append(".\n");
            }
            Example example = examples.get(name);
            if (example != null) {
                page.append("\n```http\n").append(example.request()).append("\n```\n");
            }
            if (example != null && before == null) {
                page.append("\n```json\n").append(example.answer()).append("\n```\n");
            }
        }
        return page.toString();
    }

    private static void parameters(Route route, StringBuilder page) {
        if (!route.parameters().isEmpty()) {
            page.append("\n| query | |\n|---|---|\n");
            for (Parameter<?> parameter : route.parameters()) {
                page.append("| `").append(parameter.name()).append("` | ");
                page.append(parameter.required() ? "Needed. " : "");
                page.append(parameter.description()).append(" |\n");
            }
        }
    }

    private void fields(String title, Class<?> type, boolean received, StringBuilder page) {
        if (!type.isRecord()) {
            return;
        }
        page.append("\n| ").append(title).append(" | | |\n|---|---|---|\n");
        rows("", type, received, page);
    }

    private void rows(String prefix, Class<?> type, boolean received, StringBuilder page) {
        for (RecordComponent component : type.getRecordComponents()) {
            boolean nullable = Schemas.isNullable(component);
            Class<?> inner = inner(component.getGenericType());
            boolean list = List.class.isAssignableFrom(component.getType());
            String kind = kind(component.getGenericType());
            page.append("| `").append(prefix).append(component.getName()).append("` | ");
            page.append(kind).append(nullable ? received ? ", optional" : " or null" : "");
            page.append(" | ").append(description(type, component.getName())).append(" |\n");
            if (inner.isRecord() && Leaves.of(inner) == null) {
                rows(prefix + component.getName() + (list ? "[]." : "."), inner, received, page);
            }
        }
    }

    private String description(Class<?> type, String field) {
        return descriptions.getOrDefault(type.getSimpleName(), Map.of()).getOrDefault(field, "");
    }

    private static Class<?> inner(Type type) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            return inner(arguments[arguments.length - 1]);
        }
        return (Class<?>) type;
    }

    private static String kind(Type type) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            String of = kind(arguments[arguments.length - 1]);
            return switch (((Class<?>) generic.getRawType()).getSimpleName()) {
                case "Given" -> of + " or null";
                case "Map" -> "object of " + of;
                default -> "list of " + of;
            };
        }
        Class<?> plain = (Class<?>) type;
        Leaf<?> leaf = Leaves.of(plain);
        if (leaf == null) {
            return "object";
        }
        if (leaf.schema().get("enum") instanceof List<?> words) {
            return words.size() > 24 ? "word" : "`" + join(words) + "`";
        }
        return switch (plain.getSimpleName()) {
            case "Money", "Amount", "Cost", "Price" -> "decimal string";
            case "Instant" -> "time";
            case "OrganizationId", "KeyId", "CallId" -> "id";
            default -> String.valueOf(leaf.schema().get("type"));
        };
    }

    private static String join(List<?> words) {
        return String.join("`, `", words.stream().map(String::valueOf).toList());
    }

    private void describe(String source) {
        Matcher records = RECORD.matcher(source);
        while (records.find()) {
            String comment = records.group(1).replaceAll("(?m)^ */// ?", "");
            var fields = new LinkedHashMap<String, String>();
            Matcher params = FIELD.matcher(comment);
            while (params.find()) {
                fields.put(params.group(1), params.group(2).replaceAll("\\s+", " ").strip());
            }
            descriptions.put(records.group(2), fields);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The names of routes that have no example though they could.
    static List<String> without(List<Route> routes, Map<String, Example> examples) {
        var names = new ArrayList<String>();
        for (Route route : routes) {
            String name = route.method() + " " + route.path();
            if (!examples.containsKey(name)
                    && route.answers().getFirst() != Map.class
                    && route.answers().getFirst() != FileDownload.class) {
                names.add(name);
            }
        }
        return names;
    }
}
