package io.tokengrid.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/// What a careful reader would not want to find anywhere in the source tree.
final class TidyTest {
    private static final Path ROOT = Repository.root();
    private static final List<Path> FILES = Repository.files();
    private static final int LONG = 500;

    /// Written by hand and read by people; data and libraries of others are not.
    private static final Pattern TEXT =
            Pattern.compile(
                    ".*\\.(java|js|css|html|sql|sh|md|yaml|yml|xml|properties)|.*/(tokengrid|run|install-test-tools)");

    private static Stream<Path> texts() {
        return FILES.stream()
                .filter(file -> TEXT.matcher(file.toString()).matches())
                .filter(file -> !file.toString().contains("/vendor/"))
                .filter(file -> !isTestData(file));
    }

    private static boolean isTestData(Path file) {
        return file.toString().contains("/src/test/resources/");
    }

    private static Stream<Path> java(String below) {
        return FILES.stream()
                .filter(file -> file.toString().endsWith(".java"))
                .filter(file -> file.toString().contains("/src/" + below + "/"));
    }

    private static List<String> hits(Stream<Path> files, Pattern pattern) {
        var hits = new ArrayList<String>();
        files.forEach(file -> {
            List<String> lines = Repository.text(file).lines().toList();
            for (int i = 0; i < lines.size(); i++) {
                if (pattern.matcher(lines.get(i)).find()) {
                    hits.add(ROOT.relativize(file) + ":" + (i + 1) + ": " + lines.get(i).strip());
                }
            }
        });
        return hits;
    }

    private static List<String> names(Stream<Path> files, Predicate<Path> wrong) {
        return files.filter(wrong).map(file -> ROOT.relativize(file).toString()).toList();
    }

