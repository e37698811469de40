package io.tokengrid.console;

import io.tokengrid.storage.postgres.AsOf;
import java.time.Instant;

/// How far the journal was folded when an answer was read.
///
/// @param sequence the last fact that it includes
/// @param at when that fact happened
record AsOfView(long sequence, Instant at) {
    static AsOfView of(AsOf asOf) {
        return new AsOfView(asOf.sequence(), asOf.at());
    }
}
