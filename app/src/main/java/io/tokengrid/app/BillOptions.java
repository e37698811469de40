package io.tokengrid.app;

import io.tokengrid.rating.bill.Bill.Attested;
import io.tokengrid.units.CurrencyCode;
import java.time.ZoneId;
import java.util.List;

/// What a profile of bills can say: how a provider's file is read.
final class BillOptions {
    private BillOptions() {}

    /// Whether columns that the profile does not name are passed over.
    enum OtherColumns {
        REFUSE,
        SKIP
    }

    static final Option<String> NAME =
            Option.optional(
                    "name",
                    Kind.name(),
                    "it is the user's own",
                    "deepseek",
                    "By which to ask for it.");
    static final Option<String> TITLE =
            Option.of("title", Kind.text(), "-", "DeepSeek, usage export", "What file it is.");
    static final Option<Attested> ATTESTED =
            Option.of(
                    "attested",
                    Kind.choice(Attested.class),
                    "yours",
                    "documented",
                    "How well it is known that files look so.");
    static final Option<String> SOURCE =
            Option.of("source", Kind.text(), "-", "the provider's manual", "Where that is from.");
    static final Option<ZoneId> ZONE =
            Option.required("zone", Kind.zone(), "Asia/Shanghai", "Whose days the file has.");
    static final Option<CurrencyCode> CURRENCY =
            Option.optional(
                    "currency",
                    PlanKinds.currency(),
                    "a column has it, or who sends the file says it",
                    "CNY",
                    "Of amounts and prices.");
    static final Option<BillUnit> UNIT =
            Option.of(
                    "unit",
                    Kind.choice(BillUnit.class),
                    "one",
                    "thousand",
                    "What a quantity counts, where no column says it.");
    static final Option<BillUnit> PRICE_PER =
            Option.of(
                    "price-per",
                    Kind.choice(BillUnit.class),
                    "million",
                    "one",
                    "How many tokens or pieces a price is of.");
    static final Option<Boolean> CREDITS =
            Option.of(
                    "credits",
                    Kind.flag(),
                    "false",
                    "true",
                    "Whether negative amounts are money back; else they are refused.");
    static final Option<OtherColumns> OTHER_COLUMNS =
            Option.of(
                    "other-columns",
                    Kind.choice(OtherColumns.class),
                    "refuse",
                    "skip",
                    "What becomes of columns that are not named here.");
    static final Option<Long> ROUND =
            Option.optional(
                    "round",
                    Kind.number(0, 18),
                    "amounts with more than 18 digits after the point are refused",
                    "12",
                    "Digits to which amounts are rounded, where a provider writes binary fractions.");
    static final Option<String> COLUMN_NAME =
            Option.required(
                    "columns[].name[]",
                    Kind.text(),
                    "utc_date",
                    "The column's name, or the names that it has in different files.");
    static final Option<String> COLUMN_IS =
            Option.required(
                    "columns[].is",
                    Kind.text(),
                    "day",
                    "What stands in it: day, model, meter, item (model and meter in one), quantity,"
                            + " unit, price, amount, currency, only, skip, or a meter whose quantity"
                            + " it is.");
    static final Option<String> COLUMN_VALUES =
            Option.optional(
                    "columns[].values[]",
                    Kind.text(),
                    "every value is read",
                    "bailian",
                    "With only: lines with another value are passed over.");
    static final Option<Boolean> COLUMN_OPTIONAL =
            Option.of(
                    "columns[].optional",
                    Kind.flag(),
                    "false",
                    "true",
                    "Whether the column may be missing.");
    static final Option<String> METER_NAME =
            Option.required(
                    "meters[].name[]",
                    Kind.text(),
                    "output_tokens",
                    "How the file calls a meter; in an item, how it ends.");
    static final Option<String> METER_IS =
            Option.required(
                    "meters[].is",
                    Kind.text(),
                    "output",
                    "A class of tokens, another unit, amount (money alone) or skip.");

    static final List<Option<?>> ALL =
            List.of(
                    NAME,
                    TITLE,
                    ATTESTED,
                    SOURCE,
                    ZONE,
                    CURRENCY,
                    UNIT,
                    PRICE_PER,
                    CREDITS,
                    OTHER_COLUMNS,
                    ROUND,
                    COLUMN_NAME,
                    COLUMN_IS,
                    COLUMN_VALUES,
                    COLUMN_OPTIONAL,
                    METER_NAME,
                    METER_IS);
}
