package io.tokengrid.rating;

import io.tokengrid.units.Factor;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A discount, a surcharge or a margin. It is multiplied into prices when the book is published
/// (exactness A2); which calls it is for is decided by what they are.
///
/// @param name how explanations call it; one of its kind in a book
/// @param kind what it is
/// @param side whose prices it changes; a margin makes the customer's
/// @param by the multiplication
/// @param audience whose calls it is for
/// @param effective the first instant of its validity, by the calls' admission
/// @param until the end of its validity, exclusive; null if it has none
public record Modifier(
        String name,
        Kind kind,
        Side side,
        Change.Times by,
        Audience audience,
        Instant effective,
        @Nullable Instant until) {
    /// What a modifier is.
    public enum Kind {
        /// Multiplies by 1 or less.
        DISCOUNT("discount"),
        /// Multiplies by 1 or more.
        SURCHARGE("surcharge"),
        /// Makes the customer's prices out of the provider's, whatever the row says.
        MARGIN("margin");

        private final String key;

        Kind(String key) {
            this.key = key;
        }

        /// Throws [IllegalArgumentException] for a name that no kind has.
        public static Kind of(String key) {
            return Arrays.stream(values())
                    .filter(kind -> kind.key.equals(key))
                    .findFirst()
                    .orElseThrow(() ->
                            new IllegalArgumentException(
                                    "no modifier is called '"
                                            + key
                                            + "': discount, surcharge and margin are"
                                            + " known"));
        }

        /// The name in configuration, books and JSON.
        public String key() {
            return key;
        }
    }

    /// Throws [IllegalArgumentException] for a factor that its kind cannot have, a margin on a
    /// provider's or on some prices, and a validity that ends before it begins.
    public Modifier {
        boolean possible =
                switch (kind) {
                    case DISCOUNT -> by.factor().compareTo(Factor.ONE) <= 0;
                    case SURCHARGE -> by.factor().compareTo(Factor.ONE) >= 0;
                    case MARGIN -> true;
                };
        if (!possible) {
            throw new IllegalArgumentException(
                    "the " + kind.key() + " '" + name + "' cannot multiply by " + by.factor());
        }
        if (kind == Kind.MARGIN && (side != Side.SELL || !by.prices().all())) {
            throw new IllegalArgumentException(
                    "the margin '"
                            + name
                            + "' makes all prices that the customer pays, not "
                            + (side == Side.SELL ? "some" : "those of the provider"));
        }
        if (until != null && !until.isAfter(effective)) {
            throw new IllegalArgumentException(
                    "the " + kind.key() + " '" + name + "' ends before it begins, at " + until);
        }
    }

    boolean appliesTo(@Nullable String provider, Customer customer, Instant admitted) {
        return !admitted.isBefore(effective)
                && (until == null || admitted.isBefore(until))
                && audience.has(provider, customer);
    }

    /// Whether this is the other modifier with at most another end, and neither ends before `now`:
    /// no call that was admitted can tell them apart.
    boolean same(Modifier other, Instant now) {
        return equals(other)
                || (new Modifier(name, kind, side, by, audience, effective, other.until)
                                .equals(other)
                        && (until == null || !until.isBefore(now))
                        && (other.until == null || !other.until.isBefore(now)));
    }

    /// How the modifier is named in messages.
    public String label() {
        return kind.key() + " '" + name + "'";
    }
}
