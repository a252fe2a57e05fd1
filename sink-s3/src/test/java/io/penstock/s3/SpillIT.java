package io.penstock.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.common.error.FatalException;
import io.penstock.s3.FaultyStore.Crash;
import io.penstock.s3.FaultyStore.Fate;
import io.penstock.testkit.s3.S3ProxyServer;
import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.ObjectName;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Forty open files, of half a megabyte each when their age ends them, in a memory that has room for three quarters of them. */
class SpillIT {

    private static final TopicPartition P0 = new TopicPartition("orders", 0);
    private static final int GROUPS = 40;
    private static final int RECORDS = 1_000;
    private static final long MEMORY = 3L * 5 * 1024 * 1024;
    private static final long ROOM = 1L << 30;

    @TempDir
    static Path objects;

    private static S3ProxyServer server;

    @TempDir
    Path directory;

    private Scenario scenario;

    @BeforeAll
    static void startStore() {
        server = S3ProxyServer.start(objects);
    }

    @AfterAll
    static void stopStore() {
        server.close();
    }

    @BeforeEach
    void begin() {
        scenario = scenario();
        scenario.props.put("buffer.spill.dir", directory.toString());
        scenario.props.put("buffer.spill.bytes", Long.toString(ROOM));
    }

    @AfterEach
    void end() {
        scenario.close();
    }

    private static Scenario scenario() {
        Scenario scenario = new Scenario(server);
        scenario.props.put("name", "spilling");
        scenario.props.put("partitioner", "field");
        scenario.props.put("partition.field.name", "group");
        scenario.props.put("flush.size", "1000000");
        scenario.props.put("buffer.memory.bytes", Long.toString(MEMORY));
        String text = "x".repeat(20_000);
        IntStream.range(0, RECORDS)
                .forEach(offset -> scenario.add(
                        P0, offset, Map.of("id", offset, "from", 0, "group", "g" + offset % GROUPS, "t", text)));
        return scenario;
    }

    private static Map<String, String> stored(Scenario scenario) {
        Map<String, String> stored = new TreeMap<>();
        for (String key : scenario.bucket.keys("topics/")) {
            stored.put(key, new String(scenario.bucket.bytes(key), StandardCharsets.UTF_8));
        }
        return stored;
    }

    /** As a person sees it. */
    private static long spillBytes() throws JMException {
        return (Long) ManagementFactory.getPlatformMBeanServer()
                .getAttribute(new ObjectName("kafka.connect:type=plugins,connector=spilling,task=0"), "spill-bytes");
    }

    /** Nothing has a name there, ever; and what has none is closed with the task. */
    private void assertNothingLeft() throws IOException {
        try (Stream<Path> names = Files.list(directory)) {
            assertThat(names).isEmpty();
        }
        assertThat(spillFiles()).isEmpty();
    }

    /** By descriptors of this process; none where only Linux would tell. */
    private List<Path> spillFiles() throws IOException {
        Path open = Path.of("/proc/self/fd");
        if (!Files.isDirectory(open)) {
            return List.of();
        }
        List<Path> found = new ArrayList<>();
        try (Stream<Path> all = Files.list(open)) {
            for (Path descriptor : all.filter(Files::isSymbolicLink).toList()) {
                if (Files.readSymbolicLink(descriptor).startsWith(directory)) {
                    found.add(descriptor);
                }
            }
        }
        return found;
    }

    @Test
    void makesTheVeryObjectsThatMoreMemoryMakes() throws IOException, JMException {
        // Given
        Scenario roomy = scenario();
        roomy.props.put("buffer.memory.bytes", Long.toString(ROOM));
        Worker plain = roomy.worker();
        plain.drain();
        plain.age(300_000);
        plain.stop();
        Map<String, String> expected = stored(roomy);
        roomy.close();
        long bytes = expected.values().stream().mapToLong(String::length).sum();
        Worker worker = scenario.worker();

        // When
        worker.drain();
        long spilled = spillBytes();
        List<String> early = scenario.bucket.keys("topics/");
        worker.age(300_000);

        // Then
        assertThat(expected).hasSize(GROUPS);
        assertThat(early).isEmpty();
        assertThat(spilled).isBetween(bytes - MEMORY, bytes);
        assertThat(worker.task.started().writer().budget().peak()).isLessThanOrEqualTo(MEMORY);
        assertThat(stored(scenario).equals(expected)).as("the same objects").isTrue();
        assertThat(scenario.bucket.uploads()).isEmpty();
        assertThat(spillBytes()).isZero();
        assertThat(worker.task.started().writer().budget().used()).isZero();
        worker.stop();
        assertNothingLeft();
    }

