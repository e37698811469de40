package io.tokengrid.app;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.tokengrid.tokenizer.Shipped;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Money;
import io.tokengrid.units.Price;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.io.Reader;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.Writer;
import java.time.Clock;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The rules of `ARCHITECTURE.md` that a machine can hold: who may use whom, and what the pure
/// modules stay away from.
final class ArchitectureTest {
    /// In reading order; each may use only those before it.
    private static final List<String> MODULES =
            List.of(
                    "units",
                    "tokenizer",
                    "metering",
                    "rating",
                    "documents",
                    "ledger",
                    "journal",
                    "storage",
                    "gateway",
                    "console",
                    "upstream",
                    "app");

    /// Time, randomness and ids come into these as arguments.
    private static final Set<String> PURE =
            Set.of("units", "tokenizer", "metering", "rating", "ledger", "journal");

    private static final Set<Class<?>> FLOATING =
            Set.of(double.class, float.class, Double.class, Float.class);

    private static JavaClasses program = new ClassFileImporter().importClasses();

    @BeforeAll
    static void read() {
        program =
                new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .withImportOption(place -> !place.contains("-tests.jar"))
                        .importPackages("io.tokengrid");
    }

    static List<String> modules() {
        return MODULES;
    }

    static Stream<String> pureModules() {
        return MODULES.stream().filter(PURE::contains);
    }

    private static String packages(String module) {
        return "io.tokengrid." + module + "..";
    }

    @ParameterizedTest
    @MethodSource("modules")
    void a_module_uses_only_those_above_it(String module) {
        String[] above =
                MODULES.subList(0, MODULES.indexOf(module) + 1).stream()
                        .map(ArchitectureTest::packages)
                        .toArray(String[]::new);
        var ours =
                DescribedPredicate.<JavaClass>describe(
                        "ours", type -> type.getPackageName().startsWith("io.tokengrid"));
        var allowed = JavaClass.Predicates.resideInAnyPackage(above);

        noClasses()
                .that()
                .resideInAPackage(packages(module))
                .should()
                .dependOnClassesThat(ours.and(DescribedPredicate.not(allowed)))
                .allowEmptyShould(true)
                .check(program);
    }

    @Test
    void every_module_stands_in_the_order() {
        noClasses()
                .should()
                .resideOutsideOfPackages(
                        Stream.concat(MODULES.stream(), Stream.of("testing"))
                                .map(ArchitectureTest::packages)
                                .toArray(String[]::new))
                .check(program);
    }

    @Test
    void packages_do_not_depend_on_each_other_in_circles() {
        slices().matching("io.tokengrid.(**)").should().beFreeOfCycles().check(program);
    }

    @Test
    void the_counter_of_tokens_knows_nothing_but_the_jdk() {
        noClasses()
                .that()
                .resideInAPackage("io.tokengrid.tokenizer..")
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages("io.tokengrid.tokenizer..", "java..", "org.jspecify..")
                .check(program);
    }

    @ParameterizedTest
    @MethodSource("pureModules")
    void a_pure_module_touches_no_socket_file_database_or_thread(String module) {
        noClasses()
                .that()
                .resideInAPackage(packages(module))
                .and()
                // The one loader of what lies beside the classes: vocabularies.
                .doNotHaveFullyQualifiedName(Shipped.class.getName())
                .should()
                .dependOnClassesThat(
                        JavaClass.Predicates.resideInAnyPackage(
                                        "java.net..",
                                        "java.sql..",
                                        "javax.sql..",
                                        "java.nio.file..",
                                        "java.nio.channels..",
                                        "java.net.http..")
                                .or(
                                        assignableTo(
                                                InputStream.class,
                                                OutputStream.class,
                                                Reader.class,
                                                Writer.class))
                                .or(assignableTo(File.class, RandomAccessFile.class))
                                .or(assignableTo(Thread.class, Executor.class, Future.class))
                                .and(
                                        DescribedPredicate.not(
                                                assignableTo(
                                                        ByteArrayInputStream.class,
                                                        ByteArrayOutputStream.class,
                                                        StringReader.class,
                                                        StringWriter.class))))
                .allowEmptyShould(true)
                .check(program);
    }

