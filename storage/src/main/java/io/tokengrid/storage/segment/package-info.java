/// The node's journal on disk: numbered facts in preallocated segment files, one `fdatasync` per
/// group. [SegmentJournal][io.tokengrid.storage.segment.SegmentJournal] is the way in.
///
/// A folder holds segment files `journal-0000000001.segment`, `journal-0000000002.segment`, ...
/// that are filled with zeros before they are used. Each holds frames, every one beginning on a
/// sector of its own (512 bytes): an epoch frame at each start, and a frame for each group of
/// facts.
///
/// | offset | bytes | frame field |
/// |---|---|---|
/// | 0 | 4 | CRC32C of the rest of the frame |
/// | 4 | 4 | magic `TGJG` |
/// | 8 | 4 | format version |
/// | 12 | 4 | length of the payload |
/// | 16 | 8 | number of the segment |
/// | 24 | 32 | running hash of all facts before the group |
/// | 56 | 16 | incarnation: random, drawn at each start |
/// | 72 | 4 | node |
/// | 76 | 4 | epoch |
/// | 80 | 8 | sequence of the group's first fact (of the next fact, in an epoch frame) |
/// | 88 | 4 | number of facts |
/// | 92 | 4 | kind: 1 an epoch begins, 2 facts |
/// | 96 | | payload: for each fact its length (variable-length integer) and its bytes |
///
/// The running hash after a group is SHA-256 over its frame from offset 24 to the end of the
/// payload; before the first fact it is 32 zero bytes. An epoch frame does not change it. All
/// integers are big-endian; the first 24 bytes keep their meaning in every format version.
@NullMarked
package io.tokengrid.storage.segment;

import org.jspecify.annotations.NullMarked;
