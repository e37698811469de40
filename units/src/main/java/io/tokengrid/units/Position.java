package io.tokengrid.units;

/// Where a fact stands: its node, the node's start (epoch) that wrote it and its number there.
/// Sequences of a node grow over its epochs, so repeats are recognised with one number per node.
///
/// @param node the node's number, 1 or more
/// @param epoch the node's start that wrote the fact, 1 or more; 0 only in [#START]
/// @param sequence 1 or more, without gaps within a node; 0 only in [#START]
public record Position(int node, int epoch, long sequence) implements Comparable<Position> {
    /// Before every fact.
    public static final Position START = new Position(0, 0, 0);

    public Position {
        if (node < 0 || epoch < 0 || sequence < 0) {
            throw new IllegalArgumentException(
                    "no position: " + node + "-" + epoch + "-" + sequence);
        }
    }

    /// By node, then in the order in which the node wrote.
    @Override
    public int compareTo(Position other) {
        int byNode = Integer.compare(node, other.node);
        int bySequence = byNode != 0 ? byNode : Long.compare(sequence, other.sequence);
        return bySequence != 0 ? bySequence : Integer.compare(epoch, other.epoch);
    }

    @Override
    public String toString() {
        return node + "-" + epoch + "-" + sequence;
    }
}