    @ParameterizedTest
    @MethodSource("pureModules")
    void a_pure_module_asks_no_clock_and_draws_nothing_at_random(String module) {
        noClasses()
                .that()
                .resideInAPackage(packages(module))
                .should()
                .callMethodWhere(
                        DescribedPredicate.describe(
                                "the present, chance or the environment",
                                call -> isImpure(call.getTarget())))
                .orShould()
                .dependOnClassesThat(
                        assignableTo(
                                Random.class,
                                ThreadLocalRandom.class,
                                Clock.class,
                                InstantSource.class))
                .allowEmptyShould(true)
                .check(program);
    }

    private static boolean isImpure(AccessTarget call) {
        JavaClass owner = call.getOwner();
        String name = call.getName();
        if (owner.getPackageName().equals("java.time")) {
            return name.equals("now");
        }
        return (owner.isEquivalentTo(System.class)
                        && Set.of("nanoTime", "currentTimeMillis", "getenv", "getProperty")
                                .contains(name))
                || (owner.isEquivalentTo(UUID.class) && name.equals("randomUUID"))
                || (owner.isEquivalentTo(Math.class) && name.equals("random"));
    }

    @Test
    void only_storage_sees_jdbc() {
        noClasses()
                .that()
                .resideOutsideOfPackage(packages("storage"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "javax.sql..", "org.postgresql..", "com.zaxxer..")
                .check(program);
    }

    @Test
    void only_gateway_and_upstream_see_netty() {
        noClasses()
                .that()
                .resideOutsideOfPackages(packages("gateway"), packages("upstream"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.netty..")
                .check(program);
    }

    @Test
    void in_the_gateway_only_the_ends_of_connections_see_nettys_http() {
        noClasses()
                .that()
                .resideInAPackage(packages("gateway"))
                .and()
                .haveNameNotMatching(
                        "io\\.tokengrid\\.gateway\\."
                                + "(http\\.(RequestDecoder|ClientConnection|ClientExchange)"
                                + "|ProviderConnections?|ProviderHead)(\\$.*)?")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.netty.handler.codec..")
                .check(program);
    }

    @Test
    void logs_go_to_system_logger() {
        // Logging sets the levels of what stands behind it.
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("io.tokengrid.app.Logging")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.slf4j..", "java.util.logging..", "org.apache.logging..")
                .check(program);
    }

    @Test
    void no_signature_that_mentions_money_has_a_floating_point_number() {
        assertThat(
                        program.stream()
                                .flatMap(type -> type.getCodeUnits().stream())
                                .filter(ArchitectureTest::isFloating)
                                .filter(ArchitectureTest::isAboutMoney)
                                .map(JavaCodeUnit::getFullName))
                .isEmpty();
    }

    @Test
    void units_rating_ledger_and_journal_have_no_floating_point_field_or_signature() {
        var exact =
                program.stream()
                        .filter(type ->
                                Stream.of("units", "rating", "ledger", "journal")
                                        .anyMatch(module ->
                                                type.getPackageName()
                                                        .startsWith("io.tokengrid." + module)))
                        .toList();

        assertThat(
                        exact.stream()
                                .flatMap(type -> type.getCodeUnits().stream())
                                .filter(ArchitectureTest::isFloating)
                                .map(JavaCodeUnit::getFullName))
                .isEmpty();
        assertThat(
                        exact.stream()
                                .flatMap(type -> type.getFields().stream())
                                .filter(field -> isFloating(field.getRawType()))
                                .map(field -> field.getFullName()))
                .isEmpty();
    }

    private static boolean isFloating(JavaCodeUnit unit) {
        return isFloating(unit.getRawReturnType())
                || unit.getRawParameterTypes().stream().anyMatch(ArchitectureTest::isFloating);
    }

    private static boolean isFloating(JavaClass type) {
        return FLOATING.stream().anyMatch(type::isEquivalentTo);
    }

    private static boolean isAboutMoney(JavaCodeUnit unit) {
        return Stream.concat(
                        unit.getRawParameterTypes().stream(),
                        Stream.of(unit.getRawReturnType(), unit.getOwner()))
                .anyMatch(type ->
                        Stream.of(Money.class, Price.class, CurrencyCode.class)
                                .anyMatch(type::isEquivalentTo));
    }

    private static DescribedPredicate<JavaClass> assignableTo(Class<?>... types) {
        return DescribedPredicate.describe(
                "assignable to one of " + Stream.of(types).map(Class::getSimpleName).toList(),
                type -> Stream.of(types).anyMatch(type::isAssignableTo));
    }
}
