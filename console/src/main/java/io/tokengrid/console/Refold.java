package io.tokengrid.console;

import io.tokengrid.journal.Fact;
import io.tokengrid.journal.NodeState;
import io.tokengrid.storage.Node;
import io.tokengrid.units.BinaryWriter;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Folds the whole journal once more, from nothing, to compare what comes out with the node's
/// state. Not thread-safe.
final class Refold {
    private final NodeState state = new NodeState();
    private @Nullable String contradiction;

    void apply(Fact fact) {
        if (contradiction == null) {
            try {
                state.apply(fact);
            } catch (IllegalStateException | ArithmeticException e) {
                contradiction = String.valueOf(e.getMessage());
            }
        }
    }

    /// Whether the state is the same to the byte, once the facts up to it were applied.
    Invariant compare(Node.Frozen frozen) {
        if (contradiction != null) {
            return Invariant.broken(
                    "ReplayGivesSameState", "the journal folded anew", contradiction);
        }
        var out = new BinaryWriter(frozen.snapshot().length + 1);
        state.write(out);
        return SelfCheck.replay(Arrays.equals(out.toByteArray(), frozen.snapshot()), frozen);
    }
}
