package io.tokengrid.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class OpenApiTest {
    private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");
    private static final Set<String> KEYWORDS =
            Set.of(
                    "$ref",
                    "type",
                    "format",
                    "enum",
                    "pattern",
                    "propertyNames",
                    "minLength",
                    "maxLength",
                    "minimum",
                    "properties",
                    "required",
                    "additionalProperties",
                    "items",
                    "anyOf",
                    "oneOf",
                    "description",
                    "examples");

    @TempDir Path folder;
    private Api api;
    private JsonNode document = Api.JSON.createObjectNode();

    @BeforeEach
    void open() throws IOException {
        api = Api.open(folder);
        document = api.send("GET", "/api/openapi.json", null, Map.of()).body();
    }

    @AfterEach
    void close() throws IOException {
        api.close();
    }

    @Test
    void it_has_what_openapi_asks_for() {
        assertThat(document.path("openapi").asString()).isEqualTo("3.1.0");
        assertThat(document.path("info").path("title").asString()).isEqualTo("TokenGrid");
        assertThat(document.path("info").path("version").asString()).isEqualTo("0.1.0");
        assertThat(operations()).hasSizeGreaterThan(20);
        var ids = new HashSet<String>();
        for (JsonNode operation : operations()) {
            assertThat(ids.add(operation.path("operationId").asString()))
                    .as(operation.path("operationId").asString())
                    .isTrue();
            assertThat(operation.path("summary").asString()).endsWith(".");
            assertThat(operation.path("responses").has("200")).isTrue();
            operation
                    .path("responses")
                    .forEach(response -> {
                        assertThat(response.path("description").asString()).isNotBlank();
                        assertThat(response.path("content")).isNotEmpty();
                        response.path("content")
                                .forEach(type -> assertThat(type.path("schema")).isNotEmpty());
                    });
        }
    }

    @Test
    void every_name_in_a_path_is_a_parameter() {
        document.path("paths")
                .properties()
                .forEach(path -> {
                    Matcher names = Pattern.compile("\\{(.+?)}").matcher(path.getKey());
                    var inPath = new ArrayList<String>();
                    while (names.find()) {
                        inPath.add(names.group(1));
                    }
                    path.getValue()
                            .forEach(operation ->
                                    assertThat(named(operation, "path")).isEqualTo(inPath));
                });
    }

    private static List<String> named(JsonNode operation, String in) {
        var named = new ArrayList<String>();
        for (JsonNode parameter : operation.path("parameters")) {
            assertThat(parameter.path("schema")).isNotEmpty();
            if (parameter.path("in").asString().equals(in)) {
                named.add(parameter.path("name").asString());
            }
        }
        return named;
    }

    @Test
    void every_reference_leads_to_a_schema_and_every_schema_is_used() {
        var used = new HashSet<String>();
        references(document, used);
        var known = new HashSet<>(document.at("/components/schemas").propertyNames());

        assertThat(used).isEqualTo(known);
    }

    private static void references(JsonNode node, Set<String> found) {
        if (node.has("$ref")) {
            String reference = node.path("$ref").asString();
            assertThat(reference).startsWith("#/components/schemas/");
            found.add(reference.substring("#/components/schemas/".length()));
        }
        node.forEach(child -> references(child, found));
    }

    @Test
    void schemas_are_made_of_known_words_and_require_what_they_have() {
        document.at("/components/schemas").forEach(OpenApiTest::requireSchema);
        for (JsonNode operation : operations()) {
            operation
                    .path("parameters")
                    .forEach(parameter -> requireSchema(parameter.path("schema")));
        }
    }

    private static void requireSchema(JsonNode schema) {
        assertThat(KEYWORDS).containsAll(schema.propertyNames());
        var properties = schema.path("properties").propertyNames();
        schema.path("required").forEach(name -> assertThat(properties).contains(name.asString()));
        schema.path("properties").forEach(OpenApiTest::requireSchema);
        schema.path("anyOf").forEach(OpenApiTest::requireSchema);
        schema.path("oneOf").forEach(OpenApiTest::requireSchema);
        if (schema.has("items")) {
            requireSchema(schema.path("items"));
        }
        if (schema.path("additionalProperties").isObject()) {
            requireSchema(schema.path("additionalProperties"));
        }
        if (schema.has("pattern")) {
            Pattern.compile(schema.path("pattern").asString());
        }
    }

    @Test
    void what_is_answered_has_the_fields_that_are_described() {
        String organization = api.organization("A");
        String path = "/api/v1/organizations/" + organization;
        assertDescribed("/api/v1/organizations/{id}", api.get(path));
        assertDescribed("/api/v1/organizations", api.get("/api/v1/organizations"));
        assertDescribed("/api/v1/organizations/{id}/balance", api.get(path + "/balance"));
        assertDescribed("/api/v1/status", api.get("/api/v1/status"));
        assertDescribed("/api/v1/ledger/trial-balance", api.get("/api/v1/ledger/trial-balance"));
        assertDescribed("/v1/me", api.getAs(api.key(organization), "/v1/me"));
    }

    private void assertDescribed(String path, Api.Answer answer) {
        JsonNode schema =
                document.path("paths")
                        .path(path)
                        .at("/get/responses/200/content/application~1json/schema");
        String name = schema.path("$ref").asString().replaceFirst(".*/", "");
        JsonNode described = document.at("/components/schemas/" + name);
        assertThat(List.copyOf(answer.body().propertyNames()))
                .as(path)
                .isEqualTo(List.copyOf(described.path("properties").propertyNames()));
    }

    private List<JsonNode> operations() {
        var operations = new ArrayList<JsonNode>();
        document.path("paths")
                .forEach(path ->
                        path.properties()
                                .forEach(operation -> {
                                    assertThat(METHODS).contains(operation.getKey());
                                    operations.add(operation.getValue());
                                }));
        return operations;
    }
}
