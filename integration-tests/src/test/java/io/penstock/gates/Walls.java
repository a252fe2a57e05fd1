package io.penstock.gates;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** The walls of ARCHITECTURE.md, as rules over our class files. */
final class Walls {

    private static final String COMMON = "io.penstock.common..";
    private static final String[] CONNECTORS = {"io.penstock.mqtt..", "io.penstock.jdbc..", "io.penstock.s3.."};

    /** Decide and convert; tested without any service. */
    private static final String[] PURE = {
        "io.penstock.common.record..",
        "io.penstock.common.offset..",
        "io.penstock.common.retry..",
        "io.penstock.common.template..",
        "io.penstock.*.plan..",
        "io.penstock.*.schema..",
        "io.penstock.*.partition..",
        "io.penstock.*.rotate..",
        "io.penstock.*.mapping..",
        "io.penstock.*.chain..",
        "io.penstock.*.format.."
    };

    /** Validation does no I/O either, though it may hold values of an edge's types: an address, TLS settings. */
    private static final String CONFIG = "io.penstock.*.config..";

    /** Hold drivers, sockets and files. */
    private static final String[] EDGES = {
        "io.penstock.*.dialect..",
        "io.penstock.*.writer..",
        "io.penstock.*.store..",
        "io.penstock.*.client..",
        "io.penstock.*.error.."
    };

    private static final Pattern OUTSIDE_WORLD = Pattern.compile("(java\\.sql|javax\\.sql|javax\\.net|javax\\.naming"
            + "|java\\.nio\\.channels|org\\.postgresql|org\\.mariadb|software\\.amazon|org\\.apache\\.hc)\\..*"
            + "|java\\.nio\\.file\\.(?!Path$|InvalidPathException$).*|java\\.net\\.(?!URI$|URISyntaxException$|URLEncoder$|URLDecoder$).*"
            + "|java\\.io\\.(File.*|RandomAccessFile)|java\\.lang\\.Process(Builder)?");

    /** What ties code to the machine's clock, or to chance; a test could not repeat it. */
    private static final Set<String> CLOCKS_AND_CHANCE = Set.of(
            "java.lang.System.currentTimeMillis()",
            "java.lang.System.nanoTime()",
            "java.lang.Math.random()",
            "java.time.Instant.now()",
            "java.time.LocalDate.now()",
            "java.time.LocalDateTime.now()",
            "java.time.OffsetDateTime.now()",
            "java.time.ZonedDateTime.now()",
            "java.time.Clock.systemUTC()",
            "java.time.Clock.systemDefaultZone()",
            "java.util.Date.<init>()",
            "java.util.Random.<init>()",
            "java.util.UUID.randomUUID()",
            "java.util.concurrent.ThreadLocalRandom.current()",
            "java.util.random.RandomGenerator.getDefault()");

    private static final Set<String> SLEEPS =
            Set.of("java.lang.Thread.sleep(long)", "java.lang.Thread.sleep(long, int)");

    private static final Set<String> FRAMEWORK_CLASSES = Set.of(
            "org.apache.kafka.connect.connector.Connector",
            "org.apache.kafka.connect.sink.SinkConnector",
            "org.apache.kafka.connect.source.SourceConnector",
            "org.apache.kafka.connect.connector.Task",
            "org.apache.kafka.connect.sink.SinkTask",
            "org.apache.kafka.connect.source.SourceTask");

    private static final DescribedPredicate<JavaClass> TOUCHES_THE_WORLD = describe(
            "touch the outside world",
            type -> OUTSIDE_WORLD.matcher(type.getName()).matches());

