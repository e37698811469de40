package io.tokengrid.app;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.core.JacksonException;
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

    @Option(
            names = "--url",
            defaultValue = "http://127.0.0.1:8080",
            paramLabel = "URL",
            description = "The server (default: ${DEFAULT-VALUE}).")
    private URI url = URI.create("");

    @Option(
            names = "--admin-key",
            required = true,
            defaultValue = "${env:TOKENGRID_ADMIN_KEY}",
            paramLabel = "KEY",
            description = "The admin key; without this option that of TOKENGRID_ADMIN_KEY.")
    private String adminKey = "";

    @Option(names = "--approve", description = "Post all findings to the provider's cost.")
    private boolean approve;

    @Option(names = "--json", description = "Print all of it as JSON.")
    private boolean json;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException, InterruptedException {
        byte[] bill = bill();
        try (HttpClient http = HttpClient.newHttpClient()) {
            var server = new Asked(http, url, adminKey);
            JsonNode made = server.post("/api/v1/reconciliations" + query(), "text/csv", bill);
            String path = "/api/v1/reconciliations/" + made.get("id").asString();
            if (approve) {
                server.post(
                        path + "/approve",
                        "application/json",
                        "{}".getBytes(StandardCharsets.UTF_8));
            }
            JsonNode all = server.findings(path);
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
                + encoded(provider)
                + "&profile="
                + encoded(isFile(profile) ? BillProfiles.GENERIC : profile)
                + "&period="
                + encoded(period)
                + "&file="
                + encoded(String.valueOf(file.getFileName()))
                + (currency == null ? "" : "&currency=" + encoded(currency));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /// The admin API of a server; what it refuses becomes a [CommandFailure].
    private record Asked(HttpClient http, URI url, String key) {
        JsonNode post(String path, String type, byte[] body)
                throws IOException, InterruptedException {
            return send(
                    request(path)
                            .header("content-type", type)
                            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                            .build());
        }

        /// A reconciliation with all pages of its findings.
        JsonNode findings(String path) throws IOException, InterruptedException {
            var all = (ObjectNode) send(request(path + "?limit=500").build());
            var findings = (ArrayNode) all.get("findings");
            JsonNode next = all.get("next");
            while (next != null && !next.isNull()) {
                JsonNode page = send(request(path + "?limit=500&after=" + next.asString()).build());
                page.get("findings").forEach(findings::add);
                next = page.get("next");
            }
            all.remove("next");
            return all;
        }

        private HttpRequest.Builder request(String path) {
            return HttpRequest.newBuilder(url.resolve(path))
                    .header("authorization", "Bearer " + key);
        }

        private JsonNode send(HttpRequest request) throws IOException, InterruptedException {
            HttpResponse<byte[]> response;
            try {
                response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            } catch (java.net.ConnectException e) {
                throw new CommandFailure(
                        "no server answers at " + url,
                        "start it with ./tokengrid up, or name another with --url",
                        e);
            }
            JsonNode answer;
            try {
                answer = JSON.readTree(response.body());
            } catch (JacksonException e) {
                throw new CommandFailure(
                        url + " answered with status " + response.statusCode() + " and no JSON",
                        "check --url",
                        e);
            }
            if (response.statusCode() != 200) {
                JsonNode error = answer.path("error");
                throw new CommandFailure(
                        error.path("message").asString("status " + response.statusCode()),
                        error.path("hint").asString("see the server's log"));
            }
            return answer;
        }
    }
}
