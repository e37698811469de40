package io.tokengrid.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The files of the console's pages, as they are shipped.
final class PageFilesTest {
    private static final Path WEB = Path.of("src/main/resources/io/tokengrid/console/web");

    /// Documents of the libraries, for people.
    private static final Set<String> READ_BY_PEOPLE =
            Set.of("lib/README.md", "lib/LICENSE-htm", "lib/LICENSE-preact");

    private static final Pattern REFERENCE =
            Pattern.compile(
                    "(?:\\bfrom ?|\\bimport |\\bhref=|\\bsrc=)[\"']([^\"'#:]+\\.(?:js|css|svg))[\"']");
    private static final Pattern ENTRY = Pattern.compile("(?m)^ {2}'([^']+)': ([\"'])(.*)\\2,$");
    private static final Pattern PLACE = Pattern.compile("\\{\\w+}");

    private static Map<String, String> files() {
        try (Stream<Path> all = Files.walk(WEB)) {
            return all.filter(Files::isRegularFile)
                    .collect(
                            Collectors.toMap(
                                    file -> WEB.relativize(file).toString(), PageFilesTest::text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, String> ours() {
        return files().entrySet().stream()
                .filter(file -> !file.getKey().startsWith("lib/"))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    @Test
    void every_file_is_reached_from_the_first_page_and_every_reference_is_a_file() {
        Map<String, String> files = files();
        Set<String> reached = new TreeSet<>(READ_BY_PEOPLE);
        Set<String> missing = new TreeSet<>();
        var open = new ArrayDeque<>(Set.of("index.html"));
        while (!open.isEmpty()) {
            String name = open.remove();
            if (!reached.add(name)) {
                continue;
            }
            Matcher reference = REFERENCE.matcher(files.getOrDefault(name, ""));
            while (reference.find()) {
                // What is in the markup of a script is relative to the page, not to the script.
                boolean markup =
                        reference.group().startsWith("href") || reference.group().startsWith("src");
                Path from = markup ? Path.of("index.html") : Path.of(name);
                String target = from.resolveSibling(reference.group(1)).normalize().toString();
                (files.containsKey(target) ? open : missing).add(target);
            }
        }

        assertThat(missing).isEmpty();
        assertThat(reached).containsExactlyInAnyOrderElementsOf(files.keySet());
    }

    @Test
    void no_page_has_a_script_or_a_style_of_its_own() {
        Pattern inline =
                Pattern.compile(
                        "<script(?![^>]*\\bsrc=)|<style|\\son[a-z]+=[\"']|\\sstyle=[\"']|\\beval\\(|new Function|javascript:");
        ours().forEach((name, text) -> assertThat(text).as(name).doesNotContainPattern(inline));
    }

    @Test
    void nothing_comes_from_the_network() {
        Pattern elsewhere =
                Pattern.compile("(?:from |import |href=|src=|url\\()[\"']?(?:https?:)?//");
        files().forEach((name, text) -> assertThat(text).as(name).doesNotContainPattern(elsewhere));
    }

    @Test
    void no_amount_is_read_as_a_float() {
        ours().forEach((name, text) ->
                assertThat(text).as(name).doesNotContain("parseFloat", "toFixed"));
    }

    @Test
    void the_languages_have_the_same_texts_with_the_same_places() {
        Map<String, String> english = dictionary("en");
        Map<String, String> chinese = dictionary("zh");

        assertThat(chinese.keySet()).containsExactlyElementsOf(english.keySet());
        english.forEach((key, text) ->
                assertThat(places(chinese.getOrDefault(key, ""))).as(key).isEqualTo(places(text)));
        assertThat(english.values()).noneMatch(String::isBlank);
        assertThat(chinese.values()).noneMatch(String::isBlank);
    }

    @Test
    void every_text_that_a_page_asks_for_is_there_and_every_text_is_asked_for() {
        Set<String> keys = dictionary("en").keySet();
        String scripts =
                ours().entrySet().stream()
                        .filter(file -> file.getKey().endsWith(".js"))
                        .filter(file -> !file.getKey().startsWith("lang/"))
                        .map(Map.Entry::getValue)
                        .collect(Collectors.joining());

        assertThat(found(scripts, "\\bt\\('([^']+)'")).isSubsetOf(keys);
        Set<String> said = found(scripts, "'([a-z][\\w-]*(?:\\.[\\w-]+)*)'");
        // named('class', name) and t(`balance.${name}`) choose among all texts of a prefix.
        Set<String> prefixes = found(scripts, "named\\('([^']+)'");
        prefixes.addAll(found(scripts, "\\bt\\(`([a-z.]+)\\.\\$"));
        assertThat(keys)
                .allMatch(key ->
                        said.contains(key)
                                || prefixes.stream()
                                        .anyMatch(prefix -> key.startsWith(prefix + ".")));
    }

    private static Set<String> places(String text) {
        return found(text, PLACE.pattern().replace("\\{\\w+}", "(\\{\\w+})"));
    }

    private static Set<String> found(String text, String pattern) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Map<String, String> dictionary(String language) {
        String text = text(WEB.resolve("lang/" + language + ".js"));
        Map<String, String> dictionary = new LinkedHashMap<>();
        Matcher entry = ENTRY.matcher(text);
        while (entry.find()) {
            assertThat(dictionary.put(entry.group(1), entry.group(3)))
                    .as(entry.group(1) + " stands once")
                    .isNull();
        }
        assertThat(dictionary).as("every line is an entry").hasSize((int) text.lines().count() - 3);
        return dictionary;
    }
}
