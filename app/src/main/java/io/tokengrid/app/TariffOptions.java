package io.tokengrid.app;

import io.tokengrid.rating.DayRange;
import io.tokengrid.rating.PricedAt;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The settings of a row that say what one payer pays.
///
/// @param prefix empty for the customer, `buy-` for us
/// @param listPrice instead of all that follows
/// @param prices outside of windows, in the default service tier
/// @param window of each entry of the list of windows
/// @param windowChange what a window does by multiplication
/// @param windowPrices what it does by prices of its own
/// @param serviceChange what a service tier does by multiplication
/// @param servicePrices what it does by prices of its own
record TariffOptions(
        String prefix,
        Option<String> listPrice,
        PriceListOptions prices,
        WindowOptions window,
        ChangeOptions windowChange,
        PriceListOptions windowPrices,
        ChangeOptions serviceChange,
        PriceListOptions servicePrices) {
    /// When a window is.
    record WindowOptions(
            Option<String> name,
            Option<ZoneId> zone,
            Option<DayRange> hours,
            Option<Set<DayOfWeek>> days,
            Option<LocalDate> except,
            Option<LocalDate> also,
            Option<PricedAt> at) {
        static WindowOptions at(String at) {
            return new WindowOptions(
                    Option.required(
                            at + "name",
                            Kind.name(),
                            "off-peak",
                            "How the window is called where a charge is explained."),
                    Option.required(
                            at + "zone",
                            Kind.zone(),
                            "Asia/Shanghai",
                            "Where the wall clock hangs that hours and days go by."),
                    Option.optional(
                            at + "hours[]",
                            Kind.hours(),
                            "the whole day",
                            "00:30-08:30",
                            "Hours of the window, the last minute left out; those over midnight belong to the day on which they begin."),
                    Option.optional(
                            at + "days[]",
                            Kind.days(),
                            "every day",
                            "mon-fri",
                            "Weekdays of the window; [] is none but those of also."),
                    Option.optional(
                            at + "except[]",
                            Kind.date(),
                            "no day",
                            "2026-10-01",
                            "Holidays on which the window is not."),
                    Option.optional(
                            at + "also[]",
                            Kind.date(),
                            "no day",
                            "2026-10-02",
                            "Holidays on which the window is, whatever their weekday."),
                    Option.of(
                            at + "at",
                            Kind.choice(PricedAt.class),
                            "admission",
                            "completion",
                            "The instant of a call that decides whether the window has it; the whole call has its prices."));
        }

        List<Option<?>> all() {
            return List.of(name, zone, hours, days, except, also, at);
        }
    }

    static TariffOptions of(String prefix, String otherwise, String meaning) {
        String row = "prices[]." + prefix;
        String window = row + "windows[].";
        String service = row + "service-tiers.*.";
        return new TariffOptions(
                prefix,
                Option.optional(
                        row + "list-price",
                        Kind.name(),
                        "the row has prices of its own",
                        "litellm:gpt-5.5",
                        "Id of a list price of the catalogue, whose prices, tiers and hours the row takes over."),
                PriceListOptions.at(row, otherwise, meaning),
                WindowOptions.at(window),
                ChangeOptions.at(window),
                PriceListOptions.at(window, INSTEAD, "Prices in the window, instead of times."),
                ChangeOptions.at(service),
                PriceListOptions.at(
                        service, INSTEAD, "Prices in the service tier, in every window."));
    }

    private static final String INSTEAD = "its parent's price; input is required";

    /// The name of a setting of the row.
    String key(String name) {
        return prefix + name;
    }

    List<Option<?>> all() {
        var all = new ArrayList<Option<?>>(List.of(listPrice));
        all.addAll(prices.all());
        all.addAll(window.all());
        all.addAll(windowChange.all());
        all.addAll(windowPrices.all());
        all.addAll(serviceChange.all());
        all.addAll(servicePrices.all());
        return all;
    }
}
