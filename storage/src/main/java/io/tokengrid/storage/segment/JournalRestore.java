package io.tokengrid.storage.segment;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Builds a journal's folder anew from the groups that a replica has ([ReplicaFeed.Groups]), each
/// checked against the running hash of those before it. Where the frames stand in segments is
/// decided anew; their hashes stay what they were. Not thread-safe.
public final class JournalRestore implements AutoCloseable {

    private final SegmentFiles files;
    private final int node;
    private final long segmentBytes;
    private final HashChain hashes = new HashChain();
    private @Nullable Chain chain;
    private @Nullable SegmentFile current;
    private long segment;
    private long offset;

    private JournalRestore(SegmentFiles files, int node, long segmentBytes) {
        this.files = files;
        this.node = node;
        this.segmentBytes = segmentBytes;
    }

    /// Begins in an empty folder.
    ///
    /// @param node whose journal it is
    public static JournalRestore in(Path folder, int node, JournalOptions options) {
        return new JournalRestore(new DiskFolder(folder), node, options.segmentBytes());
    }

    /// Adds groups that follow those before.
    ///
    /// @param frames as [ReplicaFeed.Groups] has them
    /// @throws JournalRefused they do not follow, or are not what was written
    public void add(byte[] frames) throws IOException {
        for (int at = 0; at < frames.length; ) {
            Frame frame = frame(frames, at);
            Chain before = before(frame);
            if (!before.incarnation().equals(frame.incarnation())) {
                beginEpoch(before, frame);
                before =
                        new Chain(
                                before.hash(),
                                before.lastSequence(),
                                frame.epoch(),
                                frame.incarnation());
            }
            if (frame.node() != node || !before.fits(frame)) {
                throw new JournalDiverged(
                        "The replica has a group from fact %d of node %d, epoch %d, which does not follow fact %d of node %d."
                                .formatted(
                                        frame.firstSequence(),
                                        frame.node(),
                                        frame.epoch(),
                                        before.lastSequence(),
                                        node));
            }
            write(frame, frames, at);
            chain = before.with(frame, hashes.after(frame, frames, at));
            at += Frame.HEADER + frame.payload();
        }
    }

    private JournalDiverged damaged(int at, String what) {
        Chain before = chain;
        return new JournalDiverged(
                "The replica's group after fact %s, %d bytes into its row, %s: it is not what was written."
                        .formatted(before == null ? "0" : before.lastSequence(), at, what));
    }

    private Frame frame(byte[] frames, int at) throws IOException {
        int rest = frames.length - at;
        int payload = rest < Frame.HEADER ? -1 : Frame.payloadAt(frames, at);
        if (payload < 0 || payload > rest - Frame.HEADER) {
            throw damaged(at, "is cut off");
        }
        if (!Frame.checksumFits(frames, at, payload)) {
            throw damaged(at, "has another checksum");
        }
        int version = Frame.versionAt(frames, at);
        if (version > Frame.VERSION) {
            throw new JournalTooNew("the replica", version);
        }
        return Frame.read(frames, at);
    }

    /// The chain so far; before the first group that which it goes on itself.
    private Chain before(Frame first) {
        Chain known = chain;
        return known != null ? known : Chain.before(first);
    }

    /// Ends the journal with the begin of an epoch, so that the next one has a higher number.
    ///
    /// @param position where the replica says that it ends
    /// @param epoch the last one that a process may have used
    /// @throws JournalDiverged it does not end there
    public void finish(JournalPosition position, Epoch epoch) throws IOException {
        Chain end =
                chain != null
                        ? chain
                        : new Chain(position.hash(), position.sequence(), 0, epoch.incarnation());
        if (!end.position().equals(position)) {
            throw new JournalDiverged(
                    "The replica's groups end with fact %d and running hash %s, and it should end with fact %d and %s."
                            .formatted(
                                    end.lastSequence(),
                                    end.hash(),
                                    position.sequence(),
                                    position.hash()));
        }
        write(
                new Frame(
                        0,
                        segment,
                        end.hash(),
                        epoch.incarnation(),
                        node,
                        epoch.number(),
                        end.lastSequence() + 1,
                        0),
                new byte[Frame.HEADER],
                0);
        endSegment();
    }

    private void beginEpoch(Chain before, Frame first) throws IOException {
        write(
                new Frame(
                        0,
                        segment,
                        before.hash(),
                        first.incarnation(),
                        node,
                        first.epoch(),
                        before.lastSequence() + 1,
                        0),
                new byte[Frame.HEADER],
                0);
    }

    /// Writes a frame, whose payload stands in `bytes`, under the number of its new segment.
    private void write(Frame frame, byte[] bytes, int at) throws IOException {
        if (current == null || offset + frame.size() > segmentBytes) {
            nextSegment();
        }
        byte[] sectors = new byte[frame.size()];
        System.arraycopy(bytes, at, sectors, 0, Frame.HEADER + frame.payload());
        new Frame(
                        frame.payload(),
                        segment,
                        frame.before(),
                        frame.incarnation(),
                        frame.node(),
                        frame.epoch(),
                        frame.firstSequence(),
                        frame.facts())
                .write(sectors);
        open().write(sectors, 0, sectors.length, offset);
        offset += sectors.length;
    }

    private void nextSegment() throws IOException {
        endSegment();
        segment++;
        offset = 0;
        current = files.create(SegmentName.of(segment));
    }

    private SegmentFile open() {
        SegmentFile file = current;
        if (file == null) {
            throw new IllegalStateException("No segment is open");
        }
        return file;
    }

    private void endSegment() throws IOException {
        SegmentFile file = current;
        current = null;
        if (file != null) {
            try (file) {
                file.sync();
            }
            files.syncFolder();
        }
    }

    /// Makes the entries of a folder durable.
    public static void sync(Path folder) throws IOException {
        DiskFolder.sync(folder);
    }

    @Override
    public void close() throws IOException {
        endSegment();
    }
}
