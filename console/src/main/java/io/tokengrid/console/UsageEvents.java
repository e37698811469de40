package io.tokengrid.console;

import io.tokengrid.journal.CallRecord;
import io.tokengrid.journal.Fact;
import io.tokengrid.journal.UsageEvent;
import io.tokengrid.metering.ServiceTier;
import io.tokengrid.metering.TokenClass;
import io.tokengrid.metering.UnitCounts;
import io.tokengrid.metering.Usage;
import io.tokengrid.metering.UsageSource;
import io.tokengrid.metering.UsageUnit;
import io.tokengrid.storage.StorageFullException;
import io.tokengrid.storage.postgres.Ingestion;
import io.tokengrid.storage.segment.JournalFailed;
import io.tokengrid.units.CallId;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.KeyId;
import io.tokengrid.units.Money;
import io.tokengrid.units.TokenCount;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Usage that did not pass the gateway, as CloudEvents 1.0: in structured JSON, one or a batch.
final class UsageEvents {
    /// What a usage event is called among CloudEvents.
    static final String TYPE = "io.tokengrid.usage.v1";

    private static final String JSON = "application/json";

    /// How late usage may be reported: a year, and a month to notice.
    private static final Duration LATEST = Duration.ofDays(400);

    /// How far the clocks of reporters may be ahead.
    private static final Duration AHEAD = Duration.ofMinutes(5);

    /// Far above any event, and no sum of such figures overflows.
    private static final long MOST = 1_000_000_000_000_000L;

    private static final int MOST_NAMED = 5;

    private final Ingestion ingestion;
    private final Durability durability;

    UsageEvents(Ingestion ingestion, Durability durability) {
        this.ingestion = ingestion;
        this.durability = durability;
    }

    /// @param specversion `1.0`
    /// @param id the reporter's name of the event: the same of one source is the same event
    /// @param source who reports
    /// @param type `io.tokengrid.usage.v1`
    /// @param subject the key that it counts for
    /// @param time when the use began: its prices and hour are those of this instant
    /// @param datacontenttype `application/json` if it is said
    record CloudEvent(
            String specversion,
            Texts.Reference id,
            Texts.Reference source,
            String type,
            KeyId subject,
            Instant time,
            @Nullable String datacontenttype,
            UsageData data)
            implements JsonReader.Extensible {}

    /// @param model as price lists have it
    /// @param provider who served it, and is paid for it
    /// @param site where
    /// @param until when the use ended; when it began if left out
    /// @param serviceTier `default` if left out
    /// @param tokens each token in one class only; the context tier goes by the sum of all input
    /// @param units what else was used; one `request` unless it says how many
    record UsageData(
            Texts.Label model,
            Texts.Label provider,
            Texts.@Nullable Label site,
            @Nullable Instant until,
            @Nullable ServiceTier serviceTier,
            @Nullable Map<TokenClass, TokenCount> tokens,
            @Nullable Map<UsageUnit, TokenCount> units) {}

    /// @param recorded how many events are new
    /// @param repeated how many had been recorded before: nothing happened to them
    /// @param events one for each, in order
    record Ingested(int recorded, int repeated, List<RecordedEvent> events) {}

    /// @param call what it is called among calls
    /// @param charge exact
    /// @param owed what of it neither grants nor the wallet could bear
    record RecordedEvent(
            String source,
            String id,
            CallId call,
            boolean repeated,
            Money charge,
            Money owed,
            CurrencyCode currency) {
        static RecordedEvent of(Ingestion.Recorded recorded) {
            CallRecord call = recorded.call();
            Fact.Ingested ingested = Objects.requireNonNull(call.ingested());
            return new RecordedEvent(
                    ingested.event().name().source(),
                    ingested.event().name().id(),
                    call.id(),
                    recorded.repeated(),
                    ingested.change().totals().charge(),
                    ingested.change().owed(),
                    ingested.call().currency());
        }
    }

