package io.tokengrid.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokengrid.app.Option.Otherwise;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.json.JsonMapper;

/// No option can exist without a recorded default, a place in [Config] and a line in the reference.
/// What becomes of the settings of prices is [PriceFileTest]'s.
final class OptionsTest {
    private static final Map<String, String> ENVIRONMENT =
            Map.of(
                    "TOKENGRID_ADMIN_KEY", "admin",
                    "TOKENGRID_METRICS_KEY", "metrics",
                    "TOKENGRID_USAGE_KEY", "usage",
                    "PROVIDER_KEY", "provider");

    private static final String BASE =
            """
            database: postgresql://base:base@base/base
            providers:
              mock: { dialect: openai, base-url: "http://base/v1" }
              x: { dialect: openai, base-url: "http://base/v1" }
            models:
              x: { max-output: 7, deployments: [{ provider: x }] }
              y: { max-output: 7, deployments: [{ provider: x }] }
            """;

    /// They are those of the customers' prices with `buy-` before them, as the reference says; it
    /// lists one of them.
    private static final List<Option<?>> PRICES_TO_US =
            PriceOptions.BUY.all().stream()
                    .filter(option -> option != PriceOptions.BUY.prices().perMillion())
                    .toList();

    static List<Option<?>> options() {
        return Options.ALL;
    }

    /// What has tests of its own, since its records are not shaped as the file is.
    private static final Set<String> BY_THEMSELVES = Set.of("prices", "plans");

    static List<Option<?>> optionsBesidesPrices() {
        return Options.ALL.stream()
                .filter(option -> !PriceOptions.ALL.contains(option))
                .filter(option -> !OfferedPlans.ALL.contains(option))
                .toList();
    }

    @Test
    void the_options_are_the_components_of_the_record_tree() {
        var paths = new LinkedHashSet<String>();
        collect(Config.class, "", paths);

        assertThat(paths)
                .containsExactlyInAnyOrderElementsOf(
                        optionsBesidesPrices().stream().map(Option::path).toList());
    }

    @ParameterizedTest
    @MethodSource("optionsBesidesPrices")
    void an_option_reaches_its_own_component(Option<?> option) {
        Map<String, Object> before = flat(Documents.parse(BASE, ENVIRONMENT));
        Map<String, Object> after = flat(Documents.parse(withExample(option), ENVIRONMENT));

        assertThat(after.get(option.path())).isNotNull().isNotEqualTo(before.get(option.path()));
    }

    @ParameterizedTest
    @MethodSource("options")
    void a_recorded_default_can_be_written_and_differs_from_the_example(Option<?> option) {
        Object example = option.kind().parser().apply(filled(option.example()));

        if (option.otherwise() instanceof Otherwise.Default(String text)) {
            assertThat(option.kind().parser().apply(text)).isNotEqualTo(example);
        }
        assertThat(option.meaning()).endsWith(".").hasSizeBetween(10, 160);
    }

    @Test
    void the_reference_lists_every_option_with_its_default() {
        Reference.check(
                "docs/reference/configuration.md",
                "options",
                Reference.table(
                        Options.ALL.stream()
                                .filter(option -> !PRICES_TO_US.contains(option))
                                .toList()));
    }

    @Test
    void the_reference_lists_every_provider_of_the_catalogue() {
        Catalogue catalogue = Catalogue.builtIn();
        String rows =
                catalogue.names().stream()
                        .map(name ->
                                row(name, catalogue.find(name, Optional.empty()).orElseThrow()))
                        .collect(Collectors.joining("\n"));
        Reference.check(
                "docs/reference/configuration.md",
                "catalogue",
                """
                | provider | dialect | base-url | auth | output-limit | covers-reasoning | thinking-budget | stream-options |
                |---|---|---|---|---|---|---|---|
                """
                        + rows);
    }

    private static String row(String name, Catalogue.Entry entry) {
        return "| `%s` | %s | %s | %s | %s | %s | %s | %s |"
                .formatted(
                        name,
                        Kind.spelled(entry.dialect()),
                        entry.baseUrl(),
                        Kind.spelled(entry.auth()),
                        entry.wire().outputLimit(),
                        entry.wire().coversReasoning(),
                        entry.wire().thinkingBudget().orElse(""),
                        entry.wire().streamOptions());
    }

