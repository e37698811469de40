package io.tokengrid.app.prices;

import java.io.InputStream;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;

/// Reads a JSON file of somebody else's into memory, in bounds that no honest price list comes
/// near: 32 MiB, 2 million tokens, 20 levels, numbers of 100 characters.
final class JsonFile {
    static final long MAX_BYTES = 32L << 20;
    private static final long MAX_TOKENS = 2_000_000;
    private static final int MAX_DEPTH = 20;
    private static final int MAX_NUMBER = 100;

    private static final JsonFactory JSON =
            JsonFactory.builder()
                    .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxDocumentLength(MAX_BYTES)
                                    .maxTokenCount(MAX_TOKENS)
                                    .maxNestingDepth(MAX_DEPTH)
                                    .maxNumberLength(MAX_NUMBER)
                                    .build())
                    .build();

    private JsonFile() {}

    /// The object that the file holds.
    ///
    /// @param file its name for messages
    /// @throws UnreadablePrices if it holds none, or anything beyond the bounds, with the line
    static Located.Fields read(String file, InputStream in) {
        return object(file, JSON.createParser(ObjectReadContext.empty(), in), 0);
    }

    /// The object that a text within a file holds, where the whole text stands on one line of it.
    static Located.Fields read(String file, Located.Text text) {
        return object(
                file, JSON.createParser(ObjectReadContext.empty(), text.text()), text.line() - 1);
    }

    private static Located.Fields object(String file, JsonParser json, int linesBefore) {
        try (json) {
            json.nextToken();
            Located value = json.currentToken() == null ? null : value(json, linesBefore);
            if (!(value instanceof Located.Fields fields)) {
                throw new UnreadablePrices(
                        file,
                        1 + linesBefore,
                        value == null ? "is empty" : "is " + value.kind() + ", not an object");
            }
            if (json.nextToken() != null) {
                throw new UnreadablePrices(
                        file, line(json) + linesBefore, "goes on after its object");
            }
            return fields;
        } catch (JacksonException e) {
            TokenStreamLocation at =
                    e.getLocation() == null ? json.currentLocation() : e.getLocation();
            throw new UnreadablePrices(
                    file,
                    Math.max(1, at.getLineNr()) + linesBefore,
                    "is not JSON: " + firstLine(e.getOriginalMessage()));
        }
    }

    private static Located value(JsonParser json, int linesBefore) {
        int line = line(json) + linesBefore;
        JsonToken token = json.currentToken();
        return switch (token) {
            case START_OBJECT -> fields(json, line, linesBefore);
            case START_ARRAY -> items(json, line, linesBefore);
            case VALUE_STRING -> new Located.Text(line, json.getString());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(line, json.getString());
            case VALUE_TRUE, VALUE_FALSE -> new Located.Flag(line, token == JsonToken.VALUE_TRUE);
            default -> new Located.Nothing(line);
        };
    }

    private static Located fields(JsonParser json, int line, int linesBefore) {
        Map<String, Located> values = new LinkedHashMap<>();
        List<Located.Repeated> repeated = new ArrayList<>();
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = json.currentName();
            int at = line(json) + linesBefore;
            json.nextToken();
            if (values.putIfAbsent(name, value(json, linesBefore)) != null) {
                repeated.add(new Located.Repeated(at, name));
            }
        }
        return new Located.Fields(line, values, repeated);
    }

    private static Located items(JsonParser json, int line, int linesBefore) {
        List<Located> values = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            values.add(value(json, linesBefore));
        }
        return new Located.Items(line, values);
    }

    private static Located number(int line, String text) {
        try {
            BigDecimal value = new BigDecimal(text).stripTrailingZeros();
            if (Math.abs((long) value.scale()) <= MAX_NUMBER) {
                return new Located.Number(line, value);
            }
        } catch (NumberFormatException e) {
            return new Located.NoNumber(line, text);
        }
        return new Located.NoNumber(line, text);
    }

    private static int line(JsonParser json) {
        return Math.max(1, json.currentTokenLocation().getLineNr());
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse("no message");
    }
}
