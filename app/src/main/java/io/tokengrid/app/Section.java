package io.tokengrid.app;

import io.tokengrid.app.Option.Otherwise;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/// One mapping of a configuration file, read strictly: a name that no option has is refused when
/// the section is opened, every value is read from its text, and every refusal names file, line,
/// column and setting. A section that the file leaves out is an empty one.
final class Section {
    private final ConfigSource source;
    private final String path;
    private final String pattern;
    private final @Nullable Node node;
    private final Map<String, Node> values;

    /// @param path the names to here as the user wrote them, such as `models.qwen-plus`; empty at
    ///   the top
    /// @param pattern the same as options have it, such as `models.*`
    Section(ConfigSource source, String path, String pattern, @Nullable Node node) {
        this.source = source;
        this.path = path;
        this.pattern = pattern;
        this.node = node;
        this.values = values(node);
        Set<String> known = source.childrenOf(pattern);
        if (!known.contains("*")) {
            for (String key : values.keySet()) {
                if (!known.contains(key)) {
                    throw unknown(key, known);
                }
            }
        }
    }

    private Map<String, Node> values(@Nullable Node node) {
        if (node == null || isNull(node)) {
            return Map.of();
        }
        if (!(node instanceof MappingNode mapping)) {
            throw source.wrong(
                    node, path, "is not a section of names and values", "write it as name: value");
        }
        var found = new LinkedHashMap<String, Node>();
        for (NodeTuple tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                throw source.wrong(
                        tuple.getKeyNode(),
                        path,
                        "has a name that is no text",
                        "names are plain words");
            }
            if (!Kind.isName(key.getValue())) {
                throw source.wrong(
                        key, path, "has an empty name or one with spaces", Kind.name().allowed());
            }
            if (found.put(key.getValue(), tuple.getValueNode()) != null) {
                throw source.wrong(
                        key,
                        under(key.getValue()),
                        "stands here a second time",
                        "keep one of the two");
            }
        }
        return found;
    }

    private ConfigException unknown(String key, Set<String> known) {
        Node at = node == null ? null : keyNode(key);
        String hint =
                source.meant(key, known)
                        .map(near ->
                                "did you mean " + (known.contains(near) ? under(near) : near) + "?")
                        .orElse("nothing can stand here");
        return source.wrong(at, under(key), "is not a setting", hint);
    }

    private @Nullable Node keyNode(String key) {
        if (node instanceof MappingNode mapping) {
            for (NodeTuple tuple : mapping.getValue()) {
                if (tuple.getKeyNode() instanceof ScalarNode scalar
                        && scalar.getValue().equals(key)) {
                    return scalar;
                }
            }
        }
        return node;
    }

    /// The value of a setting that has a default or is required.
    <T> T get(Option<T> option) {
        Optional<T> written = find(option);
        if (written.isPresent()) {
            return written.get();
        }
        return switch (option.otherwise()) {
            case Otherwise.Default(String text) -> option.kind().parser().apply(text);
            case Otherwise.Required() ->
                    throw source.wrong(
                            node,
                            under(option.key()),
                            "is missing",
                            "write " + option.kind().allowed());
            case Otherwise.Absent(String meaning) ->
                    throw new IllegalArgumentException(
                            option.path() + " has no default: " + meaning);
        };
    }

    /// The value of a setting where it is written.
    <T> Optional<T> find(Option<T> option) {
        String key = option.key();
        String override = source.override(under(key));
        if (override != null) {
            return Optional.of(source.value(option, null, under(key), override));
        }
        Node value = values.get(key);
        return value == null
                ? Optional.empty()
                : Optional.of(source.value(option, value, under(key), text(key, value)));
    }

    /// Whether something stands under a name.
    boolean has(String key) {
        Node value = values.get(key);
        return value != null && !isNull(value);
    }

    /// The values of a setting that is a list, where it is written; one value is a list of one.
    <T> Optional<List<T>> listOf(Option<T> option) {
        String key = option.key();
        Node value = values.get(key);
        if (value == null || isNull(value)) {
            return Optional.empty();
        }
        List<Node> entries = value instanceof SequenceNode list ? list.getValue() : List.of(value);
        return Optional.of(
                IntStream.range(0, entries.size())
                        .mapToObj(i -> entry(option, under(key) + "[" + i + "]", entries.get(i)))
                        .toList());
    }

    private <T> T entry(Option<T> option, String at, Node entry) {
        if (!(entry instanceof ScalarNode scalar) || scalar.getValue().isEmpty()) {
            throw source.wrong(
                    entry,
                    at,
                    "must be one value",
                    "write a list such as [" + option.example() + "]");
        }
        return source.value(option, entry, at, scalar.getValue());
    }

    /// What `maker` makes of the section; an [IllegalArgumentException] of it becomes a refusal of
    /// the value under a name.
    <T> T made(String key, Supplier<T> maker) {
        try {
            return maker.get();
        } catch (IllegalArgumentException e) {
            throw wrong(
                    has(key) ? key : "", String.valueOf(e.getMessage()), "correct what it names");
        }
    }

    /// As [#find], but a value that is one variable of the environment, and that one unset, counts
    /// as not written.
    <T> Optional<T> findIfSet(Option<T> option) {
        Node value = values.get(option.key());
        boolean unset =
                value instanceof ScalarNode scalar && source.isUnsetVariable(scalar.getValue());
        return unset ? Optional.empty() : find(option);
    }

    private String text(String key, Node value) {
        if (!(value instanceof ScalarNode scalar)) {
            throw source.wrong(
                    value, under(key), "must be one value", "write it as " + key + ": value");
        }
        if (isNull(scalar) || scalar.getValue().isEmpty()) {
            throw source.wrong(
                    value, under(key), "is empty", "give it a value or leave the name out");
        }
        return scalar.getValue();
    }

    /// The section under a name; an empty one where it is left out.
    Section section(String key) {
        return new Section(source, under(key), patternUnder(key), values.get(key));
    }

    /// The sections under a name by theirs, in the order of the file.
    Map<String, Section> sections(String key) {
        return section(key).sections();
    }

    /// Everything in this section as sections by name, in the order of the file.
    Map<String, Section> sections() {
        var found = new LinkedHashMap<String, Section>();
        values.forEach((name, value) ->
                found.put(name, new Section(source, under(name), patternUnder("*"), value)));
        return found;
    }

    /// The sections of a list, in its order.
    List<Section> list(String key) {
        return entries(key).stream().map(Supplier::get).toList();
    }

    /// The same, each opened when it is asked for: a mistake in one does not hide the others.
    List<Supplier<Section>> entries(String key) {
        Node value = values.get(key);
        if (value == null || isNull(value)) {
            return List.of();
        }
        if (!(value instanceof SequenceNode sequence)) {
            throw source.wrong(
                    value,
                    under(key),
                    "is not a list",
                    "write each entry on a line that begins with -");
        }
        List<Node> entries = new ArrayList<>(sequence.getValue());
        return IntStream.range(0, entries.size())
                .<Supplier<Section>>mapToObj(i ->
                        () ->
                                new Section(
                                        source,
                                        under(key) + "[" + i + "]",
                                        patternUnder(key) + "[]",
                                        entries.get(i)))
                .toList();
    }

    /// The values under a name by theirs, in the order of the file; each is read as `option`, whose
    /// path ends in `*`.
    <T> Map<String, T> valuesOf(String key, Option<T> option) {
        Section named = section(key);
        var found = new LinkedHashMap<String, T>();
        named.values.forEach((name, value) ->
                found.put(
                        name,
                        source.value(option, value, named.under(name), named.text(name, value))));
        return found;
    }

    /// A refusal of the value under a name, for rules that span several settings; of the whole
    /// section where the name is empty.
    ConfigException wrong(String key, String what, String hint) {
        Node value = values.get(key);
        return source.wrong(
                value == null ? node : value, key.isEmpty() ? path : under(key), what, hint);
    }

    /// A refusal of the whole section.
    ConfigException wrong(String what, String hint) {
        return wrong("", what, hint);
    }

    /// The files that a setting names, beside this one, as sections.
    List<Section> files(Option<Path> option, Function<Path, Section> open) {
        return listOf(option).orElse(List.of()).stream()
                .map(file -> open.apply(source.beside(file)))
                .toList();
    }

    private String under(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    private String patternUnder(String key) {
        return pattern.isEmpty() ? key : pattern + "." + key;
    }

    private static boolean isNull(Node node) {
        return node instanceof ScalarNode scalar
                && scalar.isPlain()
                && scalar.getTag().equals(Tag.NULL);
    }
}
