package io.tokengrid.app;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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

/// `tokengrid reconcile`: holds a provider's bill against what a running server booked, and prints
/// every difference with its amount and reason.
@Command(
        name = "reconcile",
        description = {
            "Holds a provider's bill against what a running server booked: every difference with its",
            "amount and reason. Nothing is posted unless --approve is given."
        },
        mixinStandardHelpOptions = true)
final class ReconcileCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Parameters(paramLabel = "FILE", description = "The bill, as the provider gives it.")
    private Path file = Path.of("");

    @Option(
            names = "--profile",
            required = true,
            paramLabel = "P",
            description = {
                "The shape of the file, such as deepseek or dashscope (GET /api/v1/bill-profiles",
                "lists them), or a file in YAML that describes it."
            })
    private String profile = "";

    @Option(
            names = "--provider",
            required = true,
            paramLabel = "X",
            description = "The provider's name in the server's configuration.")
    private String provider = "";

    @Option(
            names = "--period",
            required = true,
            paramLabel = "PERIOD",
            description = "Its days: 2026-10, 2026-10-05 or 2026-10-01..2026-10-15.")
    private String period = "";

    @Option(
            names = "--currency",
            paramLabel = "C",
            description = "Of the amounts, where neither the file nor its profile says.")
    private @Nullable String currency;

    @Mixin private AdminServer server = new AdminServer();

    @Option(names = "--approve", description = "Post all findings to the provider's cost.")
    private boolean approve;

    @Option(names = "--json", description = "Print all of it as JSON.")
    private boolean json;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        byte[] bill = bill();
        try (AdminClient client = server.client()) {
            JsonNode made =
                    client.post("/api/v1/reconciliations" + query(), "text/csv", bill)
                            .orFail()
                            .json();
            String path = "/api/v1/reconciliations/" + made.get("id").asString();
            if (approve) {
                client.post(path + "/approve", JSON.createObjectNode()).orFail();
            }
            JsonNode all = findings(client, path);
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                out.println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(all));
            } else {
                new ReconciliationReport(out).print(all);
            }
            out.flush();
        }
        return 0;
    }

    /// A reconciliation with all pages of its findings.
    private static JsonNode findings(AdminClient client, String path) {
        var all = (ObjectNode) client.get(path + "?limit=500").orFail().json();
        var findings = (ArrayNode) all.get("findings");
        JsonNode next = all.get("next");
        while (next != null && !next.isNull()) {
            JsonNode page =
                    client.get(path + "?limit=500&after=" + next.asString()).orFail().json();
            page.get("findings").forEach(findings::add);
            next = page.get("next");
        }
        all.remove("next");
        return all;
    }

    /// The file, with the profile before it if that is a file too.
    private byte[] bill() throws IOException {
        byte[] bill = read(file);
        if (!isFile(profile)) {
            return bill;
        }
        var both = new ByteArrayOutputStream();
        byte[] fence = "---\n".getBytes(StandardCharsets.UTF_8);
        both.writeBytes(fence);
        both.writeBytes(read(Path.of(profile)));
        both.writeBytes("\n".getBytes(StandardCharsets.UTF_8));
        both.writeBytes(fence);
        both.writeBytes(bill);
        return both.toByteArray();
    }

    private static boolean isFile(String profile) {
        return profile.endsWith(".yaml") || profile.endsWith(".yml");
    }

    private static byte[] read(Path of) throws IOException {
        if (!Files.isReadable(of) || Files.isDirectory(of)) {
            throw new CommandFailure(
                    "cannot read " + of, "check the name, and that it is a file you may read");
        }
        return Files.readAllBytes(of);
    }

    private String query() {
        return "?provider="
                + AdminClient.escaped(provider)
                + "&profile="
                + AdminClient.escaped(isFile(profile) ? BillProfiles.GENERIC : profile)
                + "&period="
                + AdminClient.escaped(period)
                + "&file="
                + AdminClient.escaped(String.valueOf(file.getFileName()))
                + (currency == null ? "" : "&currency=" + AdminClient.escaped(currency));
    }
}
