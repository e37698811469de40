package io.tokengrid.console;

import java.lang.reflect.AccessibleObject;
import java.lang.reflect.RecordComponent;
import java.time.ZoneId;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// Writes records as JSON: a component is a field of its name, in their order; values as the table
/// of [Leaves] says, what is null as `null`. Thread-safe.
final class JsonWriter {
    private final JsonMapper mapper = JsonMapper.builder().build();

    byte[] write(Object value) {
        return mapper.writeValueAsBytes(tree(value));
    }

    private static @Nullable Object tree(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case Enum<?> constant -> Leaf.key(constant);
            case ZoneId zone -> zone.getId();
            case Collection<?> list -> list.stream().map(JsonWriter::tree).toList();
            case Map<?, ?> map -> object(map);
            default -> leafOrRecord(value);
        };
    }

    private static Map<String, @Nullable Object> object(Map<?, ?> map) {
        var object = new LinkedHashMap<String, @Nullable Object>();
        map.forEach((key, value) -> object.put(String.valueOf(tree(key)), tree(value)));
        return object;
    }

    private static Object leafOrRecord(Object value) {
        Leaf<?> leaf = Leaves.of(value.getClass());
        if (leaf != null) {
            return leaf.toJson(value);
        }
        var object = new LinkedHashMap<String, @Nullable Object>();
        for (RecordComponent component : value.getClass().getRecordComponents()) {
            object.put(component.getName(), tree(component(value, component)));
        }
        return object;
    }

    private static @Nullable Object component(Object record, RecordComponent component) {
        try {
            AccessibleObject accessor = component.getAccessor();
            accessor.setAccessible(true);
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(record.getClass() + " cannot be written", e);
        }
    }
}
