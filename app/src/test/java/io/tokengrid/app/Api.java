package io.tokengrid.app;

import io.tokengrid.units.Money;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// The admin API of a running program, as an operator calls it. For several threads.
///
/// @param address such as `http://127.0.0.1:8080`
/// @param key sent as the bearer: the admin key, or a caller's for `/v1/me`
record Api(HttpClient http, String address, String key) {
    static final ObjectMapper JSON = new ObjectMapper();

    private static final long PATIENCE_SECONDS = 60;

    /// An organization with a wallet and one key.
    ///
    /// @param id as the API writes it
    /// @param key the secret
    record Customer(String id, String key) {
        String path() {
            return "/api/v1/organizations/" + id;
        }
    }

    Api withAddress(String address) {
        return new Api(http, address, key);
    }

    Api withKey(String key) {
        return new Api(http, address, key);
    }

    /// Opens a prepaid organization in CNY.
    Customer customer(String name, String topUp) throws IOException, InterruptedException {
        String id =
                post("/api/v1/organizations", "{\"name\":\"" + name + "\",\"currency\":\"CNY\"}")
                        .get("id")
                        .asString();
        String path = "/api/v1/organizations/" + id;
        topUp(id, topUp, "first");
        String centre = "{\"department\":\"d\",\"application\":\"a\",\"function\":\"f\"}";
        return new Customer(id, post(path + "/keys", centre).get("key").asString());
    }

    void topUp(String organization, String amount, String reference)
            throws IOException, InterruptedException {
        post(
                "/api/v1/organizations/" + organization + "/top-ups",
                "{\"amount\":\"" + amount + "\",\"reference\":\"" + reference + "\"}");
    }

    /// The answer to a request that must succeed.
    JsonNode get(String path) throws IOException, InterruptedException {
        return answered(path, send(request(path).build()));
    }

    JsonNode post(String path, String body) throws IOException, InterruptedException {
        return answered(
                path,
                send(
                        request(path)
                                .header("content-type", "application/json")
                                .POST(BodyPublishers.ofString(body))
                                .build()));
    }

    /// The same for what may not be there yet, such as views while the database starts.
    JsonNode getOnceReady(String path) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        HttpResponse<String> response = send(request(path).build());
        while (response.statusCode() == 503 && System.nanoTime() < end) {
            LockSupport.parkNanos(20_000_000);
            response = send(request(path).build());
        }
        return answered(path, response);
    }

    /// Every call of an organization, with all that had happened before.
    List<JsonNode> calls(String organization) throws IOException, InterruptedException {
        awaitFolded();
        var calls = new ArrayList<JsonNode>();
        String path = "/api/v1/calls?limit=500&organization=" + organization;
        String after = "";
        do {
            JsonNode page = getOnceReady(path + after);
            page.get("items").forEach(calls::add);
            JsonNode next = page.get("next");
            after = next.isNull() ? "" : "&after=" + next.asString();
        } while (!after.isEmpty());
        return calls;
    }

    /// Returns once the views include every fact there is.
    private void awaitFolded() throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        long last = get("/api/v1/ledger/trial-balance").get("sequence").asLong();
        while (getOnceReady("/api/v1/calls?limit=1&wait=true").at("/asOf/sequence").asLong()
                < last) {
            if (System.nanoTime() > end) {
                throw new AssertionError("the views did not catch up with fact " + last);
            }
        }
    }

    static Money money(JsonNode amount) {
        return Money.parse(amount.asString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(address + path))
                .header("authorization", "Bearer " + key);
    }

    private HttpResponse<String> send(HttpRequest request)
            throws IOException, InterruptedException {
        return http.send(request, BodyHandlers.ofString());
    }

    private static JsonNode answered(String path, HttpResponse<String> response) {
        if (response.statusCode() != 200) {
            throw new AssertionError(
                    path + " answered " + response.statusCode() + ": " + response.body());
        }
        return JSON.readTree(response.body());
    }
}
