package io.tokengrid.rating;

import io.tokengrid.units.Factor;
import java.util.Arrays;

/// What a party gets of what customers pay.
///
/// @param party its name
/// @param role what it does for the calls
/// @param basis how much that is
public record Share(String party, Role role, Basis basis) {
    /// What a party does.
    public enum Role {
        /// Made the model.
        MODEL_VENDOR("model-vendor"),
        /// Runs it.
        COMPUTE_CENTRE("compute-centre"),
        /// Supplies the power.
        POWER_SUPPLIER("power-supplier"),
        /// Carries the traffic.
        NETWORK("network"),
        /// Serves the customers: it also bears what is missing.
        PLATFORM("platform"),
        /// Brought the customer.
        CHANNEL("channel"),
        /// Collects tax.
        TAX("tax");

        private final String key;

        Role(String key) {
            this.key = key;
        }

        /// Throws [IllegalArgumentException] for a name that no role has.
        public static Role of(String key) {
            return Arrays.stream(values())
                    .filter(role -> role.key.equals(key))
                    .findFirst()
                    .orElseThrow(
                            () -> new IllegalArgumentException("no role is called '" + key + "'"));
        }

        /// The name in configuration, books and JSON.
        public String key() {
            return key;
        }
    }

    /// How a share is reckoned. Taxes come first, then costs; weights part what is left.
    public sealed interface Basis {
        /// A tax that what customers pay has in it: paid x rate / (1 + rate).
        ///
        /// @param rate such as 0.06 for 6 %
        record IncludedTax(Factor rate) implements Basis {}

        /// What the provider gets by its prices to us.
        record Cost() implements Basis {}

        /// A part of what is left, in proportion to the weights of all.
        ///
        /// @param weight 1 to 1,000,000
        record Weight(int weight) implements Basis {
            private static final int MOST = 1_000_000;

            /// Throws [IllegalArgumentException] for any other weight.
            public Weight {
                if (weight < 1 || weight > MOST) {
                    throw new IllegalArgumentException(
                            "a weight of " + weight + " is not from 1 to 1,000,000");
                }
            }
        }
    }
}
