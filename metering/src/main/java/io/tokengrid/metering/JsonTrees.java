package io.tokengrid.metering;

import io.tokengrid.metering.prompt.JsonTree;
import io.tokengrid.metering.prompt.Utf8Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Reads JSON values as trees, as long as they are not too large for that.
final class JsonTrees {
    /// Names and values of one request that become trees; the largest tool sets in use have some
    /// thousands.
    static final int MAX_NODES = 50_000;

    private int nodes;

    /// Whether more may be read.
    boolean hasRoom() {
        return nodes < MAX_NODES;
    }

    /// The value at hand; null where it has too many nodes: then it is read to its end all the
    /// same.
    @Nullable JsonTree read(JsonParser json) {
        return switch (json.currentToken()) {
            case START_OBJECT -> {
                var members = new LinkedHashMap<String, JsonTree>();
                while (json.nextToken() != JsonToken.END_OBJECT) {
                    String name = json.currentName();
                    json.nextToken();
                    JsonTree value = read(json);
                    if (value != null) {
                        members.put(name, value);
                    }
                }
                yield counted(new JsonTree.Members(members));
            }
            case START_ARRAY -> {
                List<JsonTree> items = new ArrayList<>();
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    JsonTree item = read(json);
                    if (item != null) {
                        items.add(item);
                    }
                }
                yield counted(new JsonTree.Items(items));
            }
            case VALUE_STRING -> counted(new JsonTree.Text(json.getString()));
            case VALUE_NUMBER_INT -> counted(new JsonTree.Whole(json.getString()));
            case VALUE_NUMBER_FLOAT -> counted(new JsonTree.Fraction(json.getDoubleValue()));
            case VALUE_TRUE -> counted(new JsonTree.Truth(true));
            case VALUE_FALSE -> counted(new JsonTree.Truth(false));
            default -> counted(new JsonTree.Null());
        };
    }

    /// The value that a text is; null where it has too many nodes or is too deep.
    @Nullable JsonTree read(Utf8Text text) {
        try (JsonParser json = Json.parser(text.bytes(), text.from(), text.to())) {
            json.nextToken();
            return read(json);
        } catch (JacksonException _) {
            return null;
        }
    }

    /// The object that a text is; null if it is none.
    JsonTree.@Nullable Members members(Utf8Text text) {
        Utf8Text plain = text.plain();
        try (JsonParser json = Json.parser(plain.bytes(), plain.from(), plain.to())) {
            return json.nextToken() == JsonToken.START_OBJECT
                            && read(json) instanceof JsonTree.Members members
                            && hasRoom()
                            && json.nextToken() == null
                    ? members
                    : null;
        } catch (JacksonException _) {
            return null;
        }
    }

    private @Nullable JsonTree counted(JsonTree tree) {
        nodes++;
        return nodes <= MAX_NODES ? tree : null;
    }
}
