package io.tokengrid.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `tokengrid what-if`: what the settled calls of a running server would come to by other prices.
@Command(
        name = "what-if",
        description = {
            "Rates the settled calls of a period by other prices, and prints what they are charged and",
            "what they would be, by organization and model. Nothing is posted."
        },
        mixinStandardHelpOptions = true)
final class WhatIfCommand implements Callable<Integer> {
    private static final List<String> COLUMNS =
            List.of(
                    "organization",
                    "model",
                    "currency",
                    "calls",
                    "different",
                    "charge",
                    "would",
                    "difference");

    /// Columns before these are words.
    private static final int FIRST_NUMBER = 3;

    @Option(
            names = "--from",
            required = true,
            paramLabel = "TIME",
            description = "The first instant, such as 2026-10-01T00:00:00+08:00.")
    private String from = "";

    @Option(
            names = "--to",
            required = true,
            paramLabel = "TIME",
            description = "The end; that instant is no longer in it.")
    private String to = "";

    @ArgGroup(multiplicity = "1")
    private Prices prices = new Prices();

    @Option(names = "--organization", paramLabel = "ID", description = "Only its calls.")
    private @Nullable String organization;

    @Option(names = "--model", paramLabel = "NAME", description = "Only its calls.")
    private @Nullable String model;

    @Mixin private AdminServer server = new AdminServer();

    @Option(names = "--json", description = "Print all of it as JSON.")
    private boolean json;

    @Spec private CommandSpec spec = CommandSpec.create();

    /// By what to rate.
    static final class Prices {
        @Option(
                names = "--prices",
                required = true,
                paramLabel = "FILE",
                description = "A file of prices; it is the whole book.")
        private @Nullable Path file;

        @Option(
                names = "--book",
                required = true,
                paramLabel = "N",
                description = "The version of a published book.")
        private @Nullable Long version;
    }

    @Override
    public Integer call() {
        try (AdminClient client = server.client()) {
            JsonNode answer =
                    client.post("/api/v1/prices/what-if?wait=true", asked()).orFail().json();
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                out.println(answer.toPrettyString());
            } else {
                print(answer, out);
            }
            out.flush();
        }
        return 0;
    }

    private ObjectNode asked() {
        ObjectNode asked = JsonMapper.shared().createObjectNode().put("from", from).put("to", to);
        if (organization != null) {
            asked.put("organization", organization);
        }
        if (model != null) {
            asked.put("model", model);
        }
        Path file = prices.file;
        if (file == null) {
            return asked.put("version", prices.version);
        }
        try {
            return asked.put("prices", Files.readString(file));
        } catch (IOException e) {
            throw new CommandFailure("cannot read " + file + ": " + e.getMessage(), "check it", e);
        }
    }

    private static void print(JsonNode answer, PrintWriter out) {
        var rows = new ArrayList<List<String>>(List.of(COLUMNS));
        for (JsonNode total : answer.path("totals")) {
            rows.add(COLUMNS.stream().map(column -> total.path(column).asString()).toList());
        }
        int[] widths =
                IntStream.range(0, COLUMNS.size())
                        .map(i ->
                                rows.stream().mapToInt(row -> row.get(i).length()).max().orElse(0))
                        .toArray();
        for (List<String> row : rows) {
            var line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String pad = " ".repeat(widths[i] - row.get(i).length());
                line.append(i < FIRST_NUMBER ? row.get(i) + pad : pad + row.get(i)).append("  ");
            }
            out.println(line.toString().stripTrailing());
        }
        out.println(
                answer.path("calls").asLong()
                        + " calls; "
                        + answer.path("unpriced").asLong()
                        + " have no price there and are taken at what they are charged.");
    }
}
