package io.tokengrid.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The launcher in an unpacked archive, with scripts in the place of Java runtimes.
final class LauncherTest {
    /// Prints its process id, its home and its arguments; makes the start-up cache when asked to.
    private static final String FAKE_JAVA =
            """
            #!/bin/sh
            for argument in "$@"; do
              case $argument in -XX:AOTCacheOutput=*) : >"${argument#*=}" ;; esac
            done
            echo "$$"
            echo "${0%/bin/java}"
            printf '%s\\n' "$@"
            """;

    private record Ran(long pid, int status, List<String> out, String err) {}

    @TempDir private Path folder = Path.of("");
    private Path home = Path.of("");

    @BeforeEach
    void unpack() throws IOException {
        home = Files.createDirectories(folder.resolve("tokengrid-1"));
        Files.copy(Repository.root().resolve("tokengrid"), home.resolve("tokengrid"));
        Files.createDirectories(home.resolve("lib"));
        Files.writeString(home.resolve("lib/b.jar"), "b");
        Files.writeString(home.resolve("lib/a.jar"), "a");
    }

    private Path java(String name, String version) throws IOException {
        Path jdk = folder.resolve(name);
        Files.createDirectories(jdk.resolve("bin"));
        Files.writeString(
                jdk.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
        Path java = Files.writeString(jdk.resolve("bin/java"), FAKE_JAVA);
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
        return jdk;
    }

    private Ran run(Map<String, String> environment, String... arguments) throws Exception {
        return run(home.resolve("tokengrid"), environment, arguments);
    }

    private Ran run(Path launcher, Map<String, String> environment, String... arguments)
            throws Exception {
        var command = new ArrayList<String>(List.of("bash", launcher.toString()));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).directory(folder.toFile());
        Path old = java("old", "17.0.15");
        builder.environment()
                .keySet()
                .removeIf(name -> name.startsWith("TOKENGRID_") || name.equals("JAVA_HOME"));
        builder.environment().put("HOME", folder.toString());
        builder.environment().put("PATH", old.resolve("bin") + ":/usr/bin:/bin");
        builder.environment().put("TOKENGRID_JAVA_FOLDERS", folder.resolve("none").toString());
        builder.environment().putAll(environment);
        Process process = builder.redirectError(folder.resolve("err").toFile()).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int status = process.waitFor();
        return new Ran(
                process.pid(),
                status,
                out.lines().toList(),
                Files.readString(folder.resolve("err")));
    }

    @Test
    void the_process_becomes_the_jvm_with_the_jars_in_a_fixed_order() throws Exception {
        Path jdk = java("jdk", "25.0.3");

        Ran ran = run(Map.of("JAVA_HOME", jdk.toString()), "count", "--model", "two words");

        assertThat(ran.status()).isZero();
        assertThat(ran.out().getFirst()).isEqualTo(Long.toString(ran.pid()));
        assertThat(ran.out().get(1)).isEqualTo(jdk.toString());
        Path lib = home.toRealPath().resolve("lib");
        assertThat(ran.out())
                .containsSequence(
                        "-cp",
                        lib.resolve("a.jar") + ":" + lib.resolve("b.jar"),
                        "io.tokengrid.app.Main",
                        "count",
                        "--model",
                        "two words")
                .contains("-Xmx480m")
                .doesNotContain("-Xms480m");
    }

    @Test
    void a_server_has_a_fixed_heap_that_the_environment_can_set() throws Exception {
        String jdk = java("jdk", "25").toString();

        assertThat(run(Map.of("JAVA_HOME", jdk), "up").out()).contains("-Xms480m", "-Xmx480m");
        assertThat(
                        run(
                                        Map.of(
                                                "JAVA_HOME",
                                                jdk,
                                                "TOKENGRID_HEAP",
                                                "1g",
                                                "TOKENGRID_JAVA_OPTS",
                                                "-Da=b -Dc=d"),
                                        "up")
                                .out())
                .contains("-Xms1g", "-Xmx1g", "-Da=b", "-Dc=d")
                .doesNotContain("-Xmx480m");
    }

    @Test
    void a_java_that_is_too_old_is_passed_over() throws Exception {
        Path found = java("jdks/some 26", "26-ea");

        Ran ran =
                run(
                        Map.of(
                                "JAVA_HOME",
                                java("older", "21.0.1").toString(),
                                "TOKENGRID_JAVA_FOLDERS",
                                folder.resolve("none") + ":" + folder.resolve("jdks")));

        assertThat(ran.out()).contains(found.toString());
    }

    @Test
    void without_a_java_it_says_what_it_found_and_what_to_do() throws Exception {
        Ran ran = run(Map.of());

        assertThat(ran.status()).isEqualTo(1);
        assertThat(ran.err())
                .startsWith(
                        "tokengrid: no Java runtime 25 or newer found (found only Java 17 in "
                                + folder.resolve("old")
                                + ")\n")
                .contains("hint: install a JDK 25");
    }

    @Test
    void a_java_named_on_purpose_must_suit() throws Exception {
        Ran ran =
                run(
                        Map.of(
                                "TOKENGRID_JAVA_HOME", java("older", "21").toString(),
                                "JAVA_HOME", java("jdk", "25").toString()));

        assertThat(ran.status()).isEqualTo(1);
        assertThat(ran.err()).startsWith("tokengrid: TOKENGRID_JAVA_HOME=");
    }

    @Test
    void a_link_to_the_launcher_works_from_anywhere() throws Exception {
        Path link =
                Files.createSymbolicLink(folder.resolve("tg"), Path.of("tokengrid-1/tokengrid"));

        assertThat(run(link, Map.of("JAVA_HOME", java("jdk", "25").toString())).status()).isZero();
    }

    @Test
    void a_start_up_cache_is_used_for_exactly_the_jars_and_the_java_it_was_made_from()
            throws Exception {
        Path jdk = java("jdk", "25.0.3");
        var environment = Map.of("JAVA_HOME", jdk.toString());

        assertThat(run(environment).out()).noneMatch(LauncherTest::isCache);
        assertThat(run(environment, "aot").status()).isZero();
        assertThat(run(environment).out()).anyMatch(LauncherTest::isCache);

        Files.writeString(home.resolve("lib/b.jar"), "c");
        assertThat(run(environment).out()).noneMatch(LauncherTest::isCache);
        Files.writeString(home.resolve("lib/b.jar"), "b");
        assertThat(run(environment).out()).anyMatch(LauncherTest::isCache);

        java("jdk", "25.0.4");
        assertThat(run(environment).out()).noneMatch(LauncherTest::isCache);
    }

    private static boolean isCache(String argument) {
        return argument.startsWith("-XX:AOTCache=");
    }

    @Test
    void an_archive_cannot_build_or_test() throws Exception {
        Ran ran = run(Map.of("JAVA_HOME", java("jdk", "25").toString()), "test");

        assertThat(ran.status()).isEqualTo(2);
        assertThat(ran.err()).startsWith("tokengrid: 'test' needs the source tree\n");
    }
}
