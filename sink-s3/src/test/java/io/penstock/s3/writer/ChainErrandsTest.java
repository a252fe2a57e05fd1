package io.penstock.s3.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.common.error.TransientException;
import io.penstock.common.offset.Position;
import io.penstock.s3.buffer.Content;
import io.penstock.s3.chain.ChainFile;
import io.penstock.s3.chain.DataFile;
import io.penstock.s3.chain.Element;
import io.penstock.s3.chain.ElementCodec;
import io.penstock.s3.chain.Flushing;
import io.penstock.s3.chain.Opening;
import io.penstock.s3.chain.Tail;
import io.penstock.s3.error.S3Error;
import io.penstock.s3.store.ObjectStore;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ChainErrandsTest {

    /** A store whose listings never show what its objects do. */
    private static final ObjectStore STALE = (ObjectStore) Proxy.newProxyInstance(
            ObjectStore.class.getClassLoader(), new Class<?>[] {ObjectStore.class}, (proxy, method, arguments) -> {
                return switch (method.getName()) {
                    case "list" -> new ObjectStore.Listed(List.of(), Optional.of(Instant.EPOCH));
                    case "putIfAbsent" -> Optional.empty();
                    case "get" ->
                        Optional.of(new ObjectStore.Fetched(
                                new ElementCodec()
                                        .encode(
                                                new Element("x", Element.Kind.CLAIM, Position.noOpinion(0), List.of()),
                                                "another"),
                                Instant.EPOCH));
                    default -> throw new AssertionError("asked for " + method.getName());
                };
            });

    /** A batch of one file. */
    private static Flushing batch() {
        Position position = new Position(0, 1, Optional.empty());
        DataFile file = new DataFile("topics/k", "nonce", "text/plain", Optional.empty(), 0, 1, 1, Map.of());
        return new Flushing(
                new Tail(0, Optional.of(Instant.EPOCH), Position.noOpinion(0)),
                new Element(
                        "x", Element.Kind.BATCH, position, List.of(new ChainFile.Inline(file, Content.of(new byte[] {1
                        })))),
                Duration.ofDays(7));
    }

    /** @param taken how many puts find an object that is gone when it is looked at */
    private static ChainErrands whereAnotherMovesAway(int taken, AtomicInteger puts) {
        ObjectStore store = (ObjectStore) Proxy.newProxyInstance(
                ObjectStore.class.getClassLoader(), new Class<?>[] {ObjectStore.class}, (proxy, method, arguments) -> {
                    return switch (method.getName()) {
                        case "putIfAbsent" ->
                            arguments[0].equals("topics/k") && puts.incrementAndGet() <= taken
                                    ? Optional.empty()
                                    : Optional.of(new ObjectStore.Stored(Optional.of(Instant.EPOCH)));
                        case "metadata" -> Optional.empty();
                        default -> throw new AssertionError("asked for " + method.getName());
                    };
                });
        return new ChainErrands(
                store, new ChainKeys("l", new TopicPartition("t", 0)), "me", new Headway(), new Abreast(4, "u"));
    }

    @Test
    void putsAFileAgainWhoseKeyWasTakenByWhatIsGoneSince() {
        // Given
        AtomicInteger puts = new AtomicInteger();
        ChainErrands errands = whereAnotherMovesAway(1, puts);
        Flushing batch = batch();
        assertThatThrownBy(() -> errands.run(batch, () -> {}))
                .isInstanceOf(TransientException.class)
                .hasMessageContaining("t-0@0")
                .hasMessageNotContaining("topics/k");

        // When
        errands.run(batch, () -> {});

        // Then
        assertThat(puts).hasValue(2);
        assertThat(batch.fenced()).isFalse();
    }

    private static ChainFile file(int number) {
        DataFile file =
                new DataFile("topics/k" + number, "n" + number, "text/plain", Optional.empty(), number, 1, 1, Map.of());
        return new ChainFile.Inline(file, Content.of(new byte[] {1}));
    }

    private static Flushing batchOf(List<ChainFile> files) {
        return new Flushing(
                new Tail(0, Optional.of(Instant.EPOCH), Position.noOpinion(0)),
                new Element("x", Element.Kind.BATCH, new Position(0, 9, Optional.empty()), files),
                Duration.ofDays(7));
    }

    /** A store in which all keys are free; what is put is noted when it ends. */
    private static ChainErrands errands(List<String> ended, Headway headway, Consumer<String> meanwhile) {
        ObjectStore store = (ObjectStore) Proxy.newProxyInstance(
                ObjectStore.class.getClassLoader(), new Class<?>[] {ObjectStore.class}, (proxy, method, arguments) -> {
                    String request = method.getName() + " " + arguments[0];
                    meanwhile.accept(request);
                    ended.add(request);
                    return switch (method.getName()) {
                        case "putIfAbsent" -> Optional.of(new ObjectStore.Stored(Optional.of(Instant.EPOCH)));
                        case "metadata" -> Optional.empty();
                        case "complete" -> false;
                        case "list" ->
                            new ObjectStore.Listed(
                                    List.of(new ObjectStore.Entry(
                                            "_penstock/l/t/0/00000000000000000009", Instant.EPOCH)),
                                    Optional.of(Instant.EPOCH));
                        default -> throw new AssertionError("asked for " + request);
                    };
                });
        return new ChainErrands(
                store, new ChainKeys("l", new TopicPartition("t", 0)), "me", headway, new Abreast(4, "u"));
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void makesFilesVisibleSideBySideOnceTheCommitRecordStands() {
        // Given files that are put only when four are under way together
        List<String> ended = new CopyOnWriteArrayList<>();
        CountDownLatch together = new CountDownLatch(4);
        Headway headway = new Headway();
        ChainErrands errands = errands(ended, headway, request -> {
            if (request.contains("topics/k")) {
                assertThat(ended).contains("putIfAbsent _penstock/l/t/0/00000000000000000001");
                together.countDown();
                await(together);
            }
        });
        Flushing batch =
                batchOf(IntStream.range(0, 8).mapToObj(ChainErrandsTest::file).toList());

        // When
        errands.run(batch, () -> {});

        // Then
        assertThat(batch.abreast()).isEmpty();
        assertThat(ended).hasSize(9).doesNotHaveDuplicates();
        assertThat(headway.steps()).isEqualTo(9);
    }

    @Test
    void asksAgainOnlyForTheFileThatFailed() {
        // Given
        List<String> ended = new CopyOnWriteArrayList<>();
        CountDownLatch together = new CountDownLatch(3);
        AtomicInteger failures = new AtomicInteger();
        Headway headway = new Headway();
        ChainErrands errands = errands(ended, headway, request -> {
            if (request.contains("topics/k")) {
                together.countDown();
                await(together);
            }
            if (request.endsWith("topics/k1") && failures.incrementAndGet() == 1) {
                throw new TransientException(S3Error.STORE_UNAVAILABLE, "come back");
            }
        });
        Flushing batch = batchOf(List.of(file(0), file(1), file(2)));
        assertThatThrownBy(() -> errands.run(batch, () -> {})).hasMessageContaining("come back");
        assertThat(ended).hasSize(3).contains("putIfAbsent topics/k0", "putIfAbsent topics/k2");

        // When
        errands.run(batch, () -> {});

        // Then
        assertThat(ended).hasSize(4).endsWith("putIfAbsent topics/k1");
        assertThat(batch.fenced()).isFalse();
        assertThat(headway.steps()).isEqualTo(4);
    }

    /** Whether the chain has gone on is looked at when nothing of its element is under way. */
    @Test
    void listsTheChainForAnUploadThatIsGoneOnlyWhenTheOtherFilesHaveEnded() {
        // Given
        List<String> ended = new CopyOnWriteArrayList<>();
        CountDownLatch gone = new CountDownLatch(2);
        ChainErrands errands = errands(ended, new Headway(), request -> {
            if (request.startsWith("metadata")) {
                gone.countDown();
            } else if (request.contains("topics/k")) {
                await(gone);
            } else if (request.startsWith("list")) {
                assertThat(ended).contains("putIfAbsent topics/k1", "putIfAbsent topics/k2");
            }
        });
        DataFile large = new DataFile("topics/big", "n", "text/plain", Optional.empty(), 0, 1, 1, Map.of());
        Flushing batch = batchOf(List.of(new ChainFile.Uploaded(large, "u", List.of()), file(1), file(2)));

        // When
        errands.run(batch, () -> {});

        // Then
        assertThat(ended).endsWith("list _penstock/l/t/0/");
        assertThat(batch.fenced()).isTrue();
    }

    @Test
    void givesThePutBackInsteadOfRacingWithoutEnd() {
        Headway headway = new Headway();
        ChainErrands errands = new ChainErrands(
                STALE, new ChainKeys("l", new TopicPartition("t", 0)), "me", headway, new Abreast(4, "u"));
        Opening opening = Opening.claiming(() -> "mine", Duration.ofDays(7));
        assertThatThrownBy(() -> errands.run(opening, () -> {}))
                .isInstanceOf(TransientException.class)
                .hasMessageContaining("_penstock/l/t/0/");
        assertThat(headway.steps()).isZero();
    }
}
