package io.tokengrid.gateway;

import io.tokengrid.gateway.openai.ChatRequest;
import io.tokengrid.units.TokenCount;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The tokens of one call's prompt, counted while its provider works, and only once. Confined to
/// its event loop.
final class CountedPrompt {
    private final Edge edge;
    private final Model model;
    private final ChatRequest request;
    private final List<Consumer<Counts.Input>> waiting = new ArrayList<>(0);
    private Counts.@Nullable Input input;
    private boolean isOn;

    CountedPrompt(Edge edge, Wish.Sound wish) {
        this.edge = edge;
        model = wish.model();
        request = wish.request();
    }

    /// Counts it, if there is room for that.
    void begin() {
        isOn = edge.countIfRoom(bytes(), this::counted, this::known);
    }

    /// The count, if there is one by now.
    Counts.@Nullable Input known() {
        return input;
    }

    /// What a settlement needs: gives the count, as soon as there is one.
    void whenKnown(Consumer<TokenCount> then) {
        whenCounted(counted -> then.accept(counted.tokens()));
    }

    private void whenCounted(Consumer<Counts.Input> then) {
        if (input != null) {
            then.accept(input);
            return;
        }
        waiting.add(then);
        if (!isOn) {
            isOn = true;
            edge.count(bytes(), this::counted, this::known);
        }
    }

    /// What an audit can do without: the same, but nothing where there was no room.
    void ifCounted(Consumer<Counts.Input> then) {
        if (input != null || isOn) {
            whenCounted(then);
        }
    }

    /// What a mark needs: the same, but an estimate where there was no room.
    void orEstimate(Consumer<TokenCount> then) {
        if (input != null || isOn) {
            whenKnown(then);
        } else {
            then.accept(Counts.estimate(bytes()));
        }
    }

    private Counts.Input counted() {
        return Counts.input(model, request);
    }

    private int bytes() {
        return request.body().length;
    }

    private void known(Counts.Input count) {
        input = count;
        waiting.forEach(then -> then.accept(count));
        waiting.clear();
    }
}