    Ingested ingest(Request request, List<CloudEvent> wanted) {
        if (wanted.isEmpty()) {
            throw ApiProblem.invalid(
                    "invalid_value", "The batch has no event.", "Send one event at least.");
        }
        var events = new ArrayList<UsageEvent>();
        for (CloudEvent event : wanted) {
            events.add(read(event, "events[" + events.size() + "]", request.now()));
        }
        try {
            return switch (ingestion.ingest(events)) {
                case Ingestion.Outcome.Refused(var problems) -> throw refused(problems, events);
                case Ingestion.Outcome.PricesChanged _ ->
                        throw ApiProblem.unavailable(
                                "prices_changed",
                                "Prices were published while the batch was recorded.",
                                "Send the same batch again: what is recorded stays once.");
                case Ingestion.Outcome.Taken(var taken, long sequence) -> {
                    durability.await(sequence);
                    int repeated = (int) taken.stream().filter(one -> one.repeated()).count();
                    yield new Ingested(
                            taken.size() - repeated,
                            repeated,
                            taken.stream().map(RecordedEvent::of).toList());
                }
            };
        } catch (StorageFullException | JournalFailed e) {
            throw ApiProblem.unavailable(
                    "storage_full",
                    "The journal has no room for all of the events.",
                    "Free disk space and send the same batch again: what is recorded stays once.");
        }
    }

    private static UsageEvent read(CloudEvent event, String at, Instant now) {
        require(event.specversion().equals("1.0"), at + ".specversion", "is not 1.0");
        require(event.type().equals(TYPE), at + ".type", "is not " + TYPE);
        require(
                event.datacontenttype() == null || event.datacontenttype().equals(JSON),
                at + ".datacontenttype",
                "is not " + JSON);
        UsageData data = event.data();
        Instant used = event.time();
        Instant until = data.until() == null ? used : data.until();
        require(!used.isBefore(now.minus(LATEST)), at + ".time", "is over 400 days ago");
        require(!used.isAfter(now.plus(AHEAD)), at + ".time", "is in the future");
        require(!until.isAfter(now.plus(AHEAD)), at + ".data.until", "is in the future");
        require(!until.isBefore(used), at + ".data.until", "is before 'time'");
        return new UsageEvent(
                new UsageEvent.Name(event.source().text(), event.id().text()),
                event.subject(),
                used,
                until,
                data.model().text(),
                data.provider().text(),
                data.site() == null ? null : data.site().text(),
                data.serviceTier() == null ? ServiceTier.DEFAULT : data.serviceTier(),
                tokens(data, at),
                units(data, at));
    }

    private static Usage tokens(UsageData data, String at) {
        Usage.Builder usage = Usage.builder(UsageSource.REPORTED);
        Map<TokenClass, TokenCount> tokens = data.tokens() == null ? Map.of() : data.tokens();
        tokens.forEach((tokenClass, count) -> {
            bounded(count, at + ".data.tokens." + tokenClass.key());
            usage.count(tokenClass, count.value());
        });
        return usage.build();
    }

    private static UnitCounts units(UsageData data, String at) {
        var used = new EnumMap<UsageUnit, Long>(UsageUnit.class);
        used.put(UsageUnit.REQUEST, 1L);
        Map<UsageUnit, TokenCount> units = data.units() == null ? Map.of() : data.units();
        units.forEach((unit, count) -> {
            bounded(count, at + ".data.units." + unit.key());
            used.put(unit, count.value());
        });
        return UnitCounts.of(used);
    }

    private static void bounded(TokenCount count, String at) {
        require(count.value() <= MOST, at, "is more than " + MOST);
    }

    private static void require(boolean right, String at, String wrong) {
        if (!right) {
            throw ApiProblem.invalid(
                    "invalid_value", "'" + at + "' " + wrong + ".", "Nothing was recorded.");
        }
    }

    private static ApiProblem refused(List<Ingestion.Problem> problems, List<UsageEvent> events) {
        String message =
                problems.stream()
                        .limit(MOST_NAMED)
                        .map(problem ->
                                "events["
                                        + problem.event()
                                        + "] "
                                        + Quoted.of(events.get(problem.event()).name().toString())
                                        + ": "
                                        + problem.message())
                        .collect(Collectors.joining(" "));
        int more = problems.size() - MOST_NAMED;
        String all = more > 0 ? message + " And " + more + " more are wrong." : message;
        return switch (problems.getFirst().reason()) {
            case KEY_UNKNOWN ->
                    ApiProblem.conflict(
                            "key_unknown",
                            all,
                            "Nothing was recorded. 'subject' is the id of a key.");
            case CONFLICT ->
                    ApiProblem.conflict(
                            "event_conflict",
                            all,
                            "Nothing was recorded. An event is never changed: correct its call.");
            case PRICE_UNKNOWN ->
                    ApiProblem.conflict(
                            "price_unknown",
                            all,
                            "Nothing was recorded. Publish a price, then send it again.");
            case TOO_MUCH ->
                    ApiProblem.invalid(
                            "invalid_value", all, "Nothing was recorded. Check the quantities.");
        };
    }
}
