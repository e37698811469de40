package io.tokengrid.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.YearMonth;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `tokengrid invoice`: the invoices of a month, from a running server into a folder.
@Command(
        name = "invoice",
        description =
                "Writes the invoices of a month into a folder, as JSON, HTML and PDF; with --final they"
                        + " are issued. A run that was interrupted can be repeated: nothing is issued"
                        + " twice.",
        mixinStandardHelpOptions = true)
final class InvoiceCommand implements Callable<Integer> {
    private static final int PAGE = 500;
    private static final int MOST_AT_ONCE = 64;

    @Option(
            names = "--month",
            required = true,
            paramLabel = "YYYY-MM",
            description = "The month, in the zone of each organization.")
    private String month = "";

    @Option(
            names = "--organization",
            defaultValue = "all",
            paramLabel = "ID",
            description = "One organization, such as org-1f; or all (default).")
    private String organization = "all";

    @Option(names = "--final", description = "Issues them; else they are drafts.")
    private boolean issue;

    @Option(
            names = "--cut",
            paramLabel = "TIME",
            description =
                    "A full hour (UTC): what was recorded before it is in (default: an hour after"
                            + " the month).")
    private @Nullable String cut;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "The folder.")
    private Path out = Path.of("");

    @Option(
            names = "--format",
            split = ",",
            defaultValue = "json,html,pdf",
            paramLabel = "FORMATS",
            description = "What is written of each: json, html, pdf (default: all three).")
    private Set<Format> formats = EnumSet.allOf(Format.class);

    @Option(
            names = "--at-once",
            defaultValue = "4",
            paramLabel = "N",
            description = "How many organizations at a time (default: ${DEFAULT-VALUE}).")
    private int atOnce = 4;

    @Option(
            names = "--language",
            paramLabel = "en|zh",
            description = "Of HTML and PDF (default: each organization's own).")
    private @Nullable String language;

    @Mixin private AdminServer server = new AdminServer();

    /// A form that a document is written in.
    enum Format {
        JSON,
        HTML,
        PDF;

        /// Lower case, as in file names and in the API.
        String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        try {
            YearMonth.parse(month);
        } catch (DateTimeParseException e) {
            throw new CommandFailure("'" + month + "' is no month", "write 2026-10", e);
        }
        if (atOnce < 1 || atOnce > MOST_AT_ONCE) {
            throw new CommandFailure(
                    "--at-once is from 1 to " + MOST_AT_ONCE, "leave it out for four");
        }
        Files.createDirectories(out);
        PrintWriter to = spec.commandLine().getOut();
        try (var client = server.client();
                var threads = Executors.newFixedThreadPool(atOnce)) {
            List<String> all = organization.equals("all") ? all(client) : List.of(organization);
            var runs = new ExecutorCompletionService<Outcome>(threads);
            all.forEach(id -> runs.submit(() -> one(client, id)));
            var bar = new ProgressBar(to, "organizations");
            long started = System.nanoTime();
            var sum = new Outcome(0, 0, List.of());
            for (int done = 1; done <= all.size(); done++) {
                sum = sum.plus(runs.take().get());
                bar.show(done, all.size(), started);
            }
            report(sum, to);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted", "run it again: nothing is issued twice", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof CommandFailure failure
                    ? failure
                    : new CommandFailure(
                            "a file could not be written: " + e.getCause(), "check " + out, e);
        }
        return 0;
    }

    /// What became of organizations.
    private record Outcome(int written, int empty, List<String> failures) {
        Outcome plus(Outcome other) {
            var both = new ArrayList<>(failures);
            both.addAll(other.failures);
            return new Outcome(written + other.written, empty + other.empty, List.copyOf(both));
        }
    }

    private Outcome one(AdminClient client, String id) throws IOException {
        AdminClient.Answer made = make(client, id);
        return switch (made.code()) {
            case "" -> {
                write(client, id, made.json());
                yield new Outcome(1, 0, List.of());
            }
            case "nothing_to_invoice" -> new Outcome(0, 1, List.of());
            default -> {
                String message = made.json().path("error").path("message").asString(made.code());
                yield new Outcome(0, 0, List.of(id + ": " + message));
            }
        };
    }

    private void report(Outcome sum, PrintWriter to) {
        to.printf(
                Locale.ROOT,
                "%,d %s written to %s, %,d organizations with nothing to invoice%n",
                sum.written,
                issue ? "invoices" : "drafts",
                out,
                sum.empty);
        to.flush();
        if (!sum.failures.isEmpty()) {
            throw new CommandFailure(
                    sum.failures.size()
                            + " could not be made: "
                            + String.join(
                                    "; ",
                                    sum.failures.subList(0, Math.min(5, sum.failures.size()))),
                    "mend it and run it again: what is issued is not issued twice");
        }
    }

    private static List<String> all(AdminClient client) {
        var ids = new ArrayList<String>();
        String after = "";
        do {
            JsonNode page =
                    client.get("/api/v1/organizations?limit=" + PAGE + after).orFail().json();
            page.path("items").forEach(one -> ids.add(one.path("id").asString()));
            String next = page.path("next").asString("");
            after = next.isEmpty() ? "" : "&after=" + AdminClient.escaped(next);
        } while (!after.isEmpty());
        return ids;
    }

    private AdminClient.Answer make(AdminClient client, String id) {
        ObjectNode wanted = JsonMapper.shared().createObjectNode();
        wanted.put("month", month).put("issue", issue);
        if (cut != null) {
            wanted.put("cut", cut);
        }
        String path = "/api/v1/organizations/" + AdminClient.escaped(id) + "/invoices";
        return AdminClient.patiently(() -> client.post(path, wanted));
    }

    private void write(AdminClient client, String id, JsonNode invoice) throws IOException {
        String number = invoice.path("number").asString("");
        String name = number.isEmpty() ? "draft-" + id + "-" + month : number;
        String path =
                number.isEmpty()
                        ? "/api/v1/organizations/"
                                + AdminClient.escaped(id)
                                + "/invoices/draft?month="
                                + month
                                + (cut == null ? "" : "&cut=" + AdminClient.escaped(cut))
                                + "&"
                        : "/api/v1/invoices/" + AdminClient.escaped(number) + "?";
        String words = language == null ? "" : "&language=" + AdminClient.escaped(language);
        for (Format format : formats) {
            Path file = out.resolve(name + "." + format.key());
            if (format == Format.JSON) {
                Files.writeString(file, invoice.toPrettyString() + "\n");
            } else {
                Files.write(
                        file, client.get(path + "format=" + format.key() + words).orFail().body());
            }
        }
    }
}
