package io.tokengrid.app;

import io.tokengrid.metering.ServiceTier;
import io.tokengrid.metering.TokenClass;
import io.tokengrid.metering.UnitCounts;
import io.tokengrid.metering.Usage;
import io.tokengrid.metering.UsageSource;
import io.tokengrid.metering.UsageUnit;
import io.tokengrid.rating.CallFacts;
import io.tokengrid.rating.Customer;
import io.tokengrid.rating.Moments;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.OrganizationId;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What one call used, as a file of usage has it.
///
/// @param id the name that the file gives it; null if none
/// @param currency in which it is to be rated; null if the file leaves that to the prices
/// @param call everything else that prices depend on; its customer's currency is not set yet
/// @param usage its tokens
/// @param units what else it used; one request where the file does not say
record UsageRecord(
        @Nullable String id,
        @Nullable CurrencyCode currency,
        Call call,
        Usage usage,
        UnitCounts units) {
    private static final List<String> NAMES =
            List.of(
                    "id",
                    "time",
                    "first-byte",
                    "completed",
                    "model",
                    "provider",
                    "currency",
                    "organization",
                    "groups",
                    "service-tier");

    /// What prices depend on besides the currency.
    record Call(
            String model,
            @Nullable String provider,
            @Nullable OrganizationId organization,
            Set<String> groups,
            ServiceTier serviceTier,
            Moments moments) {}

    /// All names of fields: texts, token classes and units.
    static List<String> fields() {
        var fields = new ArrayList<>(NAMES);
        Arrays.stream(TokenClass.values()).map(TokenClass::key).forEach(fields::add);
        Arrays.stream(UsageUnit.values()).map(UsageUnit::key).forEach(fields::add);
        return fields;
    }

    /// Reads the fields of a record; those that are left out have no entry.
    ///
    /// @throws IllegalArgumentException that says which field is wrong, and why
    static UsageRecord of(Map<String, String> fields) {
        String currency = fields.get("currency");
        String organization = fields.get("organization");
        String groups = fields.get("groups");
        var call =
                new Call(
                        required(fields, "model"),
                        fields.get("provider"),
                        organization == null ? null : OrganizationId.parse(organization),
                        groups == null ? Set.of() : Set.of(groups.split(";", -1)),
                        ServiceTier.of(fields.getOrDefault("service-tier", "default")),
                        moments(fields));
        Usage.Builder usage = Usage.builder(UsageSource.REPORTED);
        for (TokenClass tokenClass : TokenClass.values()) {
            usage.count(tokenClass, count(fields, tokenClass.key(), 0));
        }
        var units = new EnumMap<UsageUnit, Long>(UsageUnit.class);
        for (UsageUnit unit : UsageUnit.values()) {
            units.put(unit, count(fields, unit.key(), unit == UsageUnit.REQUEST ? 1 : 0));
        }
        return new UsageRecord(
                fields.get("id"),
                currency == null ? null : new CurrencyCode(currency),
                call,
                usage.build(),
                UnitCounts.of(units));
    }

    /// The call for a customer who pays in a currency.
    CallFacts in(CurrencyCode of) {
        return new CallFacts(
                call.model(),
                call.provider(),
                new Customer(call.organization(), call.groups(), of),
                usage.input(),
                call.serviceTier(),
                call.moments());
    }

    private static Moments moments(Map<String, String> fields) {
        Instant admitted = time("time", required(fields, "time"));
        String first = fields.get("first-byte");
        String last = fields.get("completed");
        Instant firstByte = first == null ? null : time("first-byte", first);
        Instant latest = firstByte == null ? admitted : firstByte;
        Instant completed = last == null ? latest : time("completed", last);
        if (latest.isBefore(admitted) || completed.isBefore(latest)) {
            throw new IllegalArgumentException("time, first-byte and completed are out of order");
        }
        return new Moments(admitted, firstByte, completed);
    }

    private static String required(Map<String, String> fields, String name) {
        String value = fields.get(name);
        if (value == null) {
            throw new IllegalArgumentException(name + " is missing");
        }
        return value;
    }

    private static Instant time(String name, String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    name + " is no time such as 2026-07-01T10:00:00+08:00: '" + text + "'", e);
        }
    }

    private static long count(Map<String, String> fields, String name, long absent) {
        String text = fields.get(name);
        if (text == null) {
            return absent;
        }
        long count;
        try {
            count = Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    name + " is no whole number below 2^63: '" + text + "'", e);
        }
        if (count < 0) {
            throw new IllegalArgumentException(name + " is negative: " + count);
        }
        return count;
    }
}
