package io.penstock.mqtt.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.penstock.mqtt.client.Publish;
import io.penstock.mqtt.session.Snapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class IntakeTest {
    private static final int PAYLOAD = 10_000;

    private final List<Integer> acknowledged = new ArrayList<>();
    private final AtomicLong now = new AtomicLong();
    private final IntakeMetrics metrics = new IntakeMetrics(
            new LongAdder(),
            new LongAdder(),
            new LongAdder(),
            new LongAdder(),
            new LongAdder(),
            new LongAdder(),
            new LongAdder(),
            new LongAdder(),
            new LongAdder(),
            new LongAdder());

    @Test
    void holdsTheReaderWhenTheCountIsReachedUntilSomethingIsDurable() throws Exception {
        // Given
        Intake intake = intake(2, Long.MAX_VALUE);
        receive(intake, 1, 2);
        List<Intake.Received> polled = intake.poll(10, Duration.ZERO).messages();
        CompletableFuture<Boolean> third = receiveApart(intake, 3);
        assertThat(third).isNotDone();

        // When
        intake.durable(polled.get(0).delivery(), true);

        // Then
        assertThat(third.join()).isTrue();
        assertThat(intake.heldRecords()).isEqualTo(2);
        assertThat(acknowledged).containsExactly(1);
    }

    @Test
    void holdsTheReaderWhenTheMemoryIsUsedUpAlsoByWhatIsInFlight() throws Exception {
        // Given
        Intake intake = intake(1_000, 3 * PAYLOAD);
        receive(intake, 1, 2);
        List<Intake.Received> polled = intake.poll(10, Duration.ZERO).messages();

        // When
        CompletableFuture<Boolean> third = receiveApart(intake, 3);

        // Then
        assertThat(third).isNotDone();
        assertThat(intake.heldBytes()).isBetween(2L * PAYLOAD, 3L * PAYLOAD);
        polled.forEach(received -> intake.durable(received.delivery(), true));
        assertThat(third.join()).isTrue();
        assertThat(intake.heldBytes()).isBetween((long) PAYLOAD, 2L * PAYLOAD);
    }

    @Test
    void takesAMessageLargerThanTheMemoryWhenItIsAlone() throws Exception {
        // Given
        Intake intake = intake(10, 100);

        // When
        receive(intake, 1);

        // Then
        assertThat(intake.poll(10, Duration.ZERO).messages()).hasSize(1);
    }

    @Test
    void givesMemoryBackOnceOnlyWhenARecordIsCommittedTwice() throws Exception {
        // Given
        Intake intake = intake(10, Long.MAX_VALUE);
        receive(intake, 1, 2);
        Delivery delivery = intake.poll(1, Duration.ZERO).messages().get(0).delivery();

        // When
        intake.durable(delivery, true);
        intake.durable(delivery, true);

        // Then
        assertThat(intake.heldRecords()).isEqualTo(1);
        assertThat(acknowledged).containsExactly(1);
    }

    @Test
    void doesNotAcknowledgeMessagesOfQosZero() throws Exception {
        // Given
        Intake intake = intake(10, Long.MAX_VALUE);
        intake.received(new Publish("t", new byte[0], 0, false, false, 0));

        // When
        intake.durable(intake.poll(1, Duration.ZERO).messages().get(0).delivery(), true);

        // Then
        assertThat(acknowledged).isEmpty();
        assertThat(intake.heldRecords()).isZero();
    }

    @Test
    void letsTheReaderGoWithoutTheMessageWhenStopped() throws Exception {
        // Given
        Intake intake = intake(1, Long.MAX_VALUE);
        receive(intake, 1);
        CompletableFuture<Boolean> second = receiveApart(intake, 2);

        // When
        intake.stop();

        // Then
        assertThat(second.join()).isFalse();
        assertThat(intake.inFlight()).isEqualTo(1);
    }

    @Test
    void handsOutNothingOnceAnotherHasTheSession() throws Exception {
        // Given
        Intake intake = intake(2, Long.MAX_VALUE);
        receive(intake, 1);
        receive(intake, 2);
        assertThat(intake.poll(1, Duration.ofSeconds(5)).messages()).hasSize(1);

        // When
        intake.setAside();

        // Then
        assertThat(intake.poll(1, Duration.ofMillis(10)).messages()).isEmpty();
        intake.fail(new IllegalStateException("taken over"));
        assertThatThrownBy(() -> intake.poll(1, Duration.ofSeconds(5))).hasMessage("taken over");
    }

    /** A record of such a message would carry an offset that says nothing of the session, over the one that remembers it. */
    @Test
    void handsOutNothingOnceStopped() throws Exception {
        // Given
        Intake intake = Intake.exactlyOnce(
                Snapshot.EMPTY,
                new IntakeLimits(10, Long.MAX_VALUE, 1_000, QosZeroOverflow.BLOCK, false),
                metrics,
                now::get);
        intake.connected((what, packetId) -> acknowledged.add(packetId), true, true);
        receive(intake, 1);

        // When
        intake.stop();

        // Then
        assertThat(intake.poll(10, Duration.ofMillis(10)).messages()).isEmpty();
    }

    /** Of many sessions each would add its pause for messages, though the others have some; a thousand would take three seconds. */
    @Test
    void pausesForNothingWhenToldNotToThoughBookkeepingIsDue() throws Exception {
        // Given
        List<Intake> sessions = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            Intake intake = Intake.exactlyOnce(
                    Snapshot.EMPTY,
                    new IntakeLimits(10, Long.MAX_VALUE, 1_000, QosZeroOverflow.BLOCK, false),
                    metrics,
                    now::get);
            intake.connected((what, packetId) -> acknowledged.add(packetId), true, true);
            sessions.add(intake);
        }

        // When
        long began = System.nanoTime();
        int bookkeeping = 0;
        for (Intake intake : sessions) {
            bookkeeping += intake.poll(10, Duration.ZERO).bookkeeping().isPresent() ? 1 : 0;
        }

        // Then
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(2));
        assertThat(bookkeeping).isEqualTo(1_000);
    }

    @Test
    void countsWhatItHoldsOfQosZeroAsDroppedWhenAnotherHasTheSessionExactlyOnce() throws Exception {
        // Given
        Intake intake = Intake.exactlyOnce(
                Snapshot.EMPTY,
                new IntakeLimits(10, Long.MAX_VALUE, 1_000, QosZeroOverflow.BLOCK, false),
                metrics,
                now::get);
        intake.connected((what, packetId) -> acknowledged.add(packetId), true, true);
        receive(intake, 1);
        receiveQosZero(intake, "a", "b");
        intake.disconnected();

        // When
        int dropped = intake.setAside();

        // Then
        assertThat(dropped).isEqualTo(2);
        assertThat(metrics.qosZeroDrops().sum()).isEqualTo(2);
        assertThat(intake.poll(10, Duration.ofMillis(10))).isEqualTo(new Intake.Polled(List.of(), Optional.empty()));
        assertThat(intake.heldRecords()).isZero();
    }

    /** A search for it from the head of the queue would take minutes. */
    @Test
    void findsTheOldestOfQosZeroAtOnceBehindAnyNumberOfOthers() throws Exception {
        // Given
        int held = 60_000;
        Intake intake = intake(new IntakeLimits(held + 1, Long.MAX_VALUE, 65_535, QosZeroOverflow.DROP_OLDEST, false));
        for (int packetId = 1; packetId <= held; packetId++) {
            intake.received(new Publish("t", new byte[0], 1, false, false, packetId));
        }

        // When
        for (int i = 0; i < 1_000_000; i++) {
            intake.received(new Publish("zero", new byte[0], 0, false, false, 0));
        }

        // Then
        assertThat(metrics.qosZeroDrops().sum()).isEqualTo(999_999);
        assertThat(intake.poll(held + 1, Duration.ZERO).messages())
                .hasSize(held + 1)
                .last()
                .matches(received -> received.message().topic().equals("zero"));
    }

    @Test
    void handsOutMessagesOfEveryQosInTheOrderOfTheirArrival() throws Exception {
        // Given
        Intake intake = intake(10, Long.MAX_VALUE);

        // When
        receiveQosZero(intake, "0a");
        receive(intake, 1);
        receiveQosZero(intake, "0b", "0c");
        receive(intake, 2);

        // Then
        assertThat(intake.poll(10, Duration.ZERO).messages())
                .extracting(received -> received.message().topic())
                .containsExactly("0a", "t", "0b", "0c", "t");
    }

    @Test
    void tellsThePollWhyTheReaderGaveUp() {
        // Given
        Intake intake = intake(1, Long.MAX_VALUE);

        // When
        intake.fail(new IllegalStateException("taken over"));

        // Then
        assertThatThrownBy(() -> intake.poll(1, Duration.ofSeconds(5))).hasMessage("taken over");
    }

    @Test
    void countsWhatABrokerSendsBeyondTheReceiveMaximumAndTakesIt() throws Exception {
        // Given
        Intake intake = Intake.atLeastOnce(
                new IntakeLimits(100, Long.MAX_VALUE, 2, QosZeroOverflow.BLOCK, false), metrics, now::get);
        intake.connected((what, packetId) -> acknowledged.add(packetId), true, true);

        // When
        receive(intake, 1, 2, 3, 4);

        // Then
        assertThat(metrics.overflows().sum()).isEqualTo(2);
        assertThat(intake.poll(10, Duration.ZERO).messages()).hasSize(4);
    }

    @Test
    void showsTheAgeOfTheOldestUnacknowledgedMessage() throws Exception {
        // Given
        Intake intake = intake(10, Long.MAX_VALUE);
        receive(intake, 1);

        // When
        now.set(Duration.ofSeconds(3).toNanos());
        receive(intake, 2);

        // Then
        assertThat(intake.oldestAgeMillis()).isEqualTo(3_000);
        intake.durable(intake.poll(1, Duration.ZERO).messages().get(0).delivery(), true);
        assertThat(intake.oldestAgeMillis()).isZero();
    }

    @Test
    void dropsTheOldestOfQosZeroWhenToldToAndNeverAMessageOfAHigherQos() throws Exception {
        // Given
        Intake intake = intake(new IntakeLimits(3, Long.MAX_VALUE, 1_000, QosZeroOverflow.DROP_OLDEST, false));
        receive(intake, 1);
        receiveQosZero(intake, "a", "b");

        // When
        receiveQosZero(intake, "c");
        receive(intake, 2);
        receive(intake, 3);

        // Then
        assertThat(intake.poll(10, Duration.ZERO).messages())
                .extracting(received -> received.message().topic())
                .containsExactly("t", "t", "t");
        assertThat(metrics.qosZeroDrops().sum()).isEqualTo(3);
        CompletableFuture<Boolean> fourth = receiveApart(intake, 4);
        assertThat(fourth).isNotDone();
        intake.stop();
    }

    @Test
    void keepsTheNewestOfQosZeroAndDropsWhatComesIfConnectHasAllTheRest() throws Exception {
        // Given
        Intake intake = intake(new IntakeLimits(2, Long.MAX_VALUE, 1_000, QosZeroOverflow.DROP_OLDEST, false));
        receiveQosZero(intake, "a", "b", "c");
        List<Intake.Received> polled = intake.poll(10, Duration.ZERO).messages();

        // When
        receiveQosZero(intake, "d");
        polled.forEach(received -> intake.durable(received.delivery(), true));
        receiveQosZero(intake, "e");

        // Then
        assertThat(polled).extracting(received -> received.message().topic()).containsExactly("b", "c");
        assertThat(intake.poll(10, Duration.ZERO).messages())
                .extracting(received -> received.message().topic())
                .containsExactly("e");
        assertThat(metrics.qosZeroDrops().sum()).isEqualTo(2);
        assertThat(intake.heldRecords()).isEqualTo(1);
    }

    @Test
    void acknowledgesRetainedMessagesInTheirTurnWithoutEmittingThemWhenToldToSkipThem() throws Exception {
        // Given
        Intake intake = intake(new IntakeLimits(10, Long.MAX_VALUE, 1_000, QosZeroOverflow.BLOCK, true));
        receive(intake, 1);

        // When
        intake.received(new Publish("t", new byte[1], 1, false, true, 2));
        assertThat(acknowledged).isEmpty();
        List<Intake.Received> polled = intake.poll(10, Duration.ZERO).messages();
        polled.forEach(received -> intake.durable(received.delivery(), true));

        // Then
        assertThat(polled).hasSize(1);
        assertThat(acknowledged).containsExactly(1, 2);
        assertThat(intake.heldRecords()).isZero();
        assertThat(metrics.retainedSkipped().sum()).isEqualTo(1);
    }

    /** Their answers wait for that of the first; a broker that heeds no window could send them without end. */
    @Test
    void holdsTheReaderAlsoWhereRetainedMessagesAreSkippedButCannotBeAnsweredYet() throws Exception {
        // Given
        Intake intake = intake(new IntakeLimits(3, Long.MAX_VALUE, 1_000, QosZeroOverflow.BLOCK, true));
        receive(intake, 1);
        intake.received(new Publish("t", new byte[1], 1, false, true, 2));
        intake.received(new Publish("t", new byte[1], 1, false, true, 3));

        // When
        CompletableFuture<Boolean> fourth = receiveApart(intake, new Publish("t", new byte[1], 1, false, true, 4));

        // Then
        assertThat(fourth).isNotDone();
        intake.durable(intake.poll(1, Duration.ZERO).messages().get(0).delivery(), true);
        assertThat(fourth.join()).isTrue();
        assertThat(acknowledged).containsExactly(1, 2, 3, 4);
    }

    private static void receiveQosZero(Intake intake, String... topics) throws InterruptedException {
        for (String topic : topics) {
            intake.received(new Publish(topic, new byte[PAYLOAD], 0, false, false, 0));
        }
    }

    private Intake intake(int maxRecords, long maxBytes) {
        return intake(new IntakeLimits(maxRecords, maxBytes, 1_000, QosZeroOverflow.BLOCK, false));
    }

    private Intake intake(IntakeLimits limits) {
        Intake intake = Intake.atLeastOnce(limits, metrics, now::get);
        intake.connected((what, packetId) -> acknowledged.add(packetId), true, true);
        return intake;
    }

    private static void receive(Intake intake, int... packetIds) throws InterruptedException {
        for (int packetId : packetIds) {
            intake.received(new Publish("t", new byte[PAYLOAD], 1, false, false, packetId));
        }
    }

    /** On a thread of its own, which is seen to wait or to end. */
    private static CompletableFuture<Boolean> receiveApart(Intake intake, int packetId) {
        return receiveApart(intake, new Publish("t", new byte[PAYLOAD], 1, false, false, packetId));
    }

    private static CompletableFuture<Boolean> receiveApart(Intake intake, Publish packet) {
        CompletableFuture<Boolean> taken = new CompletableFuture<>();
        Thread reader = new Thread(() -> {
            try {
                taken.complete(intake.received(packet));
            } catch (InterruptedException e) {
                taken.completeExceptionally(e);
            }
        });
        reader.setDaemon(true);
        reader.start();
        await().until(() -> taken.isDone() || reader.getState() == Thread.State.WAITING);
        return taken;
    }
}
