package io.tokengrid.app;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The records of a file of usage, one after the other: an object in JSON on each line, or comma
/// separated values with a line of names first. Lines that are blank are passed over. For one
/// thread.
final class UsageFile implements AutoCloseable {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

    private final Path file;
    private final TextInput lines;
    private @Nullable List<String> columns;

    private UsageFile(Path file, InputStream in) {
        this.file = file;
        this.lines = new TextInput(in);
    }

    /// Throws [CommandFailure] if there is no such file.
    static UsageFile open(Path file) throws IOException {
        try {
            return new UsageFile(file, Files.newInputStream(file));
        } catch (NoSuchFileException e) {
            throw new CommandFailure("there is no file " + file, "check its name", e);
        }
    }

    /// The next record; empty at the end. Throws [CommandFailure] for a line that is none, with
    /// file, line and reason.
    Optional<UsageRecord> next() throws IOException {
        for (var line = lines.next(); line.isPresent(); line = lines.next()) {
            String text = line.get().strip();
            if (text.isEmpty()) {
                continue;
            }
            if (columns == null && !text.startsWith("{")) {
                columns = names(text);
                continue;
            }
            return Optional.of(record(text));
        }
        return Optional.empty();
    }

    /// The line of the record that [#next] answered last, from 1.
    int line() {
        return lines.line();
    }

    /// Says what is wrong with the line that was read last.
    CommandFailure wrong(String why, String hint) {
        return new CommandFailure(file + ":" + lines.line() + ": " + why, hint);
    }

    private UsageRecord record(String text) {
        Map<String, String> fields = columns == null ? object(text) : values(columns, text);
        try {
            return UsageRecord.of(fields);
        } catch (IllegalArgumentException e) {
            throw wrong(String.valueOf(e.getMessage()), "correct the line");
        }
    }

    private List<String> names(String text) {
        List<String> names = List.of(text.split(" *, *", -1));
        names.forEach(this::known);
        if (names.stream().distinct().count() < names.size()) {
            throw wrong("a column is named twice", "name each column once");
        }
        return names;
    }

    private Map<String, String> values(List<String> names, String text) {
        if (text.indexOf('"') >= 0) {
            throw wrong("quotes are not known here", "write values as they are, without commas");
        }
        String[] values = text.split(" *, *", -1);
        if (values.length != names.size()) {
            throw wrong(
                    "has " + values.length + " values for " + names.size() + " columns",
                    "write a value or nothing between commas for each column");
        }
        var fields = new HashMap<String, String>();
        for (int i = 0; i < values.length; i++) {
            if (!values[i].isEmpty()) {
                fields.put(names.get(i), values[i]);
            }
        }
        return fields;
    }

    private Map<String, String> object(String text) {
        JsonNode object;
        try {
            object = JSON.readTree(text);
        } catch (JacksonException e) {
            throw wrong("no JSON: " + e.getOriginalMessage(), "write one object on each line");
        }
        if (!object.isObject()) {
            throw wrong("no object in JSON", "write one object on each line");
        }
        var fields = new HashMap<String, String>();
        object.properties().forEach(field -> put(field.getKey(), field.getValue(), fields));
        return fields;
    }

    private void put(String name, JsonNode value, Map<String, String> fields) {
        known(name);
        if (name.equals("groups") && value.isArray()) {
            fields.put(
                    name,
                    StreamSupport.stream(value.spliterator(), false)
                            .map(JsonNode::asString)
                            .collect(Collectors.joining(";")));
        } else if (value.isString() || value.isNumber()) {
            fields.put(name, value.asString());
        } else if (!value.isNull()) {
            throw wrong(name + " is neither a text nor a number", "correct the line");
        }
    }

    private void known(String name) {
        List<String> fields = UsageRecord.fields();
        if (!fields.contains(name)) {
            throw wrong("unknown field '" + name + "'", Nearest.question(name, fields));
        }
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
