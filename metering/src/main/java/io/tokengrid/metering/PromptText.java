package io.tokengrid.metering;

import io.tokengrid.units.TokenCount;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/// The text of a request in the OpenAI dialect, as far as a model reads it: what messages say,
/// names, tool calls and tool schemas; `prompt` and `input` of the older endpoints. Immutable.
public final class PromptText {
    private final List<String> texts;
    private final List<String> roles;
    private final int names;
    private final boolean tools;
    private final long tokenIds;
    private final long otherBytes;
    private final int images;
    private final long soundTokens;
    private final @Nullable String unbounded;

    private PromptText(PromptScan scan) {
        this.texts = List.copyOf(scan.texts);
        this.roles = List.copyOf(scan.roles);
        this.names = scan.names;
        this.tools = scan.tools;
        this.tokenIds = scan.tokenIds;
        this.otherBytes = scan.otherBytes;
        this.images = scan.images;
        this.soundTokens = scan.soundTokens;
        this.unbounded = scan.unbounded;
    }

    /// What reading a request's body gives.
    public sealed interface Read {}

    /// The text was found; it may be empty.
    public record Found(PromptText prompt) implements Read {}

    /// The body is no JSON object, or one beyond the parser's bounds.
    public record Malformed(String why) implements Read {}

    /// Reads a request body, `body[from, to)`.
    public static Read read(byte[] body, int from, int to) {
        PromptScan scan = new PromptScan();
        try {
            scan.scan(body, from, to);
        } catch (JacksonException malformed) {
            return new Malformed(malformed.getOriginalMessage());
        }
        return new Found(new PromptText(scan));
    }

    /// The number of chat messages.
    public int messages() {
        return roles.size();
    }

    /// Whether there is more than text, which [#counted] leaves out.
    public boolean hasMedia() {
        return images > 0 || soundTokens > 0 || unbounded != null;
    }

    /// The tokens of the text, each string counted for itself, and of the template around it. Media
    /// are left out. As exact as the counter and the template are for the model.
    public TokenCount counted(TokenCounter counter, ChatTemplate template) {
        long tokens = tokenIds;
        for (String text : texts) {
            tokens = Math.addExact(tokens, counter.count(text).value());
        }
        for (String role : roles) {
            tokens += template.around(role);
        }
        if (!roles.isEmpty()) {
            tokens += template.once() + (long) names * template.perName();
            tokens += tools ? template.onceForTools() : 0;
        }
        return new TokenCount(tokens);
    }

    /// What the input cannot exceed as far as our count is right: the count of its text with a
    /// margin for what the count may be wrong by, the bytes of what is not counted, the template,
    /// and a ceiling for each image and each sound. Never more than [#bound].
    public InputBound countedBound(TokenCounter counter, ChatTemplate template) {
        InputBound byBytes = bound(template);
        if (!(byBytes instanceof InputBound.AtMost(TokenCount most))) {
            return byBytes;
        }
        long text = tokenIds;
        for (String each : texts) {
            text = Math.addExact(text, counter.count(each).value());
        }
        long bound =
                Math.addExact(InputBound.withMargin(text, counter), otherBytes)
                        + template.atMost(messages())
                        + mediaBound();
        return bound < most.value() ? new InputBound.AtMost(new TokenCount(bound)) : byBytes;
    }

    private long mediaBound() {
        return Math.addExact(soundTokens, Math.multiplyExact(images, InputBound.TOKENS_PER_IMAGE));
    }

    /// What the input cannot exceed: the bytes of all text, fields unknown here included, the
    /// template, and a ceiling for each image and each sound.
    public InputBound bound(ChatTemplate template) {
        if (unbounded != null) {
            return new InputBound.Unbounded(unbounded);
        }
        long bytes = Math.addExact(tokenIds, otherBytes);
        for (String text : texts) {
            bytes = Math.addExact(bytes, text.getBytes(StandardCharsets.UTF_8).length);
        }
        return new InputBound.AtMost(
                InputBound.ofText(bytes, messages(), template).plus(new TokenCount(mediaBound())));
    }

    /// All strings that are counted, in the order of the body.
    List<String> texts() {
        return new ArrayList<>(texts);
    }
}
