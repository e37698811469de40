package io.tokengrid.console;

import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// Writes records as JSON: a component is a field of its name, in their order; values as the table
/// of [Leaves] says, what is null as `null`. Thread-safe.
final class JsonWriter {
    private final JsonMapper mapper = JsonMapper.builder().build();

    /// Asking a class for its components costs more than calling them all.
    private final ClassValue<List<Field>> fields =
            new ClassValue<>() {
                @Override
                protected List<Field> computeValue(Class<?> type) {
                    return fieldsOf(type);
                }
            };

    private record Field(String name, Method accessor) {}

    byte[] write(Object value) {
        return mapper.writeValueAsBytes(tree(value));
    }

    private @Nullable Object tree(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case Enum<?> constant -> Leaf.key(constant);
            case ZoneId zone -> zone.getId();
            case Collection<?> list -> list.stream().map(this::tree).toList();
            case Map<?, ?> map -> object(map);
            default -> leafOrRecord(value);
        };
    }

    private Map<String, @Nullable Object> object(Map<?, ?> map) {
        var object = new LinkedHashMap<String, @Nullable Object>();
        map.forEach((key, value) -> object.put(String.valueOf(tree(key)), tree(value)));
        return object;
    }

    private Object leafOrRecord(Object value) {
        Leaf<?> leaf = Leaves.of(value.getClass());
        if (leaf != null) {
            return leaf.toJson(value);
        }
        var object = new LinkedHashMap<String, @Nullable Object>();
        for (Field field : fields.get(value.getClass())) {
            object.put(field.name(), tree(read(value, field)));
        }
        return object;
    }

    private static List<Field> fieldsOf(Class<?> type) {
        var fields = new ArrayList<Field>();
        for (RecordComponent component : type.getRecordComponents()) {
            Method accessor = component.getAccessor();
            accessor.setAccessible(true);
            fields.add(new Field(component.getName(), accessor));
        }
        return fields;
    }

    private static @Nullable Object read(Object record, Field field) {
        try {
            return field.accessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(record.getClass() + " cannot be written", e);
        }
    }
}
