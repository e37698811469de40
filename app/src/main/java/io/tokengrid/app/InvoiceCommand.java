package io.tokengrid.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.YearMonth;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
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
            names = "--language",
            paramLabel = "en|zh",
            description = "Of HTML and PDF (default: each organization's own).")
    private @Nullable String language;

    @Option(
            names = "--url",
            defaultValue = "http://127.0.0.1:8080",
            paramLabel = "URL",
            description = "The server (default: ${DEFAULT-VALUE}).")
    private URI url = URI.create("");

    @Option(
            names = "--key",
            defaultValue = "${env:TOKENGRID_ADMIN_KEY}",
            paramLabel = "KEY",
            description = "The admin key (default: the variable TOKENGRID_ADMIN_KEY).")
    private @Nullable String key;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        if (key == null || key.isBlank()) {
            throw new CommandFailure(
                    "there is no admin key", "give it with --key or in TOKENGRID_ADMIN_KEY");
        }
        try {
            YearMonth.parse(month);
        } catch (DateTimeParseException e) {
            throw new CommandFailure("'" + month + "' is no month", "write 2026-10", e);
        }
        Files.createDirectories(out);
        PrintWriter to = spec.commandLine().getOut();
        try (var client = new AdminClient(url, key)) {
            List<String> all = organization.equals("all") ? all(client) : List.of(organization);
            var bar = new ProgressBar(to, "organizations");
            long started = System.nanoTime();
            int written = 0;
            int empty = 0;
            var failures = new ArrayList<String>();
            for (int i = 0; i < all.size(); i++) {
                AdminClient.Answer made = make(client, all.get(i));
                switch (made.code()) {
                    case "" -> {
                        write(client, all.get(i), made.json());
                        written++;
                    }
                    case "nothing_to_invoice" -> empty++;
                    default ->
                            failures.add(
                                    all.get(i)
                                            + ": "
                                            + made.json()
                                                    .path("error")
                                                    .path("message")
                                                    .asString(made.code()));
                }
                show(bar, i + 1, all.size(), started);
            }
            to.printf(
                    Locale.ROOT,
                    "%,d %s written to %s, %,d organizations with nothing to invoice%n",
                    written,
                    issue ? "invoices" : "drafts",
                    out,
                    empty);
            to.flush();
            if (!failures.isEmpty()) {
                throw new CommandFailure(
                        failures.size() + " could not be made: " + String.join("; ", failures),
                        "mend it and run it again: what is issued is not issued twice");
            }
        }
        return 0;
    }

    private static void show(ProgressBar bar, int done, int total, long started) {
        double seconds = Math.max(1e-9, (System.nanoTime() - started) / 1e9);
        double perSecond = done / seconds;
        bar.show(
                done,
                total,
                perSecond,
                Duration.ofMillis((long) ((total - done) / perSecond * 1_000)));
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
        return client.post(
                "/api/v1/organizations/" + AdminClient.escaped(id) + "/invoices", wanted);
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
        Files.writeString(out.resolve(name + ".json"), invoice.toPrettyString() + "\n");
        for (String format : List.of("html", "pdf")) {
            AdminClient.Answer file = client.get(path + "format=" + format + words).orFail();
            Files.write(out.resolve(name + "." + format), file.body());
        }
    }
}
