package io.tokengrid.rating.plan;

import io.tokengrid.units.Rational;
import java.util.List;
import java.util.Optional;

/// What a customer subscribes to.
///
/// @param name for the statement
/// @param fee for a period, whatever is used; due at its start
/// @param seats who uses it
/// @param allowance what is included; empty where all usage is priced
/// @param products prices of usage that no allowance covers
/// @param spend bounds of all that a period costs, fee included
public record Plan(
        String name,
        Rational fee,
        Seats seats,
        Optional<Allowance> allowance,
        List<Product> products,
        Spend spend) {

    /// @param names of the seats; empty where usage names none
    /// @param fee for each in a period
    /// @param included of the allowance for each in a period
    public record Seats(List<String> names, Rational fee, Rational included) {
        public static final Seats NONE = new Seats(List.of(), Rational.ZERO, Rational.ZERO);

        public Seats {
            names = List.copyOf(names);
            if (names.stream().distinct().count() < names.size()) {
                throw new IllegalArgumentException("a seat stands there twice");
            }
            Amounts.notNegative(fee, "fee of a seat");
            Amounts.notNegative(included, "included amount of a seat");
        }
    }

    public Plan {
        products = List.copyOf(products);
        Amounts.notNegative(fee, "fee");
        if (allowance.isEmpty() && seats.included().isPositive()) {
            throw new IllegalArgumentException(
                    "seats have an included amount, but the plan has no unit to count it in");
        }
    }

    /// The fee of a period with that of all seats.
    public Rational fullFee() {
        return fee.plus(seats.fee().times(seats.names().size()));
    }

    /// The products that price a meter: those that name the model, or else those that name none.
    List<Product> pricing(String meter, Optional<String> model) {
        List<Product> named =
                products.stream()
                        .filter(product -> product.meter().equals(meter))
                        .filter(product ->
                                product.model().isPresent() && product.model().equals(model))
                        .toList();
        return named.isEmpty()
                ? products.stream()
                        .filter(product -> product.meter().equals(meter))
                        .filter(product -> product.model().isEmpty())
                        .toList()
                : named;
    }
}
