package io.tokengrid.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;

/// Writes an answer as one JSON object, a `chat.completion`.
final class ChatAnswer {
    private ChatAnswer() {}

    static byte[] json(Answer answer) {
        Script script = answer.script();
        String usage = answer.usage().reported(script).json();
        StringBuilder json = new StringBuilder(512 + 8 * answer.visible() * answer.request().n());
        json.append("{\"id\":").append(Json.quote(answer.name().id()));
        json.append(",\"object\":\"chat.completion\",\"created\":").append(answer.name().created());
        json.append(",\"model\":").append(Json.quote(answer.request().model()));
        json.append(",\"choices\":[");
        for (int i = 0; i < answer.request().n(); i++) {
            json.append(i == 0 ? "{\"index\":" : ",{\"index\":").append(i).append(",\"message\":");
            message(answer, i, json);
            json.append(",\"logprobs\":null,\"finish_reason\":\"").append(answer.finish());
            json.append('"');
            if (i == 0 && script.is(Control.USAGE, "in_choice")) {
                json.append(",\"usage\":").append(usage);
            }
            json.append('}');
        }
        json.append(']');
        if (script.has(Control.PAD_BYTES)) {
            json.append(",\"padding\":\"");
            json.repeat('x', script.small(Control.PAD_BYTES, 0)).append('"');
        }
        if (!script.is(Control.USAGE, "none") && !script.is(Control.USAGE, "in_choice")) {
            json.append(",\"usage\":").append(usage);
        }
        if (script.is(Control.STAMP)) {
            json.append(",\"stamp\":\"").append(System.nanoTime()).append('"');
        }
        return json.append('}').toString().getBytes(UTF_8);
    }

    private static void message(Answer answer, int choice, StringBuilder json) {
        int reasoning = answer.reasoning();
        long seed = answer.seed() + choice;
        json.append("{\"role\":\"assistant\"");
        if (reasoning > 0) {
            json.append(",\"reasoning_content\":\"");
            json.append(answer.words().text(reasoning, ~seed)).append('"');
        }
        ToolArguments tools = answer.tools();
        if (tools.calls() == 0) {
            json.append(",\"content\":\"").append(answer.words().text(answer.visible(), seed));
            json.append("\",\"refusal\":null}");
            return;
        }
        json.append(",\"content\":null,\"refusal\":null,\"tool_calls\":[");
        for (int i = 0; i < tools.calls(); i++) {
            json.append(i == 0 ? "" : ",").append("{\"id\":\"call_").append(choice).append('_');
            json.append(i).append("\",\"type\":\"function\",\"function\":{\"name\":\"note\",");
            json.append("\"arguments\":\"").append(ToolArguments.OPEN);
            json.append(answer.words().text(tools.words(i), seed + i)).append(ToolArguments.CLOSE);
            json.append("\"}}");
        }
        json.append("]}");
    }
}
