package io.tokengrid.storage.segment;

import java.util.UUID;

/// Where the chain of frames stands: what the next frame must say.
///
/// @param hash running hash of all facts so far
/// @param incarnation that of `epoch`
record Chain(RunningHash hash, long lastSequence, int epoch, UUID incarnation) {

    /// Before the first frame of a journal.
    static final Chain START = new Chain(RunningHash.NONE, 0, 0, new UUID(0, 0));

    /// The chain that `frame` goes on.
    static Chain before(Frame frame) {
        int epoch = frame.beginsEpoch() ? frame.epoch() - 1 : frame.epoch();
        return new Chain(frame.before(), frame.firstSequence() - 1, epoch, frame.incarnation());
    }

    boolean fits(Frame frame) {
        return frame.firstSequence() == lastSequence + 1
                && frame.before().equals(hash)
                && (frame.beginsEpoch()
                        ? frame.epoch() > epoch
                        : frame.epoch() == epoch && frame.incarnation().equals(incarnation));
    }

    /// @param after running hash after the frame
    Chain with(Frame frame, RunningHash after) {
        return new Chain(after, frame.lastSequence(), frame.epoch(), frame.incarnation());
    }

    JournalPosition position() {
        return new JournalPosition(lastSequence, hash);
    }
}
