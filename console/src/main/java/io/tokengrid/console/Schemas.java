package io.tokengrid.console;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// JSON Schemas (2020-12, as OpenAPI 3.1 has them) of the records that are read and written. Not
/// thread-safe.
final class Schemas {
    private final Map<String, Object> components = new TreeMap<>();

    /// Whether a component may be null: left out or null in what is read, null in what is written.
    static boolean isNullable(RecordComponent component) {
        return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
    }

    /// A reference to the schema of a record that clients send.
    Map<String, Object> received(Class<?> type) {
        return schema(type, true);
    }

    /// A reference to the schema of a record that clients get.
    Map<String, Object> sent(Class<?> type) {
        return schema(type, false);
    }

    /// A reference to the schema of a page of such records.
    Map<String, Object> page(Class<?> of) {
        String name = of.getSimpleName() + "Page";
        components.put(
                name,
                object(
                        Ordered.map(
                                "items",
                                list(sent(of)),
                                "next",
                                nullable(Ordered.map("type", "string"))),
                        List.of("items", "next")));
        return reference(name);
    }

    /// By name, complete once everything was asked for.
    Map<String, Object> components() {
        return components;
    }

    private Map<String, Object> schema(Type type, boolean received) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            Class<?> raw = (Class<?>) generic.getRawType();
            if (raw == Given.class) {
                return nullable(schema(arguments[0], received));
            }
            if (raw == Map.class && arguments[1] == Object.class) {
                return Ordered.map("type", "object");
            }
            return raw == Map.class
                    ? map((Class<?>) arguments[0], schema(arguments[1], received))
                    : list(schema(arguments[0], received));
        }
        Class<?> plain = (Class<?>) type;
        if (plain == Map.class) {
            return Ordered.map("type", "object");
        }
        Leaf<?> leaf = Leaves.of(plain);
        return leaf != null ? leaf.schema() : record(plain, received);
    }

    private Map<String, Object> record(Class<?> type, boolean received) {
        String name = type.getSimpleName();
        if (!components.containsKey(name)) {
            components.put(name, Ordered.map());
            var properties = new LinkedHashMap<String, Object>();
            var required = new ArrayList<String>();
            for (RecordComponent component : type.getRecordComponents()) {
                boolean nullable = isNullable(component);
                Map<String, Object> schema = schema(component.getGenericType(), received);
                properties.put(
                        component.getName(), nullable && !received ? nullable(schema) : schema);
                if (!nullable || !received) {
                    required.add(component.getName());
                }
            }
            Map<String, Object> object = object(properties, required);
            if (received) {
                object.put(
                        "additionalProperties", JsonReader.Extensible.class.isAssignableFrom(type));
            }
            components.put(name, object);
        }
        return reference(name);
    }

    private static Map<String, Object> object(
            Map<String, Object> properties, List<String> required) {
        var object = new LinkedHashMap<String, Object>();
        object.put("type", "object");
        object.put("properties", properties);
        if (!required.isEmpty()) {
            object.put("required", required);
        }
        return object;
    }

    private static Map<String, Object> map(Class<?> names, Map<String, Object> of) {
        Leaf<?> leaf = Leaves.of(names);
        Map<String, Object> map = Ordered.map("type", "object", "additionalProperties", of);
        if (names.isEnum() && leaf != null) {
            map.put("propertyNames", leaf.schema());
        }
        return map;
    }

    private static Map<String, Object> list(Map<String, Object> of) {
        return Ordered.map("type", "array", "items", of);
    }

    private static Map<String, Object> nullable(Map<String, Object> schema) {
        return Ordered.map("anyOf", List.of(schema, Ordered.map("type", "null")));
    }

    private static Map<String, Object> reference(String name) {
        return Ordered.map("$ref", "#/components/schemas/" + name);
    }
}
