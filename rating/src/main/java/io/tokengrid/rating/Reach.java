package io.tokengrid.rating;

import io.tokengrid.metering.UnitCounts;
import io.tokengrid.units.Money;
import io.tokengrid.units.TokenCount;
import java.util.List;

/// Every effective row that a call within its bounds can be charged by, and so the most that it can
/// cost (exactness B1).
///
/// Immutable.
public final class Reach {
    private final List<Cell> cells;
    private final List<String> unpriced;

    /// @param mostInput the most input tokens that a call charged by these prices can have
    record Cell(PriceList prices, long mostInput) {}

    Reach(List<Cell> cells, List<String> unpriced) {
        this.cells = List.copyOf(cells);
        this.unpriced = List.copyOf(unpriced);
    }

    /// One list of prices, whoever serves the call.
    ///
    /// @param inputBound the most input tokens that it can have
    public static Reach of(PriceList prices, TokenCount inputBound) {
        return new Reach(List.of(new Cell(prices, inputBound.value())), List.of());
    }

    /// Whether no candidate has a price: then the call is refused.
    public boolean nothing() {
        return cells.isEmpty();
    }

    /// Candidates without a price: the call must not be given to them.
    public List<String> unpriced() {
        return unpriced;
    }

    /// The most that the call can cost: in the dearest of the rows, every input token at the
    /// dearest input price and every output token at the dearest output price, and all units.
    ///
    /// @param outputBound the most output tokens that the call can have
    /// @param unitBound the most of each unit
    /// @throws ArithmeticException beyond 128 bits
    public Money ceiling(TokenCount outputBound, UnitCounts unitBound) {
        Money dearest = Money.ZERO;
        for (Cell cell : cells) {
            Money most =
                    cell.prices()
                            .dearestInput()
                            .times(new TokenCount(cell.mostInput()))
                            .plus(cell.prices().dearestOutput().times(outputBound));
            dearest = dearest.max(most.plus(units(cell.prices(), unitBound)));
        }
        return dearest;
    }

    /// The most that further output tokens can cost, whichever row it will be.
    public Money growth(TokenCount outputTokens) {
        Money dearest = Money.ZERO;
        for (Cell cell : cells) {
            dearest = dearest.max(cell.prices().dearestOutput().times(outputTokens));
        }
        return dearest;
    }

    private static Money units(PriceList prices, UnitCounts bound) {
        Money sum = Money.ZERO;
        for (var unit : prices.publishedUnits().entrySet()) {
            sum = sum.plus(unit.getValue().times(bound.count(unit.getKey())));
        }
        return sum;
    }
}