    @Test
    void nothing_is_left_for_later() {
        assertThat(hits(texts(), Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b")))
                .isEmpty();
    }

    @Test
    void no_line_names_a_machine_or_where_packages_come_from() {
        Pattern pattern =
                Pattern.compile(
                        "https?://(repo1?|registry|deb)\\.|(^|[^A-Za-z0-9_.])/(w[o]rk|f[a]rm|ho[m]e|ro[o]t)/[a-z]|jvm/(t[e]murin|java-)");
        assertThat(hits(texts(), pattern)).isEmpty();
    }

    @Test
    void names_say_what_a_thing_is() {
        Pattern empty =
                Pattern.compile("(?<![a-z])(Impl|Manager|Helpers?|Utils?|Base|Abstract)(?![a-z])");
        assertThat(
                        names(
                                Stream.concat(java("main"), java("test")),
                                file -> empty.matcher(file.getFileName().toString()).find()))
                .isEmpty();
    }

    @Test
    void every_public_type_says_what_it_is() {
        Pattern type =
                Pattern.compile(
                        "^\\s*public (?:(?:static|final|sealed|non-sealed|abstract) )*(?:class|interface|record|enum|@interface) .*");
        var bare = new ArrayList<String>();
        java("main")
                .forEach(file -> {
                    List<String> lines = Repository.text(file).lines().toList();
                    for (int i = 0; i < lines.size(); i++) {
                        if (type.matcher(lines.get(i)).matches() && !isDocumented(lines, i)) {
                            bare.add(
                                    ROOT.relativize(file)
                                            + ":"
                                            + (i + 1)
                                            + ": "
                                            + lines.get(i).strip());
                        }
                    }
                });
        assertThat(bare).isEmpty();
    }

    /// Whether the lines above, up to an empty one or one that ends something else, hold a comment.
    private static boolean isDocumented(List<String> lines, int type) {
        for (int i = type - 1; i >= 0; i--) {
            String line = lines.get(i).strip();
            if (line.startsWith("///")) {
                return true;
            }
            if (line.isEmpty() || line.endsWith(";")) {
                return false;
            }
        }
        return false;
    }

    @Test
    void a_long_file_gives_its_reason() {
        Pattern reason = Pattern.compile("(?m)^/// Long(er than other types,)? because ");
        assertThat(
                        names(
                                Stream.concat(java("main"), java("test")),
                                file -> {
                                    String text = Repository.text(file);
                                    return text.lines().count() > LONG
                                            && !reason.matcher(text).find();
                                }))
                .as("over %s lines without a line /// Long because ... in the class doc", LONG)
                .isEmpty();
    }

    @Test
    void every_package_is_null_marked() {
        Set<Path> packages = new HashSet<>();
        java("main").forEach(file -> packages.add(file.getParent()));

        assertThat(
                        names(
                                packages.stream(),
                                folder -> {
                                    Path info = folder.resolve("package-info.java");
                                    return !Files.exists(info)
                                            || !Repository.text(info).contains("@NullMarked");
                                }))
                .isEmpty();
    }

    @Test
    void a_suppression_gives_its_reason_on_its_line() {
        Pattern bare = Pattern.compile("@SuppressWarnings\\([^)]*\\)(?! *//)");
        assertThat(
                        names(
                                Stream.concat(java("main"), java("test")),
                                file -> bare.matcher(Repository.text(file)).find()))
                .isEmpty();
    }

    @Test
    void no_test_sleeps_by_the_clock() {
        assertThat(hits(java("test"), Pattern.compile("Thread\\.sl" + "eep\\("))).isEmpty();
    }

    @Test
    void a_link_in_a_document_leads_somewhere() {
        Pattern link = Pattern.compile("\\]\\(([^)#\\s]+)(#[^)]*)?\\)");
        var broken = new ArrayList<String>();
        FILES.stream()
                .filter(file -> file.toString().endsWith(".md") && !isTestData(file))
                .forEach(file -> {
                    Matcher matcher = link.matcher(Repository.text(file));
                    while (matcher.find()) {
                        String target = matcher.group(1);
                        if (!target.matches("(https?|mailto):.*")
                                && !Files.exists(file.resolveSibling(target))) {
                            broken.add(ROOT.relativize(file) + " -> " + target);
                        }
                    }
                });
        assertThat(broken).isEmpty();
    }

    @Test
    void every_dependency_and_plugin_has_one_exact_version_in_the_parent() throws Exception {
        var wrong = new ArrayList<String>();
        Document parent = xml(ROOT.resolve("pom.xml"));
        Map<String, String> properties = new HashMap<>();
        for (Element property : children(only(parent, "properties"))) {
            properties.put("${" + property.getTagName() + "}", property.getTextContent());
        }
        properties.put("${project.version}", "0");
        Set<String> managedPlugins = new HashSet<>();
        for (Element plugin : elements(only(parent, "pluginManagement"), "plugin")) {
            managedPlugins.add(text(plugin, "artifactId"));
        }
        for (Path pom : FILES.stream().filter(file -> file.endsWith("pom.xml")).toList()) {
            Document document = xml(pom);
            String name = ROOT.relativize(pom).toString();
            boolean isParent = pom.equals(ROOT.resolve("pom.xml"));
            for (Element dependency : elements(document.getDocumentElement(), "dependency")) {
                boolean managed =
                        isBelow(dependency, "dependencyManagement")
                                || isBelow(dependency, "plugin");
                String version = text(dependency, "version");
                if (managed ? !isExact(version, properties) : !version.isEmpty()) {
                    wrong.add(
                            name
                                    + ": dependency "
                                    + text(dependency, "artifactId")
                                    + " "
                                    + version);
                }
            }
            for (Element plugin : elements(document.getDocumentElement(), "plugin")) {
                String version = text(plugin, "version");
                boolean fine =
                        version.isEmpty()
                                ? managedPlugins.contains(text(plugin, "artifactId"))
                                : isParent && isExact(version, properties);
                if (!fine) {
                    wrong.add(name + ": plugin " + text(plugin, "artifactId") + " " + version);
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static boolean isExact(String version, Map<String, String> properties) {
        String value = properties.getOrDefault(version, version);
        return value.matches("[0-9][0-9A-Za-z.-]*") && !value.endsWith("SNAPSHOT");
    }

    private static Document xml(Path file)
            throws ParserConfigurationException, SAXException, IOException {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
    }

    private static Element only(Document document, String tag) {
        return (Element) document.getElementsByTagName(tag).item(0);
    }

    private static List<Element> elements(Element below, String tag) {
        NodeList nodes = below.getElementsByTagName(tag);
        var found = new ArrayList<Element>();
        for (int i = 0; i < nodes.getLength(); i++) {
            found.add((Element) nodes.item(i));
        }
        return found;
    }

    private static List<Element> children(Element parent) {
        var found = new ArrayList<Element>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element) {
                found.add(element);
            }
        }
        return found;
    }

    private static String text(Element parent, String child) {
        return children(parent).stream()
                .filter(element -> element.getTagName().equals(child))
                .map(Element::getTextContent)
                .findFirst()
                .orElse("");
    }

    private static boolean isBelow(Element element, String tag) {
        for (Node node = element.getParentNode();
                node instanceof Element above;
                node = node.getParentNode()) {
            if (above.getTagName().equals(tag)) {
                return true;
            }
        }
        return false;
    }
}
