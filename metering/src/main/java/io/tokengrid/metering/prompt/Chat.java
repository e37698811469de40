package io.tokengrid.metering.prompt;

import io.tokengrid.units.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A chat as a client sends it, before a template writes it.
///
/// @param messages in order
/// @param tools each as `{"type": "function", "function": {...}}`
/// @param answerSchema the schema that the answer is to follow; null if there is none
/// @param thinking false if the client turned thinking off
/// @param unreadBytes of tools and schemas that are too large to be taken apart; they are not among
///   the others
public record Chat(
        List<Message> messages,
        List<JsonTree> tools,
        @Nullable JsonTree answerSchema,
        boolean thinking,
        long unreadBytes) {
    public Chat {
        messages = List.copyOf(messages);
        tools = List.copyOf(tools);
    }

    /// One message.
    ///
    /// @param role such as `user`
    /// @param texts its content's parts, as far as they are text
    /// @param name who speaks; empty if the client does not say
    /// @param reasoning what an assistant thought; empty if nothing
    /// @param calls the tool calls of an assistant
    /// @param callId of a tool's result: which call it answers; empty if the client does not say
    public record Message(
            String role,
            List<Utf8Text> texts,
            String name,
            Utf8Text reasoning,
            List<ToolCall> calls,
            String callId) {
        public Message {
            texts = List.copyOf(texts);
            calls = List.copyOf(calls);
        }

        /// The same, with the arguments of its calls taken apart.
        public Message takenApart(Function<Utf8Text, JsonTree.@Nullable Members> members) {
            return new Message(
                    role,
                    texts,
                    name,
                    reasoning,
                    calls.stream()
                            .map(call ->
                                    new ToolCall(
                                            call.id(),
                                            call.name(),
                                            call.arguments(),
                                            members.apply(call.arguments())))
                            .toList(),
                    callId);
        }

        boolean isSystem() {
            return role.equals("system") || role.equals("developer");
        }

        /// All its text, the parts one below the other, as serving engines hand it to templates
        /// that know only strings.
        Utf8Text lines() {
            return texts.size() == 1 ? texts.getFirst() : Utf8Text.join("\n", texts);
        }

        /// All its text, the parts one behind the other, as templates that know parts write it.
        Utf8Text whole() {
            return texts.size() == 1 ? texts.getFirst() : Utf8Text.join("", texts);
        }
    }

    /// A call of a tool in a former turn.
    ///
    /// @param arguments JSON, as the client wrote it
    /// @param members the arguments taken apart; null if they are no JSON object
    public record ToolCall(
            String id, String name, Utf8Text arguments, JsonTree.@Nullable Members members) {}

    /// Which tools and which answer's schema the request has: the first eight bytes of their
    /// SHA-256; 0 if it has none. Requests of one application have the same, whatever they ask.
    public long toolSet() {
        if (tools.isEmpty() && answerSchema == null) {
            return 0;
        }
        String all =
                new JsonTree.Items(tools).json()
                        + (answerSchema == null ? "" : answerSchema.json());
        byte[] utf8 = all.getBytes(StandardCharsets.UTF_8);
        return Sha256.digest(utf8, 0, utf8.length).a();
    }

    /// What all requests have in common around which a template writes the same: roles, names, tool
    /// calls, tools and the answer's schema, as a hash.
    ///
    /// @param toolSet [#toolSet]
    public long shape(long toolSet) {
        long shape = 31 * toolSet + (thinking ? 1 : 0);
        for (Message message : messages) {
            shape = 31 * shape + message.role().hashCode();
            shape = 31 * shape + (message.name().isEmpty() ? 0 : 1) + 2L * message.calls().size();
        }
        return shape;
    }

    /// The index of the last message of this role; -1 if there is none.
    int last(String role) {
        for (int i = messages.size() - 1; i >= 0; i--) {
            if (messages.get(i).role().equals(role)) {
                return i;
            }
        }
        return -1;
    }

    /// Whether the message at this index begins, or ends, a run of tool results.
    boolean isTool(int index) {
        return index >= 0 && index < messages.size() && messages.get(index).role().equals("tool");
    }

    /// Whether a system's message comes first.
    boolean beginsWithSystem() {
        return !messages.isEmpty() && messages.getFirst().isSystem();
    }
}
