package io.tokengrid.rating.plan;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/// Which of several grants is drawn first. Rules decide in turn; grants that all of them leave
/// equal are drawn in the order in which they were granted, so the order is total. It belongs to
/// the version of a plan: what has been drawn is never decided again by another one.
///
/// @param rules each at most once
public record BurnOrder(List<Rule> rules) {
    /// One thing to compare grants by.
    public enum Rule {
        /// A grant of the seat itself before one that all seats share.
        SEAT,
        /// The lower number first.
        PRIORITY,
        /// What expires first; what never does, last.
        EXPIRY,
        /// Gifts before what was paid for.
        PROMOTIONAL,
        /// The lower price per unit first, so gifts before all else.
        COST_BASIS,
        /// What could be drawn earliest.
        STARTS;

        private Comparator<Grant> comparator() {
            return switch (this) {
                case SEAT -> Comparator.comparing(grant -> grant.seat().isEmpty());
                case PRIORITY -> Comparator.comparingInt(Grant::priority);
                case EXPIRY ->
                        Comparator.comparing(grant -> grant.life().expires().orElse(Instant.MAX));
                case PROMOTIONAL -> Comparator.comparing(grant -> !grant.source().promotional());
                case COST_BASIS -> Comparator.comparing(Grant::costBasis);
                case STARTS -> Comparator.comparing(grant -> grant.life().starts());
            };
        }
    }

    /// The own seat's first, then by priority, expiry, gifts before paid, start.
    public static final BurnOrder DEFAULT =
            new BurnOrder(
                    List.of(Rule.SEAT, Rule.PRIORITY, Rule.EXPIRY, Rule.PROMOTIONAL, Rule.STARTS));

    public BurnOrder {
        rules = List.copyOf(rules);
        if (rules.stream().distinct().count() < rules.size()) {
            throw new IllegalArgumentException("a rule of the burn order stands there twice");
        }
    }

    /// What is drawn first comes first; what is drawn in the order of granting is equal.
    public Comparator<Grant> comparator() {
        Comparator<Grant> all = (a, b) -> 0;
        for (Rule rule : rules) {
            all = all.thenComparing(rule.comparator());
        }
        return all;
    }
}
