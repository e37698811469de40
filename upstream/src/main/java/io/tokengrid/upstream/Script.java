package io.tokengrid.upstream;

import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// What is asked of the upstream for one call: values of some [Control]s. Immutable.
final class Script {
    static final Script NONE = new Script(new EnumMap<>(Control.class));

    private static final JsonFactory JSON = new JsonFactory();

    private final Map<Control, Object> values;

    private Script(Map<Control, Object> values) {
        this.values = values;
    }

    /// This script with the controls of a JSON object on top.
    ///
    /// @throws BadRequest if it is not a JSON object of known controls
    Script with(String object) {
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), object)) {
            json.nextToken();
            return with(json);
        } catch (JacksonException notJson) {
            throw new BadRequest("upstream controls are not JSON: " + notJson.getOriginalMessage());
        }
    }

    /// This script with the controls of the JSON object at the parser's current token on top.
    Script with(JsonParser json) {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            throw new BadRequest("upstream must be a JSON object");
        }
        Map<Control, Object> merged = new EnumMap<>(Control.class);
        merged.putAll(values);
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String key = json.currentName();
            Control control = Control.named(key);
            if (control == null) {
                throw new BadRequest("upstream has no control " + key);
            }
            json.nextToken();
            merged.put(control, control.read(json));
        }
        return new Script(merged);
    }

    boolean has(Control control) {
        return values.containsKey(control);
    }

    boolean is(Control control) {
        return Boolean.TRUE.equals(values.get(control));
    }

    boolean isNot(Control control) {
        return Boolean.FALSE.equals(values.get(control));
    }

    boolean is(Control control, String name) {
        return name.equals(values.get(control));
    }

    long whole(Control control, long absent) {
        return values.get(control) instanceof Long value ? value : absent;
    }

    int small(Control control, int absent) {
        return (int) Math.min(Integer.MAX_VALUE, whole(control, absent));
    }

    @Nullable String text(Control control) {
        return (String) values.get(control);
    }
}
