package io.tokengrid.rating.focus;

import io.tokengrid.metering.TokenClass;
import io.tokengrid.metering.UsageUnit;
import io.tokengrid.rating.ChargeItem;
import io.tokengrid.rating.ChargeItem.Deduction;
import io.tokengrid.rating.ChargeSum;
import io.tokengrid.rating.focus.FocusAccount.Billed;
import io.tokengrid.rating.focus.FocusAccount.Closed;
import io.tokengrid.rating.focus.FocusRow.Category;
import io.tokengrid.rating.focus.FocusRow.Consumed;
import io.tokengrid.rating.focus.FocusRow.Costs;
import io.tokengrid.rating.focus.FocusRow.OnInvoice;
import io.tokengrid.rating.focus.FocusRow.Sku;
import io.tokengrid.rating.focus.FocusRow.Span;
import io.tokengrid.rating.invoice.DocumentKind;
import io.tokengrid.units.Money;
import io.tokengrid.units.Price;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Makes the rows of an account. What is paid by an invoice is billed where it is used; what was
/// paid before its use is billed as a purchase, and its use costs 0 there (FOCUS 1.4, BilledCost
/// and EffectiveCost).
public final class FocusRows {
    private static final String MILLION_TOKENS = "1000000 Tokens";
    private static final int MILLION = 6;
    private static final Duration HOUR = Duration.ofHours(1);

    private final FocusAccount account;

    public FocusRows(FocusAccount account) {
        this.account = account;
    }

    /// What was used of a model at a price in an hour, or what of that was waived.
    ///
    /// @param hour of the admission of the calls
    /// @param billed where it is billed
    public FocusRow charge(
            String model, ChargeItem item, Instant hour, ChargeSum sum, Billed billed) {
        Money amount = sum.amount();
        Money asked = billed.kind() == DocumentKind.INVOICE ? amount : Money.ZERO;
        Sku sku = sku(model, item, sum.quantity());
        return new FocusRow(
                account,
                billed.period(),
                new Span(hour, hour.plus(HOUR)),
                sku == null ? Category.CREDIT : Category.USAGE,
                billed.correction(),
                description(model, item),
                sku == null ? Costs.plain(asked, amount) : new Costs(asked, amount, amount, amount),
                sku,
                line(model, item, hour, billed.document()),
                null);
    }

    /// What was paid of an invoiced organization's usage with a grant: the invoice does not ask for
    /// it.
    public FocusRow drawn(String model, Instant hour, Money amount) {
        Billed billed = account.charge(hour, hour);
        return new FocusRow(
                account,
                billed.period(),
                new Span(hour, hour.plus(HOUR)),
                Category.ADJUSTMENT,
                false,
                "Usage of " + model + " paid by grants",
                Costs.plain(amount.negated(), Money.ZERO),
                null,
                null,
                null);
    }

    /// Money that came in before its use.
    public FocusRow topUp(String reference, Money amount, Instant at) {
        var sku =
                new Sku(
                        "wallet-top-up",
                        "Wallet Top-Up",
                        "wallet-top-up@" + account.currency() + ":1",
                        amount.toBigDecimal(),
                        account.currency().code(),
                        BigDecimal.ONE,
                        BigDecimal.ONE,
                        null,
                        null,
                        null);
        var costs = new Costs(amount, Money.ZERO, amount, amount);
        return once(Category.PURCHASE, "Top-up of the wallet", costs, sku, reference, at);
    }

    /// A block of money that was bought before its use, and its discount.
    ///
    /// @param amount what it is worth
    /// @param paid for it
    public List<FocusRow> block(String reference, Money amount, Money paid, Instant at) {
        var sku =
                new Sku(
                        "prepaid-block",
                        "Prepaid Block",
                        "prepaid-block@"
                                + account.currency()
                                + ":"
                                + plain(amount)
                                + ":"
                                + plain(paid),
                        BigDecimal.ONE,
                        "Units",
                        amount.toBigDecimal(),
                        paid.toBigDecimal(),
                        null,
                        null,
                        null);
        var rows = new ArrayList<FocusRow>();
        var costs = new Costs(paid, Money.ZERO, amount, paid);
        rows.add(once(Category.PURCHASE, "Prepaid block", costs, sku, reference, at));
        if (!amount.equals(paid)) {
            var discount = Costs.plain(Money.ZERO, paid.minus(amount));
            rows.add(
                    once(
                            Category.CREDIT,
                            "Discount of a prepaid block",
                            discount,
                            null,
                            reference,
                            at));
        }
        return rows;
    }

    /// A promotional credit, which nobody paid.
    public FocusRow promotion(String reference, Money amount, Instant at) {
        var costs = Costs.plain(Money.ZERO, amount.negated());
        return once(Category.CREDIT, "Promotional credit", costs, null, reference, at);
    }

