package io.tokengrid.storage;

import io.tokengrid.ledger.AccountImage;
import java.util.List;
import java.util.Map;

/// Where organizations rest.
public interface RestingAccounts {
    /// Looks some of them up, all at one moment. Blocks for a few seconds at most.
    ///
    /// @throws RestUnavailable if it cannot be asked
    Found find(List<WakeBy> names) throws RestUnavailable;

    /// What was found.
    ///
    /// @param folded the last fact of the node that was folded at that moment; a state that went to
    ///   rest with a later fact may be missing or old
    /// @param images those that were found; that they rest still is for the ledger to say
    /// @param damaged what is wrong with those that were found and are not what was kept
    record Found(long folded, Map<WakeBy, AccountImage> images, Map<WakeBy, String> damaged) {}
}
