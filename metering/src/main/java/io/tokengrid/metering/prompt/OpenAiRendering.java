package io.tokengrid.metering.prompt;

import java.util.List;
import java.util.Map;

/// OpenAI's chat models, whose template is not published: the figures of OpenAI's cookbook, "How to
/// count tokens with tiktoken". Messages are as measured there; tools are a formula, which strict
/// schemas and nested ones do not follow.
final class OpenAiRendering implements Rendering {
    private static final int PER_MESSAGE = 3;
    private static final int PER_NAME = 1;
    private static final int ANSWER = 3;
    private static final int PER_PROPERTIES = 3;
    private static final int PER_PROPERTY = 3;
    private static final int PER_CHOICES = -3;
    private static final int PER_CHOICE = 3;
    private static final int TOOLS_END = 12;

    private final int perFunction;

    /// @param perFunction 7 for GPT-4o and later, 10 for GPT-4 and 3.5
    OpenAiRendering(int perFunction) {
        this.perFunction = perFunction;
    }

    @Override
    public void render(Chat chat, PromptSink out) {
        for (Chat.Message message : chat.messages()) {
            out.marks(PER_MESSAGE);
            PlainRendering.piece(message.role(), out);
            message.texts().forEach(text -> PlainRendering.piece(text, out));
            if (!message.name().isEmpty()) {
                PlainRendering.piece(message.name(), out);
                out.marks(PER_NAME);
            }
            for (Chat.ToolCall call : message.calls()) {
                PlainRendering.piece(call.name(), out);
                PlainRendering.piece(call.arguments(), out);
                out.assumed(PER_MESSAGE, PER_MESSAGE);
            }
        }
        out.marks(ANSWER);
        if (!chat.tools().isEmpty()) {
            chat.tools().forEach(tool -> function(tool, out));
            out.assumed(TOOLS_END, TOOLS_END);
        }
        if (chat.answerSchema() != null) {
            PlainRendering.piece(chat.answerSchema().json(), out);
        }
    }

    private void function(JsonTree tool, PromptSink out) {
        JsonTree function = tool.get("function");
        if (function == null) {
            return;
        }
        out.assumed(perFunction, PER_PROPERTY);
        PlainRendering.piece(
                function.text("name") + ":" + withoutDot(function.text("description")), out);
        JsonTree parameters = function.get("parameters");
        Map<String, JsonTree> properties =
                parameters == null ? Map.of() : parameters.members("properties");
        if (properties.isEmpty()) {
            return;
        }
        out.assumed(PER_PROPERTIES, 0);
        properties.forEach((name, property) -> {
            List<JsonTree> choices = property.items("enum");
            if (!choices.isEmpty()) {
                out.assumed(PER_CHOICES, 0);
                for (JsonTree choice : choices) {
                    out.assumed(PER_CHOICE, 0);
                    PlainRendering.piece(choice.plain(), out);
                }
            }
            out.assumed(PER_PROPERTY, 1);
            String description = withoutDot(property.text("description"));
            PlainRendering.piece(name + ":" + property.text("type") + ":" + description, out);
            // What the formula does not look into.
            for (String nested : new String[] {"properties", "items", "anyOf", "oneOf"}) {
                JsonTree inside = property.get(nested);
                if (inside != null) {
                    out.perhaps(Utf8Text.of(inside.json()));
                }
            }
        });
    }

    private static String withoutDot(String description) {
        return description.endsWith(".")
                ? description.substring(0, description.length() - 1)
                : description;
    }
}