    /// What was left of a grant when it expired or was withdrawn: it counts as used up.
    public FocusRow unused(
            String reference, boolean promotional, boolean withdrawn, Money left, Instant at) {
        return once(
                promotional ? Category.CREDIT : Category.ADJUSTMENT,
                "Unused part of a "
                        + (promotional ? "promotional credit, " : "prepaid block, ")
                        + (withdrawn ? "withdrawn" : "expired"),
                Costs.plain(Money.ZERO, left),
                null,
                reference,
                at);
    }

    /// What was agreed by hand.
    ///
    /// @param amount positive in the customer's favour
    public FocusRow adjustment(String reference, Money amount, String reason, Instant at) {
        Billed billed = account.adjustment(at);
        Closed document = billed.document();
        Money cost = amount.negated();
        return new FocusRow(
                account,
                billed.period(),
                hourOf(at),
                Category.ADJUSTMENT,
                false,
                reason,
                Costs.plain(billed.kind() == DocumentKind.INVOICE ? cost : Money.ZERO, cost),
                null,
                document == null
                        ? null
                        : new OnInvoice(document.number(), "adjustment " + reference),
                reference);
    }

    private FocusRow once(
            Category category,
            String description,
            Costs costs,
            @Nullable Sku sku,
            String reference,
            Instant at) {
        return new FocusRow(
                account,
                account.month(at),
                hourOf(at),
                category,
                false,
                description,
                costs,
                sku,
                null,
                reference);
    }

    private static Span hourOf(Instant at) {
        Instant hour = at.truncatedTo(ChronoUnit.HOURS);
        return new Span(hour, hour.plus(HOUR));
    }

    private @Nullable OnInvoice line(
            String model, ChargeItem item, Instant hour, @Nullable Closed document) {
        return document == null
                ? null
                : new OnInvoice(
                        document.number(),
                        detail(model, item.key(), price(item), account.earlier(hour, document)));
    }

    /// The name of an invoice's line: nothing else on it has the same model, item, price and month.
    static String detail(
            String model, String item, @Nullable BigDecimal price, @Nullable YearMonth month) {
        return model
                + "/"
                + item
                + (price == null ? "" : "@" + plain(price))
                + (month == null ? "" : " " + month);
    }

    private static @Nullable BigDecimal price(ChargeItem item) {
        return switch (item) {
            case ChargeItem.Tokens(TokenClass _, Price price) -> perMillion(price);
            case ChargeItem.Units units -> units.price().perUnit().toBigDecimal();
            case Deduction _ -> null;
        };
    }

    private static BigDecimal perMillion(Price price) {
        return BigDecimal.valueOf(price.attosPerToken(), Price.SCALE);
    }

    private static String description(String model, ChargeItem item) {
        return switch (item) {
            case ChargeItem.Tokens of -> meter(of.tokenClass()) + " of " + model;
            case ChargeItem.Units of -> plural(of.unit()) + " of " + model;
            case Deduction.WAIVED -> "Usage of " + model + " above what was held, waived";
            case Deduction.OVERRUN -> "Usage of " + model + " that the platform bore";
        };
    }

    /// Null for what has no price.
    private @Nullable Sku sku(String model, ChargeItem item, long quantity) {
        BigDecimal price = price(item);
        if (price == null) {
            return null;
        }
        TokenClass tokens = item instanceof ChargeItem.Tokens of ? of.tokenClass() : null;
        String unit = item instanceof ChargeItem.Units of ? plural(of.unit()) : "Tokens";
        String id = model + "/" + item.key();
        return new Sku(
                id,
                tokens == null ? unit : meter(tokens),
                id + "@" + account.currency() + ":" + plain(price),
                BigDecimal.valueOf(quantity, tokens == null ? 0 : MILLION),
                tokens == null ? unit : MILLION_TOKENS,
                price,
                price,
                new Consumed(quantity, unit),
                model,
                tokens);
    }

    private static String meter(TokenClass tokens) {
        return words(tokens.key(), ' ') + " Tokens";
    }

    /// In FOCUS's unit format.
    private static String plural(UsageUnit unit) {
        return words(unit.key(), '-') + "s";
    }

    private static String words(String key, char between) {
        var words = new StringBuilder();
        for (String word : key.split("-", -1)) {
            words.append(words.isEmpty() ? "" : String.valueOf(between))
                    .append(word.substring(0, 1).toUpperCase(Locale.ROOT))
                    .append(word.substring(1));
        }
        return words.toString();
    }

    private static String plain(Money amount) {
        return plain(amount.toBigDecimal());
    }

    private static String plain(BigDecimal value) {
        return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
    }
}
