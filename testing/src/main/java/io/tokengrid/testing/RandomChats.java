package io.tokengrid.testing;

import java.util.Random;
import java.util.StringJoiner;

/// Random chat requests, made to be dear: empty fields with much around them, schemas that grow
/// when they are written again.
public final class RandomChats {
    private static final String[] ROLES = {
        "user", "assistant", "system", "tool", "developer", "function", ""
    };
    private static final String[] VALUES = {
        "1", "1e15", "1E-5", "1.5e300", "true", "null", "\"\"", "{}", "[]", "\"词\"", "\"\\u0000\""
    };

    /// Pieces of text as JSON has them.
    private static final String[] PIECES = {
        "\\n", "\\\"", "\\\\", "\\/", "\\u00e9", "\\ud83d\\ude00", "<think>", "<\\/think>", "\\t "
    };

    private RandomChats() {}

    /// A request of the OpenAI dialect, in JSON.
    public static String next(Random random) {
        StringJoiner messages = new StringJoiner(",", "[", "]");
        for (int i = random.nextInt(5); i > 0; i--) {
            messages.add(message(random));
        }
        StringJoiner request = new StringJoiner(",", "{", "}");
        request.add("\"model\":\"m\"").add("\"messages\":" + messages);
        if (random.nextBoolean()) {
            StringJoiner tools = new StringJoiner(",", "[", "]");
            for (int i = random.nextInt(4); i > 0; i--) {
                tools.add(random.nextInt(4) == 0 ? value(random, 3) : tool(random));
            }
            request.add((random.nextInt(4) == 0 ? "\"functions\":" : "\"tools\":") + tools);
        }
        if (random.nextInt(4) == 0) {
            request.add(
                    "\"response_format\":{\"type\":\"json_schema\",\"json_schema\":"
                            + value(random, 3)
                            + "}");
        }
        if (random.nextInt(4) == 0) {
            request.add("\"enable_thinking\":false");
        }
        return request.toString();
    }

    private static String message(Random random) {
        StringJoiner message = new StringJoiner(",", "{", "}");
        message.add("\"role\":\"" + ROLES[random.nextInt(ROLES.length)] + "\"");
        switch (random.nextInt(5)) {
            case 0 -> {}
            case 1 -> message.add("\"content\":[" + part(random) + "," + part(random) + "]");
            default -> message.add("\"content\":\"" + text(random) + "\"");
        }
        if (random.nextInt(4) == 0) {
            message.add("\"name\":\"" + text(random) + "\"");
        }
        if (random.nextInt(4) == 0) {
            message.add("\"reasoning_content\":\"" + text(random) + "\"");
        }
        if (random.nextInt(3) == 0) {
            StringJoiner calls = new StringJoiner(",", "[", "]");
            for (int i = random.nextInt(3); i > 0; i--) {
                String arguments = value(random, 2).replace("\\", "\\\\").replace("\"", "\\\"");
                calls.add("{\"function\":{\"name\":\"\",\"arguments\":\"" + arguments + "\"}}");
            }
            message.add("\"tool_calls\":" + calls);
        }
        return message.toString();
    }

    private static String part(Random random) {
        return "{\"type\":\"text\",\"text\":\"" + text(random) + "\"}";
    }

    private static String tool(Random random) {
        StringJoiner properties = new StringJoiner(",", "{", "}");
        for (int i = random.nextInt(4); i > 0; i--) {
            properties.add("\"%c\":%s".formatted('a' + i, property(random)));
        }
        return "{\"function\":{\"name\":\"f\",\"parameters\":{\"properties\":" + properties + "}}}";
    }

    private static String property(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> "{\"enum\":[1,1e15,\"x\"]}";
            case 1 -> "{\"type\":\"integer\",\"description\":\"" + text(random) + "\"}";
            case 2 -> "{\"properties\":{\"z\":{}}}";
            default -> value(random, 2);
        };
    }

    private static String value(Random random, int depth) {
        int kind = depth == 0 ? 0 : random.nextInt(3);
        if (kind == 0) {
            return VALUES[random.nextInt(VALUES.length)];
        }
        StringJoiner all =
                kind == 1 ? new StringJoiner(",", "[", "]") : new StringJoiner(",", "{", "}");
        for (int i = random.nextInt(8); i > 0; i--) {
            String name = kind == 1 ? "" : "\"%c\":".formatted('a' + i);
            all.add(name + value(random, depth - 1));
        }
        return all.toString();
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            if (random.nextInt(8) == 0) {
                text.append(PIECES[random.nextInt(PIECES.length)]);
                continue;
            }
            text.appendCodePoint(
                    switch (random.nextInt(4)) {
                        case 0 -> 0x4e00 + random.nextInt(0x5000);
                        case 1 -> 0x1f600 + random.nextInt(64);
                        case 2 -> ' ';
                        default -> 'a' + random.nextInt(26);
                    });
        }
        return text.toString();
    }
}