    private static final List<ArchRule> RULES = List.of(
            noClasses()
                    .that()
                    .resideInAPackage(COMMON)
                    .should()
                    .dependOnClassesThat(resideInAnyPackage(CONNECTORS))
                    .because("common is what connectors share, and knows none"),
            classes()
                    .that()
                    .resideInAPackage(COMMON)
                    .should(nameNoTarget())
                    .because("common names no target: no table, no bucket, no topic filter"),
            slices().matching("io.penstock.(mqtt|jdbc|s3)..").should().notDependOnEachOther(),
            noClasses()
                    .that(resideInAnyPackage(PURE).or(resideInAPackage(CONFIG)))
                    .should()
                    .dependOnClassesThat(TOUCHES_THE_WORLD)
                    .because("these packages are pure: I/O belongs to the writer, dialect, store or client"),
            noClasses()
                    .that()
                    .resideInAnyPackage(PURE)
                    .should()
                    .dependOnClassesThat(resideInAnyPackage(EDGES)
                            .and(describe(
                                    "are no errors",
                                    type -> !type.getPackageName().endsWith(".error"))))
                    .because("a sink reads config → plan|partition → writer → dialect|store, and not back"),
            classes()
                    .that()
                    .resideInAnyPackage("io.penstock..")
                    .should(not("read a clock or chance", CLOCKS_AND_CHANCE, Walls::isCompositionRoot))
                    .because(
                            "Clock, ticker and RandomGenerator are constructor arguments; only what starts a task may choose them"),
            classes()
                    .that()
                    .resideInAnyPackage("io.penstock..")
                    .should(not("sleep", SLEEPS, type -> false))
                    .because("a wait must end when the task stops: wait on a condition or a latch"),
            slices().matching("io.penstock.(**)").should().beFreeOfCycles(),
            classes()
                    .should(extendTheFrameworkOnlyAsShell())
                    .because("*Connector and *Task are shells over a Started… object"),
            noClasses()
                    .should()
                    .resideInAnyPackage("..util..", "..utils..", "..helper..", "..helpers..", "..misc..", "..impl..")
                    .because("a package is named by what it does"),
            noClasses()
                    .should()
                    .haveNameMatching(".*(Manager|Helper|Utils?|Impl|Processor)")
                    .because("a class bears the field's noun"),
            classes().should(beFinalUnlessMadeForExtension()).because("behaviour is in final classes, data in records"),
            fields().that()
                    .areStatic()
                    .should()
                    .beFinal()
                    .because("two tasks share a class loader, so they would share the state"),
            noClasses()
                    .should()
                    .accessField(System.class, "out")
                    .orShould()
                    .accessField(System.class, "err")
                    .because("a plugin speaks through slf4j"),
            noClasses()
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "org.apache.kafka.common.utils..", "java.util.logging..", "sun..", "jdk.internal.."),
            classes().should(haveANullMarkedPackage()).because("NullAway checks only what is @NullMarked"));

    private Walls() {}

    /** Every breach, one a line, with its rule. */
    static List<String> faults(JavaClasses classes) {
        return RULES.stream()
                .map(rule -> rule.allowEmptyShould(true).evaluate(classes))
                .flatMap(result -> result.getFailureReport().getDetails().stream())
                .distinct()
                .toList();
    }

    private static boolean isCompositionRoot(JavaClass type) {
        String name = type.getName().replaceFirst("\\$.*", "").replaceFirst(".*\\.", "");
        return name.startsWith("Started") || name.endsWith("Task");
    }

    private static ArchCondition<JavaClass> nameNoTarget() {
        Pattern target =
                Pattern.compile(".*(Table|Column|Sql|Jdbc|Dialect|Bucket|S3|Mqtt|TopicFilter|Broker)([A-Z].*)?");
        return new ArchCondition<>("name no target") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                if (target.matcher(type.getSimpleName()).matches()) {
                    events.add(SimpleConditionEvent.violated(type, type.getName() + " in common names a target"));
                }
            }
        };
    }

    private static ArchCondition<JavaClass> not(String what, Set<String> calls, Predicate<JavaClass> exempt) {
        return new ArchCondition<>("not " + what) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                if (exempt.test(type)) {
                    return;
                }
                // Calls and method references alike.
                for (JavaAccess<?> access : type.getAccessesFromSelf()) {
                    if (calls.contains(access.getTarget().getFullName())) {
                        events.add(SimpleConditionEvent.violated(type, access.getDescription()));
                    }
                }
            }
        };
    }

    private static ArchCondition<JavaClass> extendTheFrameworkOnlyAsShell() {
        return new ArchCondition<>("extend Connect's classes only as *Connector or *Task") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                boolean extendsFramework = type.getAllRawSuperclasses().stream()
                        .anyMatch(parent -> FRAMEWORK_CLASSES.contains(parent.getName()));
                if (extendsFramework && !type.getSimpleName().matches(".*(Connector|Task)")) {
                    events.add(SimpleConditionEvent.violated(
                            type, type.getName() + " extends a class of Connect but is no *Connector or *Task"));
                }
            }
        };
    }

    private static ArchCondition<JavaClass> beFinalUnlessMadeForExtension() {
        return new ArchCondition<>("be final, sealed, abstract or an interface") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                boolean fine = type.isInterface()
                        || type.isEnum()
                        || type.isAnonymousClass()
                        || type.getSimpleName().equals("package-info")
                        || type.getModifiers().contains(JavaModifier.FINAL)
                        || type.getModifiers().contains(JavaModifier.ABSTRACT)
                        || type.getModifiers().contains(JavaModifier.SYNTHETIC);
                if (!fine) {
                    events.add(SimpleConditionEvent.violated(type, type.getName() + " is not final"));
                }
            }
        };
    }

    private static ArchCondition<JavaClass> haveANullMarkedPackage() {
        return new ArchCondition<>("have a @NullMarked package") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                if (!type.getPackage().isAnnotatedWith("org.jspecify.annotations.NullMarked")) {
                    events.add(SimpleConditionEvent.violated(
                            type, type.getPackageName() + " has no package-info.java with @NullMarked"));
                }
            }
        };
    }
}
