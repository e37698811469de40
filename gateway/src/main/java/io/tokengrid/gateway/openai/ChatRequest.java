package io.tokengrid.gateway.openai;

import io.tokengrid.metering.PromptText;
import io.tokengrid.metering.ServiceTier;
import io.tokengrid.metering.prompt.PromptSize;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A chat request as far as the gateway must understand it: what decides its price and its path,
/// and where those fields stand, so that everything else goes on to the provider byte for byte.
public final class ChatRequest {
    /// The most answers of one call (OpenAI's limit of `n`).
    public static final int MAX_CHOICES = 128;

    /// Before a body was read.
    public static final ChatRequest NONE = new ChatRequest(new byte[0], 0);

    final byte[] body;
    final int end;
    String model = "";
    boolean stream;
    boolean includeUsage;
    Set<ServiceTier> serviceTiers = ServiceTier.askedFor(null);
    int choices = 1;
    long maxTokens = -1;
    long maxCompletionTokens = -1;
    long thinkingBudget = -1;
    PromptSize size = new PromptSize(0, 0, 0, 0, 0, 0, 0);
    int images;
    @Nullable String open;
    @Nullable PromptText prompt;
    @Nullable Span modelValue;
    @Nullable Span streamOptions;
    @Nullable Span includeUsageValue;
    @Nullable Span maxTokensName;
    @Nullable Span maxTokensValue;
    @Nullable Span maxCompletionTokensName;
    @Nullable Span maxCompletionTokensValue;
    boolean streamOptionsEmpty;

    /// Bytes of the body from `from` to before `to`.
    record Span(int from, int to) {}

    ChatRequest(byte[] body, int end) {
        this.body = body;
        this.end = end;
    }

    /// Reads a body. Throws [BadRequest] for what is no chat request, naming the field at fault.
    public static ChatRequest read(byte[] body) throws BadRequest {
        return ChatRequestReader.read(body);
    }

    /// The model that the client asks for.
    public String model() {
        return model;
    }

    public boolean stream() {
        return stream;
    }

    /// Whether the client wants a stream to end with usage.
    public boolean includeUsage() {
        return includeUsage;
    }

    /// The service tiers that the call may be given.
    public Set<ServiceTier> serviceTiers() {
        return serviceTiers;
    }

    /// How many answers the client wants.
    public int choices() {
        return choices;
    }

    /// What bounds its text, which is the whole body.
    public PromptSize size() {
        return size;
    }

    /// What the model reads of it; null if that is too much to be kept for the whole call: then it
    /// is read from the body again when it is counted.
    public @Nullable PromptText prompt() {
        return prompt;
    }

    /// Images in the messages, whose tokens do not show in the body's length.
    public int images() {
        return images;
    }

    /// The body as it came.
    public byte[] body() {
        return body;
    }

    /// The kind of the first part such as a video or a file, whose tokens do not show in the body's
    /// length; null if there is none.
    public @Nullable String open() {
        return open;
    }

    /// The answer limit that the client set, per answer; `otherwise` if it set none.
    public long answerLimit(long otherwise) {
        return maxCompletionTokens >= 0
                ? maxCompletionTokens
                : maxTokens >= 0 ? maxTokens : otherwise;
    }

    /// The limit of thinking that the client set, per answer; `otherwise` if it set none.
    public long thinkingLimit(long otherwise) {
        return thinkingBudget >= 0 ? thinkingBudget : otherwise;
    }

    /// A limit of thinking in the field that a provider obeys.
    ///
    /// @param tokens per answer
    public record ThinkingLimit(String field, long tokens) {}

    /// The body for a provider: the provider's own name of the model, the answer limit in the field
    /// that it obeys, and usage asked for in a stream.
    ///
    /// @param limitField `max_tokens` or `max_completion_tokens`
    /// @param limit tokens per answer
    /// @param thinking the limit of thinking to be sent; null where the answer limit counts it. One
    ///   that the client set stays as it is
    /// @param streamUsage whether the provider understands `stream_options.include_usage`
    public byte[] forProvider(
            String providerModel,
            String limitField,
            long limit,
            @Nullable ThinkingLimit thinking,
            boolean streamUsage) {
        var edits = new ArrayList<Edit>(4);
        var added = new StringBuilder();
        if (modelValue != null && !providerModel.equals(model)) {
            edits.add(new Edit(modelValue, quoted(providerModel)));
        }
        limit(limitField, limit, edits, added);
        if (thinking != null && thinkingBudget < 0) {
            added.append(',')
                    .append(quoted(thinking.field()))
                    .append(':')
                    .append(thinking.tokens());
        }
        if (stream && streamUsage && !includeUsage) {
            askForUsage(edits, added);
        }
        if (!added.isEmpty()) {
            edits.add(new Edit(new Span(end, end), added.toString()));
        }
        return apply(edits);
    }

    private record Edit(Span span, String replacement) {}

    private void limit(String field, long limit, List<Edit> edits, StringBuilder added) {
        boolean completion = field.equals("max_completion_tokens");
        Span own = completion ? maxCompletionTokensValue : maxTokensValue;
        long set = completion ? maxCompletionTokens : maxTokens;
        Span other = completion ? maxTokensName : maxCompletionTokensName;
        if (own != null) {
            if (set != limit) {
                edits.add(new Edit(own, Long.toString(limit)));
            }
        } else if (other != null && (completion ? maxTokens : maxCompletionTokens) >= 0) {
            edits.add(new Edit(other, quoted(field)));
        } else {
            added.append(',').append(quoted(field)).append(':').append(limit);
        }
    }

    private void askForUsage(List<Edit> edits, StringBuilder added) {
        if (includeUsageValue != null) {
            edits.add(new Edit(includeUsageValue, "true"));
        } else if (streamOptions != null) {
            Span inside = new Span(streamOptions.from() + 1, streamOptions.from() + 1);
            edits.add(new Edit(inside, "\"include_usage\":true" + (streamOptionsEmpty ? "" : ",")));
        } else {
            added.append(",\"stream_options\":{\"include_usage\":true}");
        }
    }

    private byte[] apply(List<Edit> edits) {
        if (edits.isEmpty()) {
            return body;
        }
        edits.sort(Comparator.comparingInt(edit -> edit.span().from()));
        int size = body.length;
        var replacements = new ArrayList<byte[]>(edits.size());
        for (Edit edit : edits) {
            byte[] bytes = edit.replacement().getBytes(StandardCharsets.UTF_8);
            replacements.add(bytes);
            size += bytes.length - (edit.span().to() - edit.span().from());
        }
        byte[] result = new byte[size];
        int read = 0;
        int written = 0;
        for (int i = 0; i < edits.size(); i++) {
            Span span = edits.get(i).span();
            byte[] bytes = replacements.get(i);
            System.arraycopy(body, read, result, written, span.from() - read);
            written += span.from() - read;
            System.arraycopy(bytes, 0, result, written, bytes.length);
            written += bytes.length;
            read = span.to();
        }
        System.arraycopy(body, read, result, written, body.length - read);
        return result;
    }

    /// Names come from the configuration, which allows no quotes, backslashes or control
    /// characters.
    private static String quoted(String name) {
        return '"' + name + '"';
    }
}
