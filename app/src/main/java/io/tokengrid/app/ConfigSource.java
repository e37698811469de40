package io.tokengrid.app;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/// One configuration file's text with what is needed to read it: which options exist, the
/// environment, and values from the command line, which come before the file's.
final class ConfigSource {
    private static final int MAX_SHOWN = 60;
    private static final int MAX_CODE_POINTS = 8 << 20;

    private final String file;
    private final List<Option<?>> options;
    private final Substitution substitution;
    private final Map<String, String> overrides;

    /// A file that knows nothing of the environment and the command line.
    ConfigSource(String file, List<Option<?>> options) {
        this(file, options, Map.of(), Map.of());
    }

    /// @param file the file's name for messages
    /// @param overrides texts by path, for options without `*` and `[]`
    ConfigSource(
            String file,
            List<Option<?>> options,
            Map<String, String> environment,
            Map<String, String> overrides) {
        this.file = file;
        this.options = List.copyOf(options);
        this.substitution = new Substitution(environment);
        this.overrides = Map.copyOf(overrides);
        Set<String> known = options.stream().map(Option::path).collect(Collectors.toSet());
        overrides.keySet().stream()
                .filter(path -> !known.contains(path))
                .findFirst()
                .ifPresent(path -> {
                    String near = Nearest.to(path, known).orElse("none");
                    throw new ConfigException(
                            "command line: " + path + " is not a setting",
                            "did you mean " + near + "?");
                });
    }

    /// The whole file as a section. Throws [ConfigException] if it is no YAML, or holds a name that
    /// no option has.
    Section open(String yaml) {
        return new Section(
                this, "", "", composed(compose -> compose.composeString(yaml)).orElse(null));
    }

    /// The documents of a file, which lines of `---` part, as sections. Throws as [#open] does.
    List<Section> openAll(String yaml) {
        return composed(compose -> {
            var documents = new ArrayList<Section>();
            for (Node root : compose.composeAllFromString(yaml)) {
                documents.add(new Section(this, "", "", root));
            }
            return documents;
        });
    }

    private <T> T composed(Function<Compose, T> reading) {
        var settings =
                LoadSettings.builder()
                        .setLabel(file)
                        .setCodePointLimit(MAX_CODE_POINTS)
                        .setMaxAliasesForCollections(50)
                        .build();
        try {
            return reading.apply(new Compose(settings));
        } catch (MarkedYamlEngineException e) {
            throw new ConfigException(
                    at(e.getProblemMark().orElse(null)) + "not YAML" + reason(e), YAML_HINT);
        } catch (YamlEngineException e) {
            throw new ConfigException(file + ": not YAML", YAML_HINT);
        }
    }

    private static final String YAML_HINT =
            "indent with spaces, write name: value with a space after the colon, quote text with special characters";

    /// The parser's words, unless they could repeat a piece of the file that is a secret.
    private static String reason(MarkedYamlEngineException e) {
        String problem = e.getProblem();
        boolean safe =
                problem != null
                        && !problem.contains("alias")
                        && !problem.contains("anchor")
                        && !problem.contains("tag")
                        && problem.lines().count() == 1;
        return safe ? ": " + problem : "";
    }

    /// The names that can stand directly below a section, with `*` for any name.
    Set<String> childrenOf(String pattern) {
        List<String> above = pattern.isEmpty() ? List.of() : List.of(pattern.split("\\."));
        return options.stream()
                .map(Option::parts)
                .filter(parts ->
                        parts.size() > above.size() && parts.subList(0, above.size()).equals(above))
                .map(parts -> parts.get(above.size()).replace("[]", ""))
                .collect(Collectors.toSet());
    }

    /// What an unknown name was probably meant to be: one that can stand there, or else the path of
    /// a setting of nearly that name elsewhere.
    Optional<String> meant(String key, Set<String> siblings) {
        Optional<String> sibling = Nearest.to(key, siblings);
        if (sibling.isPresent() && isNear(key, sibling.get())) {
            return sibling;
        }
        return options.stream()
                .filter(option -> isNear(key, option.key()))
                .map(Option::path)
                .findFirst()
                .or(() -> sibling);
    }

    private static boolean isNear(String key, String known) {
        return Nearest.distance(key, known) <= Math.max(1, key.length() / 3);
    }

    /// A file that is named in this one: its path begins at this one's folder.
    Path beside(Path other) {
        return Path.of(file).resolveSibling(other);
    }

    @Nullable String override(String path) {
        return overrides.get(path);
    }

    boolean isUnsetVariable(String raw) {
        return raw.startsWith("${")
                && raw.endsWith("}")
                && substitution.apply(raw) instanceof Substitution.Result.Unset;
    }

    /// Fills in variables and parses; throws [ConfigException] that shows the text as it is
    /// written, never what a variable holds, and nothing of it for a secret.
    <T> T value(Option<T> option, @Nullable Node node, String path, String raw) {
        String text =
                switch (substitution.apply(raw)) {
                    case Substitution.Result.Filled(String filled) -> filled;
                    case Substitution.Result.Unset(String variable) ->
                            throw wrong(
                                    node,
                                    path,
                                    "needs the variable " + variable + ", which is not set",
                                    "set it in the environment, or write ${"
                                            + variable
                                            + ":-default}");
                    case Substitution.Result.Malformed() ->
                            throw wrong(
                                    node,
                                    path,
                                    "has a ${ that begins no variable",
                                    "write ${NAME} or ${NAME:-default}, and $${ for a literal ${");
                };
        try {
            if (text.isEmpty()) {
                throw new IllegalArgumentException("empty");
            }
            return option.kind().parser().apply(text);
        } catch (IllegalArgumentException | DateTimeException e) {
            String shown = option.kind().secret() ? "the value" : "'" + shown(raw) + "'";
            throw wrong(node, path, shown + " is not " + option.kind().allowed(), option.meaning());
        }
    }

    private static String shown(String raw) {
        String line =
                raw.codePoints().mapToObj(ConfigSource::visible).collect(Collectors.joining());
        return line.length() <= MAX_SHOWN ? line : line.substring(0, MAX_SHOWN) + "...";
    }

    private static String visible(int codePoint) {
        return Character.isISOControl(codePoint) ? "?" : Character.toString(codePoint);
    }

    /// A refusal of what stands at a node; without one, of a value from the command line or of the
    /// whole file.
    ConfigException wrong(@Nullable Node node, String path, String what, String hint) {
        String where =
                overrides.containsKey(path)
                        ? "command line: "
                        : at(node == null ? null : node.getStartMark().orElse(null));
        return new ConfigException(
                where + (path.isEmpty() ? "the file" : path) + ": " + what, hint);
    }

    private String at(@Nullable Mark mark) {
        return mark == null
                ? file + ": "
                : file + ":" + (mark.getLine() + 1) + ":" + (mark.getColumn() + 1) + ": ";
    }
}
