package io.tokengrid.app;

import io.tokengrid.metering.ServiceTier;
import io.tokengrid.metering.TokenClass;
import io.tokengrid.metering.UsageUnit;
import io.tokengrid.rating.Moments;
import io.tokengrid.units.Money;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `tokengrid ingest`: reports usage that did not pass the gateway to a running server.
@Command(
        name = "ingest",
        description = {
            "Reports usage that did not pass the gateway to a running server, which charges it: a file as",
            "tokengrid rate takes it. A record is charged once for its source and id, so the same file",
            "sent again changes nothing."
        },
        mixinStandardHelpOptions = true)
final class IngestCommand implements Callable<Integer> {
    private static final int BATCH = 1_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    @Parameters(paramLabel = "FILE", description = "The usage.")
    private Path file = Path.of("");

    @Option(
            names = "--source",
            required = true,
            paramLabel = "URI",
            description = {
                "Who reports, such as //gateway-2/logs: a record is known by it and its id, which is",
                "its line where the file gives none."
            })
    private String source = "";

    @Option(
            names = "--key",
            required = true,
            paramLabel = "KEY-ID",
            description = "The key that it counts for, such as key-2x.")
    private String key = "";

    @Option(
            names = "--provider",
            paramLabel = "X",
            description = "Who served it, where the file does not say.")
    private @Nullable String provider;

    @Option(
            names = "--usage-key",
            defaultValue = "${env:TOKENGRID_USAGE_KEY}",
            paramLabel = "KEY",
            description =
                    "The key that may only report usage (default: the variable TOKENGRID_USAGE_KEY;"
                            + " else the admin key).")
    private @Nullable String usageKey;

    @Mixin private AdminServer server = new AdminServer();

    @Spec private CommandSpec spec = CommandSpec.create();

    private final Map<String, Money> charged = new TreeMap<>();
    private final Map<String, Money> owed = new TreeMap<>();
    private long recorded;
    private long repeated;

    @Override
    public Integer call() throws IOException {
        long total = check();
        try (AdminClient client = server.client(usageKey);
                UsageFile usage = UsageFile.open(file)) {
            var bar = new ProgressBar(spec.commandLine().getErr(), "records");
            long begun = System.nanoTime();
            ArrayNode batch = JSON.createArrayNode();
            for (var next = usage.next(); next.isPresent(); next = usage.next()) {
                batch.add(event(next.get(), usage));
                if (batch.size() == BATCH) {
                    send(batch, client);
                    batch.removeAll();
                    bar.show(recorded + repeated, total, begun);
                }
            }
            if (!batch.isEmpty()) {
                send(batch, client);
                bar.show(recorded + repeated, total, begun);
            }
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println("recorded " + recorded + ", known before " + repeated);
        charged.forEach((currency, amount) ->
                out.println(
                        "charged "
                                + amount
                                + " "
                                + currency
                                + (owed.getOrDefault(currency, Money.ZERO).isZero()
                                        ? ""
                                        : ", of which "
                                                + owed.get(currency)
                                                + " is owed: the balance does not cover it")));
        out.flush();
        return 0;
    }

    /// Reads the whole file, so that nothing is sent of one that is wrong somewhere.
    private long check() throws IOException {
        long records = 0;
        try (UsageFile usage = UsageFile.open(file)) {
            for (var next = usage.next(); next.isPresent(); next = usage.next()) {
                event(next.get(), usage);
                records++;
            }
        }
        return records;
    }

    private ObjectNode event(UsageRecord record, UsageFile usage) {
        UsageRecord.Call call = record.call();
        Moments moments = call.moments();
        String served = Optional.ofNullable(call.provider()).orElse(provider);
        if (served == null) {
            throw usage.wrong("no provider", "add the field, or give --provider");
        }
        if (record.currency() != null
                || call.organization() != null
                || !call.groups().isEmpty()
                || moments.firstByte() != null) {
            throw usage.wrong(
                    "currency, organization, groups and first-byte cannot be reported",
                    "leave them out: the key decides who pays, and in what");
        }
        ObjectNode event = JSON.createObjectNode();
        event.put("specversion", "1.0").put("type", "io.tokengrid.usage.v1");
        event.put("source", source).put("subject", key);
        event.put("id", Objects.requireNonNullElse(record.id(), "line " + usage.line()));
        event.put("time", moments.admitted().toString());
        ObjectNode data = event.putObject("data");
        data.put("model", call.model()).put("provider", served);
        data.put("until", moments.completed().toString());
        if (call.serviceTier() != ServiceTier.DEFAULT) {
            data.put("serviceTier", call.serviceTier().key());
        }
        ObjectNode tokens = data.putObject("tokens");
        for (TokenClass tokenClass : TokenClass.values()) {
            put(tokens, tokenClass.key(), record.usage().count(tokenClass).value());
        }
        ObjectNode units = data.putObject("units");
        for (UsageUnit unit : UsageUnit.values()) {
            put(units, unit.key(), record.units().count(unit));
        }
        if (record.units().count(UsageUnit.REQUEST) == 0) {
            units.put(UsageUnit.REQUEST.key(), 0);
        }
        return event;
    }

    private static void put(ObjectNode to, String name, long count) {
        if (count > 0) {
            to.put(name, count);
        }
    }

    private void send(ArrayNode batch, AdminClient client) {
        JsonNode answer =
                AdminClient.patiently(() -> client.post("/api/v1/usage-events", batch))
                        .orFail()
                        .json();
        recorded += answer.path("recorded").asLong();
        repeated += answer.path("repeated").asLong();
        for (JsonNode event : answer.path("events")) {
            if (!event.path("repeated").asBoolean()) {
                String currency = event.path("currency").asString();
                add(charged, currency, event.path("charge").asString());
                add(owed, currency, event.path("owed").asString());
            }
        }
    }

    private static void add(Map<String, Money> sums, String currency, String amount) {
        sums.merge(currency, Money.parse(amount), Money::plus);
    }
}
