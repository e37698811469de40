package io.tokengrid.rating;

import io.tokengrid.rating.Share.Basis;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Who gets what of the calls that some models, providers and sites serve.
///
/// @param name unique among the agreements of a book
/// @param models whose calls
/// @param providers whose calls; empty for all
/// @param sites where they were served; empty for everywhere
/// @param effective the first instant, by the calls' admission; a full hour of UTC, since usage is
///   summed by those
/// @param until the end, exclusive, likewise; null if there is none
/// @param shares at least two, one of them the platform's by weight
public record Agreement(
        String name,
        NamePattern models,
        Set<String> providers,
        Set<String> sites,
        Instant effective,
        @Nullable Instant until,
        List<Share> shares) {
    /// Throws [IllegalArgumentException] for shares and times that it cannot have.
    public Agreement {
        providers = Set.copyOf(providers);
        sites = Set.copyOf(sites);
        shares = List.copyOf(shares);
        wholeHour(name, effective);
        if (until != null) {
            wholeHour(name, until);
            if (!until.isAfter(effective)) {
                throw new IllegalArgumentException(
                        "the agreement '" + name + "' ends before it begins, at " + until);
            }
        }
        check(name, shares);
    }

    private static void wholeHour(String name, Instant at) {
        if (!at.equals(at.truncatedTo(ChronoUnit.HOURS))) {
            throw new IllegalArgumentException(
                    "the agreement '" + name + "' changes within an hour of UTC, at " + at);
        }
    }

    private static void check(String name, List<Share> shares) {
        long platforms =
                shares.stream().filter(share -> share.role() == Share.Role.PLATFORM).count();
        if (platforms != 1
                || shares.stream()
                        .anyMatch(share ->
                                share.role() == Share.Role.PLATFORM
                                        && !(share.basis() instanceof Basis.Weight))) {
            throw new IllegalArgumentException(
                    "the agreement '" + name + "' needs one share of a platform, by weight");
        }
        if (shares.stream().filter(share -> share.basis() instanceof Basis.Cost).count() > 1) {
            throw new IllegalArgumentException(
                    "the agreement '" + name + "' gives the provider's cost to two parties");
        }
        for (Share share : shares) {
            if ((share.role() == Share.Role.TAX) != (share.basis() instanceof Basis.IncludedTax)) {
                throw new IllegalArgumentException(
                        "the agreement '"
                                + name
                                + "': a tax, and nothing else, has a rate; '"
                                + share.party()
                                + "' is a "
                                + share.role().key());
            }
        }
        if (shares.stream().distinct().count() < shares.size()) {
            throw new IllegalArgumentException("the agreement '" + name + "' has a share twice");
        }
    }

    /// Whether it is about calls that are served so, in all of a range in which no agreement begins
    /// or ends.
    ///
    /// @param from when the range begins
    public boolean covers(String model, String provider, String site, Instant from) {
        return !from.isBefore(effective)
                && (until == null || from.isBefore(until))
                && models.matches(model)
                && (providers.isEmpty() || providers.contains(provider))
                && (sites.isEmpty() || sites.contains(site));
    }

    /// Whether this is the other agreement with at most another end, and neither ends before `now`.
    boolean same(Agreement other, Instant now) {
        return equals(other)
                || (new Agreement(name, models, providers, sites, effective, other.until, shares)
                                .equals(other)
                        && (until == null || !until.isBefore(now))
                        && (other.until == null || !other.until.isBefore(now)));
    }
}
