package io.tokengrid.console;

import io.tokengrid.rating.invoice.Seller;
import io.tokengrid.rating.plan.PlanOffer;
import io.tokengrid.storage.NodeStore;
import io.tokengrid.storage.postgres.Corrections;
import io.tokengrid.storage.postgres.Ingestion;
import io.tokengrid.storage.postgres.ReRating;
import io.tokengrid.storage.postgres.ReplicaStatus;
import io.tokengrid.storage.postgres.Views;
import io.tokengrid.units.Sha256;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// What the control plane works with.
///
/// @param store the node
/// @param views what was folded from its journal
/// @param corrections the door for corrections of calls
/// @param reRatings answers the re-ratings of backdated books, the newest first
/// @param ingestion the door for usage that did not pass the gateway
/// @param adminKey the digest of the admin key
/// @param usageKey the digest of the key that may only report usage; null if there is none
/// @param operations what belongs to the running program
/// @param clock the time of changes
/// @param random draws ids and secrets: cryptographically strong, thread-safe
public record ConsoleParts(
        NodeStore store,
        Views views,
        Corrections corrections,
        Supplier<List<ReRating>> reRatings,
        Ingestion ingestion,
        Sha256 adminKey,
        @Nullable Sha256 usageKey,
        Operations operations,
        InstantSource clock,
        RandomGenerator random) {
    /// What belongs to the running program.
    ///
    /// @param models answers the models of the configuration in force
    /// @param plans answers the plans of the configuration in force
    /// @param replica answers how the node's replica is doing; null if it has none
    /// @param seller answers who issues invoices
    public record Operations(
            About about,
            Supplier<List<OfferedModel>> models,
            Supplier<List<PlanOffer>> plans,
            Reloader reloader,
            ForwardGauge forwards,
            PriceDocuments prices,
            BillDocuments bills,
            Supplier<@Nullable ReplicaStatus> replica,
            Supplier<Seller> seller) {}
}