    /** Without room on the disk it is as without the key. */
    @ParameterizedTest
    @ValueSource(strings = {"small", "gone", "off"})
    void commitsEarlyWhereTheDiskTakesNoMore(String disk) throws IOException {
        // Given
        switch (disk) {
            case "small" -> scenario.props.put("buffer.spill.bytes", "1048576");
            case "gone" ->
                scenario.props.put(
                        "buffer.spill.dir",
                        Files.createDirectory(directory.resolve("gone")).toString());
            default -> scenario.props.keySet().removeIf(key -> key.startsWith("buffer.spill."));
        }
        Worker worker = scenario.worker();
        if (disk.equals("gone")) {
            Files.delete(directory.resolve("gone"));
        }

        // When
        worker.drain();
        List<String> early = scenario.bucket.keys("topics/");
        worker.age(300_000);

        // Then
        assertThat(early).hasSizeGreaterThanOrEqualTo(GROUPS);
        assertThat(worker.task.started().writer().budget().peak()).isLessThanOrEqualTo(MEMORY);
        assertThat(scenario.stored(P0)).isEqualTo(Scenario.ids(0, RECORDS));
        assertThat(worker.context.deadLetters).isEmpty();
        assertThat(worker.retriable).isZero();
        worker.stop();
        assertNothingLeft();
    }

    /** What is sent is read from the disk again for each attempt. */
    @ParameterizedTest
    @CsvSource({
        "UNANSWERED,putIfAbsent,/00000000000000000002",
        "CRASH_AFTER,putIfAbsent,/00000000000000000002",
        "UNANSWERED,putIfAbsent,group=",
        "CRASH_AFTER,uploadPart,group="
    })
    void losesAndDoublesNothingWhereverABatchBreaks(Fate fate, String operation, String key) {
        // Given
        Worker first = scenario.worker();
        first.drain();
        first.store.once(fate, operation, key);

        // When
        Worker second = first;
        if (fate.name().startsWith("CRASH")) {
            assertThatThrownBy(() -> first.age(300_000)).isInstanceOf(Crash.class);
            second = scenario.worker();
            second.drain();
        }
        second.age(300_000);

        // Then
        assertThat(scenario.stored(P0)).isEqualTo(Scenario.ids(0, RECORDS));
        assertThat(scenario.bucket.uploads()).isEmpty();
        second.stop();
    }

    /** Through the SDK, which reads a body to sign it and again to send it. */
    @ParameterizedTest
    @ValueSource(strings = {"required", "crc32"})
    void failsTheTaskWhereTheDiskGivesNothingBackAndLosesNothing(String checksum) throws IOException {
        // Given
        scenario.props.put("s3.checksum", checksum);
        Worker worker = scenario.worker();
        worker.drain();
        Assumptions.assumeTrue(
                Files.isDirectory(Path.of("/proc/self/fd")), "only Linux lets a file without a name be reached");
        assertThat(spillFiles()).hasSize(1);
        new FileOutputStream(spillFiles().get(0).toFile()).close(); // which empties it

        // When
        assertThatThrownBy(() -> worker.age(300_000))
                .isInstanceOf(FatalException.class)
                .hasMessageContaining("PEN-426")
                .hasMessageContaining("buffer.spill.dir");
        worker.stop();

        // Then it is all read again
        assertThat(worker.context.deadLetters).isEmpty();
        Worker again = scenario.worker();
        again.drain();
        again.age(300_000);
        assertThat(scenario.stored(P0)).isEqualTo(Scenario.ids(0, RECORDS));
        assertThat(scenario.bucket.uploads()).isEmpty();
        again.stop();
    }
}
