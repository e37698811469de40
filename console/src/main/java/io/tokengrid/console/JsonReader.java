package io.tokengrid.console;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads a body strictly into a record, whose components say what may stand in it: an unknown field
/// is refused with the nearest known one, a missing one unless its component is `@Nullable`, and
/// everything of another type. The record is thus also what OpenAPI describes ([Schemas]): this is
/// the one place besides it and [JsonWriter] that looks at classes.
///
/// Thread-safe.
final class JsonReader {
    private static final int MAX_LIST = 1_000;

    private final JsonMapper mapper =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(16)
                                                    .maxNumberLength(64)
                                                    .maxNameLength(200)
                                                    .build())
                                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                                    .build())
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    /// A record in which fields that it does not have may stand: they are passed over.
    interface Extensible {}

    /// The body as a record of the type; [ApiProblem] with what is wrong otherwise.
    <T> T read(byte[] body, Class<T> type) {
        return object(parsed(body, type), type, "");
    }

    /// A body that is a list of such records, or one of them.
    <T> List<T> readEach(byte[] body, Class<T> type) {
        JsonNode root = parsed(body, type);
        return root.isArray()
                ? list(root, type, "").stream().map(type::cast).toList()
                : List.of(object(root, type, ""));
    }

    private JsonNode parsed(byte[] body, Class<?> type) {
        JsonNode root;
        try {
            root = mapper.readTree(body);
        } catch (JacksonException e) {
            throw ApiProblem.invalid(
                    "invalid_json",
                    "The body is not JSON: " + firstLine(e.getOriginalMessage()),
                    where(e));
        }
        if (root.isMissingNode()) {
            throw ApiProblem.invalid(
                    "invalid_json",
                    "The body is empty.",
                    "Send a JSON object with " + fields(type) + ".");
        }
        return root;
    }

    private <T> T object(JsonNode node, Class<T> type, String path) {
        if (!node.isObject()) {
            throw wrongType(path, "an object with " + fields(type), node);
        }
        RecordComponent[] components = type.getRecordComponents();
        List<String> known = Arrays.stream(components).map(RecordComponent::getName).toList();
        for (String name : node.propertyNames()) {
            if (!known.contains(name) && !Extensible.class.isAssignableFrom(type)) {
                throw ApiProblem.invalid(
                        "unknown_field",
                        "There is no field " + Quoted.of(join(path, name)) + ".",
                        Nearest.hint(name, known));
            }
        }
        @Nullable Object[] values = new @Nullable Object[components.length];
        for (int i = 0; i < components.length; i++) {
            values[i] = component(node, components[i], path);
        }
        return built(type, values, path);
    }

    private @Nullable Object component(JsonNode node, RecordComponent component, String path) {
        String at = join(path, component.getName());
        JsonNode field = node.get(component.getName());
        Type type = component.getGenericType();
        if (component.getType() == Given.class) {
            return field == null
                    ? null
                    : new Given<>(field.isNull() ? null : value(field, argument(type), at));
        }
        if (field != null && !field.isNull()) {
            return value(field, type, at);
        }
        if (Schemas.isNullable(component)) {
            return null;
        }
        throw ApiProblem.invalid(
                "missing_field",
                "The field " + Quoted.of(at) + " is missing.",
                "Needed are " + required(component.getDeclaringRecord()) + ".");
    }

    private Object value(JsonNode node, Type type, String path) {
        if (type instanceof ParameterizedType generic) {
            return generic.getRawType() == Map.class
                    ? map(node, generic, path)
                    : list(node, argument(generic), path);
        }
        Class<?> plain = (Class<?>) type;
        Leaf<?> leaf = Leaves.of(plain);
        return leaf == null ? object(node, plain, path) : leaf(node, leaf, path);
    }

    private List<Object> list(JsonNode node, Type of, String path) {
        if (!node.isArray()) {
            throw wrongType(path, "a list", node);
        }
        if (node.size() > MAX_LIST) {
            throw ApiProblem.invalid(
                    "invalid_value",
                    (path.isEmpty() ? "The body" : Quoted.of(path))
                            + " has more than "
                            + MAX_LIST
                            + " entries.",
                    "Send fewer.");
        }
        var values = new ArrayList<Object>();
        for (JsonNode entry : node.values()) {
            values.add(value(entry, of, path + "[" + values.size() + "]"));
        }
        return values;
    }

    /// An object whose names are leaves, such as the names of token classes.
    private Map<Object, Object> map(JsonNode node, ParameterizedType type, String path) {
        Class<?> of = (Class<?>) type.getActualTypeArguments()[0];
        Leaf<?> name = Leaves.of(of);
        if (name == null) {
            throw new IllegalStateException(of + " cannot be a name");
        }
        if (!node.isObject()) {
            throw wrongType(path, "an object", node);
        }
        var values = new LinkedHashMap<Object, Object>();
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            values.put(
                    parsed(name, entry.getKey(), path),
                    value(
                            entry.getValue(),
                            type.getActualTypeArguments()[1],
                            join(path, entry.getKey())));
        }
        return values;
    }

    private static Object leaf(JsonNode node, Leaf<?> leaf, String path) {
        return switch (leaf.form()) {
            case STRING -> {
                if (!node.isString()) {
                    throw wrongType(path, "a string" + example(leaf), node);
                }
                yield parsed(leaf, node.stringValue(), path);
            }
            case INTEGER -> {
                if (!node.isIntegralNumber()) {
                    throw wrongType(path, "a whole number", node);
                }
                yield parsed(leaf, node.bigIntegerValue().toString(), path);
            }
            case NUMBER -> {
                if (!node.isNumber()) {
                    throw wrongType(path, "a number", node);
                }
                yield parsed(leaf, node.decimalValue().toString(), path);
            }
            case BOOLEAN -> {
                if (!node.isBoolean()) {
                    throw wrongType(path, "true or false", node);
                }
                yield node.booleanValue();
            }
        };
    }

    private static Object parsed(Leaf<?> leaf, String text, String path) {
        try {
            return leaf.parse().apply(text);
        } catch (IllegalArgumentException | ArithmeticException | DateTimeException e) {
            throw ApiProblem.invalid(
                    "invalid_value",
                    Quoted.of(path) + ": " + e.getMessage() + ".",
                    "Send a value" + example(leaf) + ".");
        }
    }

    private static <T> T built(Class<T> type, @Nullable Object[] values, String path) {
        try {
            Class<?>[] types =
                    Arrays.stream(type.getRecordComponents())
                            .map(RecordComponent::getType)
                            .toArray(Class<?>[]::new);
            Constructor<T> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException wrong) {
                String where = path.isEmpty() ? "" : Quoted.of(path) + ": ";
                throw ApiProblem.invalid(
                        "invalid_value", where + wrong.getMessage() + ".", "Send another value.");
            }
            throw new IllegalStateException(type + " cannot be made", e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + " is no record that can be made", e);
        }
    }

    private static ApiProblem wrongType(String path, String wanted, JsonNode node) {
        String what = path.isEmpty() ? "The body" : Quoted.of(path);
        return ApiProblem.invalid(
                "invalid_type",
                what + " is " + Leaf.key(node.getNodeType()) + " where " + wanted + " is needed.",
                "Amounts are strings, as exact decimals; numbers of tokens are whole numbers.");
    }

    private static String example(Leaf<?> leaf) {
        return leaf.schema().get("examples") instanceof List<?> examples
                ? " such as \"" + examples.getFirst() + "\""
                : "";
    }

    private static String fields(Class<?> type) {
        return Arrays.stream(type.getRecordComponents())
                .map(component -> "'" + component.getName() + "'")
                .reduce((a, b) -> a + ", " + b)
                .orElse("no field");
    }

    private static String required(Class<?> type) {
        return Arrays.stream(type.getRecordComponents())
                .filter(component -> !Schemas.isNullable(component))
                .map(component -> "'" + component.getName() + "'")
                .reduce((a, b) -> a + ", " + b)
                .orElse("none");
    }

    private static Type argument(Type type) {
        return ((ParameterizedType) type).getActualTypeArguments()[0];
    }

    private static String join(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    private static String where(JacksonException e) {
        TokenStreamLocation at = e.getLocation();
        return at == null
                ? "Send a JSON object."
                : "Line " + at.getLineNr() + ", column " + at.getColumnNr() + ".";
    }

    private static String firstLine(String text) {
        String line = text.lines().findFirst().orElse("");
        return Quoted.of(line);
    }
}
