package io.tokengrid.upstream;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// Mooncake's and Qwen-Bailian's traces, a JSON object a line. They share their names, but
/// Mooncake's times are milliseconds and Bailian's, known by its `chat_id`, are seconds.
final class JsonTrace implements TraceFormat {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int MILLIS_TO_NANOS = 6;
    private static final int SECONDS_TO_NANOS = 9;

    /// Tokens of the blocks that `hash_ids` name, by the traces' own descriptions.
    private static final int MOONCAKE_BLOCK = 512;

    private static final int BAILIAN_BLOCK = 16;

    /// More than a prompt of four million tokens has.
    private static final int MAX_BLOCKS = 1 << 18;

    @Override
    public boolean hasHeader() {
        return false;
    }

    @Override
    public TraceRow row(String line) throws BadRow {
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), line)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new BadRow("not a JSON object");
            }
            return row(json);
        } catch (JacksonException notJson) {
            throw new BadRow("not JSON: " + notJson.getOriginalMessage());
        } catch (ArithmeticException tooFine) {
            throw new BadRow("timestamp is out of range");
        }
    }

    private static TraceRow row(JsonParser json) throws BadRow {
        BigDecimal time = null;
        long input = -1;
        long output = -1;
        boolean chat = false;
        List<Long> blocks = List.of();
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            switch (name) {
                case "timestamp" -> time = number(name, value, json);
                case "input_length" -> input = tokens(name, value, json);
                case "output_length" -> output = tokens(name, value, json);
                case "hash_ids" -> blocks = blocks(value, json);
                default -> {
                    chat |= name.equals("chat_id");
                    json.skipChildren();
                }
            }
        }
        int shift = chat ? SECONDS_TO_NANOS : MILLIS_TO_NANOS;
        return new TraceRow(
                new TraceRequest(
                        Duration.ofNanos(
                                need("timestamp", time).movePointRight(shift).longValueExact()),
                        need("input_length", input),
                        need("output_length", output),
                        null),
                blocks,
                chat ? BAILIAN_BLOCK : MOONCAKE_BLOCK);
    }

    private static List<Long> blocks(JsonToken value, JsonParser json) throws BadRow {
        if (value != JsonToken.START_ARRAY) {
            throw new BadRow("hash_ids is not a list");
        }
        var ids = new ArrayList<Long>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (!json.hasToken(JsonToken.VALUE_NUMBER_INT) || ids.size() == MAX_BLOCKS) {
                throw new BadRow("hash_ids is not a list of at most 262,144 whole numbers");
            }
            ids.add(json.getLongValue());
        }
        return ids;
    }

    private static BigDecimal number(String name, JsonToken value, JsonParser json) throws BadRow {
        if (!value.isNumeric()) {
            throw new BadRow(name + " is not a number");
        }
        return json.getDecimalValue();
    }

    private static long tokens(String name, JsonToken value, JsonParser json) throws BadRow {
        if (value != JsonToken.VALUE_NUMBER_INT || json.getLongValue() < 0) {
            throw new BadRow(name + " is not a whole number of 0 or more");
        }
        return json.getLongValue();
    }

    private static BigDecimal need(String name, @Nullable BigDecimal value) throws BadRow {
        if (value == null) {
            throw new BadRow(name + " is missing");
        }
        return value;
    }

    private static long need(String name, long value) throws BadRow {
        if (value < 0) {
            throw new BadRow(name + " is missing");
        }
        return value;
    }
}