    private static void collect(Type type, String path, Set<String> paths) {
        Set<String> known = Options.ALL.stream().map(Option::path).collect(Collectors.toSet());
        if (known.contains(path)) {
            paths.add(path);
        } else if (type instanceof ParameterizedType generic) {
            Type last =
                    generic.getActualTypeArguments()[generic.getActualTypeArguments().length - 1];
            String below =
                    generic.getRawType() == Map.class
                            ? path + ".*"
                            : generic.getRawType() == List.class ? path + "[]" : path;
            collect(last, below, paths);
        } else if (type instanceof Class<?> record && record.isRecord()) {
            for (RecordComponent component : record.getRecordComponents()) {
                if (BY_THEMSELVES.contains(component.getName())) {
                    continue;
                }
                collect(component.getGenericType(), below(path, component.getName()), paths);
            }
        } else {
            throw new AssertionError("no option for component " + path);
        }
    }

    private static String below(String path, String component) {
        String key = component.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
        return path.isEmpty() ? key : path + "." + key;
    }

    /// The values of a configuration by option path; of maps and lists the entry that the tests
    /// change.
    private static Map<String, Object> flat(Config config) {
        var values = new LinkedHashMap<String, Object>();
        flatten(config, "", values);
        return values;
    }

    private static void flatten(Object value, String path, Map<String, Object> values) {
        Set<String> known = Options.ALL.stream().map(Option::path).collect(Collectors.toSet());
        if (value instanceof Optional<?> optional) {
            optional.ifPresent(present -> flatten(present, path, values));
        } else if (known.contains(path) || known.contains(path + ".*")) {
            values.put(known.contains(path) ? path : path + ".*", value);
        } else if (value instanceof Map<?, ?> map) {
            map.forEach((name, entry) -> {
                if (name.equals("x")) {
                    flatten(entry, path + ".*", values);
                }
            });
        } else if (value instanceof List<?> list) {
            flatten(list.getFirst(), path + "[]", values);
        } else {
            for (RecordComponent component : value.getClass().getRecordComponents()) {
                if (BY_THEMSELVES.contains(component.getName())) {
                    continue;
                }
                try {
                    component.getAccessor().setAccessible(true);
                    flatten(
                            component.getAccessor().invoke(value),
                            below(path, component.getName()),
                            values);
                } catch (ReflectiveOperationException e) {
                    throw new LinkageError(path, e);
                }
            }
        }
    }

    /// The base document with one more value, as JSON, which is YAML.
    private static String withExample(Option<?> option) {
        Map<String, Object> tree = baseTree();
        List<String> parts = option.parts();
        Map<String, Object> at = tree;
        for (String part : parts.subList(0, parts.size() - 1)) {
            at = child(at, part.equals("*") ? "x" : part);
        }
        at.put(option.key(), option.example());
        return JsonMapper.shared().writeValueAsString(tree);
    }

    private static Map<String, Object> baseTree() {
        var loaded = new Load(LoadSettings.builder().build()).loadFromString(BASE);
        return asMap(loaded);
    }

    private static Map<String, Object> child(Map<String, Object> parent, String part) {
        if (part.endsWith("[]")) {
            var list = (List<?>) Objects.requireNonNull(parent.get(part.replace("[]", "")));
            return asMap(list.getFirst());
        }
        return asMap(parent.computeIfAbsent(part, key -> new LinkedHashMap<String, Object>()));
    }

    @SuppressWarnings("unchecked") // the document is maps of text, lists and maps
    private static Map<String, Object> asMap(Object node) {
        return (Map<String, Object>) node;
    }

    private static String filled(String example) {
        return switch (new Substitution(ENVIRONMENT).apply(example)) {
            case Substitution.Result.Filled(String text) -> text;
            default -> throw new AssertionError("unset in the tests' environment: " + example);
        };
    }
}
