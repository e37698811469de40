package io.tokengrid.app;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// The sample organization of the demo, made through the admin API like any other.
///
/// @param id as the API writes it
/// @param keys the secrets, one for each function
record DemoOrganization(String id, List<String> keys) {
    private static final ObjectMapper JSON = new ObjectMapper();

    private record Function(String department, String application, String function) {}

    private static final List<Function> FUNCTIONS =
            List.of(
                    new Function("Customer service", "Chat desk", "answer"),
                    new Function("Customer service", "Chat desk", "summarize"),
                    new Function("Customer service", "Mail desk", "draft"),
                    new Function("Research", "Paper reader", "read"),
                    new Function("Research", "Paper reader", "compare"),
                    new Function("Software", "Code assistant", "complete"),
                    new Function("Software", "Code assistant", "review"),
                    new Function("Marketing", "Campaign studio", "write"));

    /// Opens the organization with a wallet of 1,000 CNY and a key for each function.
    static DemoOrganization create(Server server) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            var api = new Api(http, server.address(), String.valueOf(server.newAdminKey()));
            String id =
                    api.post(
                                    "/api/v1/organizations",
                                    """
                                    {"name":"Sample Ltd","currency":"CNY","billing":"prepaid"}\
                                    """)
                            .get("id")
                            .asString();
            String path = "/api/v1/organizations/" + id;
            api.post(path + "/top-ups", "{\"amount\":\"1000.00\",\"reference\":\"demo\"}");
            var keys = new ArrayList<String>();
            for (Function function : FUNCTIONS) {
                keys.add(
                        api.post(path + "/keys", JSON.writeValueAsString(function))
                                .get("key")
                                .asString());
            }
            return new DemoOrganization(id, keys);
        }
    }

    private record Api(HttpClient http, String address, String adminKey) {
        JsonNode post(String path, String body) throws IOException, InterruptedException {
            HttpResponse<String> response =
                    http.send(
                            HttpRequest.newBuilder(URI.create(address + path))
                                    .header("authorization", "Bearer " + adminKey)
                                    .header("content-type", "application/json")
                                    .POST(HttpRequest.BodyPublishers.ofString(body))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new IllegalStateException(path + " answered " + response.body());
            }
            return JSON.readTree(response.body());
        }
    }
}
