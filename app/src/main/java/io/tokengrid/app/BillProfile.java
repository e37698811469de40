package io.tokengrid.app;

import io.tokengrid.app.BillOptions.OtherColumns;
import io.tokengrid.console.BillDocuments.BillShape;
import io.tokengrid.rating.bill.Bill.Attested;
import io.tokengrid.rating.bill.Meter;
import io.tokengrid.units.CurrencyCode;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// How a provider's file is read: what its columns are, and in which units its numbers stand.
///
/// @param shape its name, what it is of and how well that is known
/// @param zone whose days it has
/// @param currency of its amounts, where no column says it
/// @param unit of quantities, where no column says it
/// @param pricePer how many pieces a price is of
/// @param credits whether negative amounts are money back
/// @param skipsOthers whether columns that are not named here are passed over
/// @param round digits to which amounts are rounded; empty if they are not
/// @param columns what it can have
/// @param meters by what the file calls them, the longest name first
record BillProfile(
        BillShape shape,
        ZoneId zone,
        Optional<CurrencyCode> currency,
        BillUnit unit,
        BillUnit pricePer,
        boolean credits,
        boolean skipsOthers,
        OptionalInt round,
        List<Column> columns,
        List<Phrase> meters) {
    /// What stands in a column.
    enum Role {
        DAY,
        MODEL,
        METER,
        /// Model and meter in one text, which the meter ends.
        ITEM,
        QUANTITY,
        UNIT,
        PRICE,
        AMOUNT,
        CURRENCY,
        /// Lines with other values than the wanted ones are about something else.
        ONLY,
        SKIP,
        /// So many of one meter.
        COUNT
    }

    /// @param names that the column has in different files
    /// @param counts whose quantity stands in it, for a count
    /// @param wanted values, for `only`
    record Column(
            List<String> names,
            Role role,
            Optional<Meter> counts,
            List<String> wanted,
            boolean optional) {}

    /// @param name as the file has it
    /// @param meter empty if it is passed over
    record Phrase(String name, Optional<Meter> meter) {}

    /// Reads a profile; throws [ConfigException] for one that cannot be used.
    ///
    /// @param name where the profile does not say its own
    static BillProfile read(Section section, String name) {
        List<Column> columns = section.list("columns").stream().map(BillProfile::column).toList();
        List<Phrase> meters = new ArrayList<>();
        for (Section meter : section.list("meters")) {
            String is = meter.get(BillOptions.METER_IS);
            Optional<Meter> of =
                    is.equals("skip")
                            ? Optional.empty()
                            : Optional.of(meter.made("is", () -> new Meter(is)));
            for (String phrase : names(meter, BillOptions.METER_NAME)) {
                meters.add(new Phrase(phrase, of));
            }
        }
        meters.sort((a, b) -> Integer.compare(b.name().length(), a.name().length()));
        require(section, columns, meters);
        Attested attested = section.get(BillOptions.ATTESTED);
        return new BillProfile(
                new BillShape(
                        section.find(BillOptions.NAME).orElse(name),
                        section.get(BillOptions.TITLE),
                        attested,
                        section.get(BillOptions.SOURCE),
                        columns.stream().map(BillProfile::words).toList()),
                section.get(BillOptions.ZONE),
                section.find(BillOptions.CURRENCY),
                section.get(BillOptions.UNIT),
                section.get(BillOptions.PRICE_PER),
                section.get(BillOptions.CREDITS),
                section.get(BillOptions.OTHER_COLUMNS) == OtherColumns.SKIP,
                section.find(BillOptions.ROUND)
                        .map(digits -> OptionalInt.of(Math.toIntExact(digits)))
                        .orElse(OptionalInt.empty()),
                columns,
                meters);
    }

    private static Column column(Section section) {
        String is = section.get(BillOptions.COLUMN_IS);
        Optional<Role> role = role(is);
        Optional<Meter> counts =
                role.isPresent()
                        ? Optional.empty()
                        : Optional.of(section.made("is", () -> new Meter(is)));
        List<String> wanted = section.listOf(BillOptions.COLUMN_VALUES).orElse(List.of());
        if (role.equals(Optional.of(Role.ONLY)) == wanted.isEmpty()) {
            throw section.wrong(
                    "values", "goes with 'is: only'", "name the values of lines to be read");
        }
        return new Column(
                names(section, BillOptions.COLUMN_NAME),
                role.orElse(Role.COUNT),
                counts,
                wanted,
                section.get(BillOptions.COLUMN_OPTIONAL));
    }

    private static Optional<Role> role(String word) {
        for (Role role : Role.values()) {
            if (role != Role.COUNT && role.name().toLowerCase(Locale.ROOT).equals(word)) {
                return Optional.of(role);
            }
        }
        return Optional.empty();
    }

    private static List<String> names(Section section, Option<String> option) {
        return section.listOf(option)
                .orElseThrow(() -> section.wrong("name is missing", "write the file's own word"));
    }

    private static void require(Section section, List<Column> columns, List<Phrase> meters) {
        Set<Role> roles = EnumSet.noneOf(Role.class);
        columns.forEach(column -> roles.add(column.role()));
        boolean item = roles.contains(Role.ITEM);
        if (!item && !roles.contains(Role.MODEL)) {
            throw section.wrong("columns", "has no model", "say in which column the model stands");
        }
        if ((item || roles.contains(Role.METER)) == meters.isEmpty()) {
            throw section.wrong(
                    "meters",
                    "goes with a column that is a meter or an item",
                    "say what the meters of that column are");
        }
        if (!roles.contains(Role.COUNT)
                && !roles.contains(Role.QUANTITY)
                && !roles.contains(Role.AMOUNT)) {
            throw section.wrong(
                    "columns",
                    "has neither a quantity nor an amount",
                    "say in which column the tokens or the money stand");
        }
    }

    private static String words(Column column) {
        String names = String.join(" / ", column.names());
        return column.optional() ? "[" + names + "]" : names;
    }
}
