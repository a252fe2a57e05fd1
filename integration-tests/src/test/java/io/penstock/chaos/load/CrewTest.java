package io.penstock.chaos.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CrewTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int WINDOW = 7;

    private final List<FakeOutlet> outlets =
            Stream.generate(FakeOutlet::new).limit(MessageFactory.PUBLISHERS).toList();
    private final Crew crew = new Crew(new MessageFactory(1), new Pace(1_000, WINDOW), outlets::get);

    @AfterEach
    void close() {
        crew.close();
    }

    @Test
    void theFirstMessageIsSentUntilSomebodyGetsIt() {
        outlets.get(1).firstAnswers.add(Receipt.NO_SUBSCRIBER);
        outlets.get(1).firstAnswers.add(Receipt.NO_SUBSCRIBER);
        crew.start();

        await().atMost(PATIENCE).until(() -> outlets.get(1).sent.size() > 3);

        // It still grows: a part of it is to be taken of a copy.
        assertThat(List.copyOf(outlets.get(1).sent).subList(0, 4))
                .extracting(Message::id)
                .containsExactly(id(0), id(0), id(0), id(1));
        assertThat(crew.receipts().acknowledged()).contains(id(0));
        assertThat(crew.receipts().unclaimed()).isEmpty();
        assertThat(crew.receipts().repeated()).isEmpty();
    }

    @Test
    void aPublisherSendsInItsOrderAndNoMoreThanItsWindow() {
        crew.start();

        awaitFullWindows();
        await().during(Duration.ofMillis(200))
                .atMost(PATIENCE)
                .until(() -> outlets.get(1).sent.size() == 1 + WINDOW);

        assertThat(outlets.get(1).sent).extracting(Message::id).startsWith(id(0), id(1), id(2));
        assertThat(crew.receipts().acknowledged()).hasSize(MessageFactory.PUBLISHERS);

        outlets.get(1).answer(1, Receipt.TAKEN);
        await().atMost(PATIENCE).until(() -> outlets.get(1).sent.size() == 2 + WINDOW);
    }

    @Test
    void afterTheStopNothingNewIsSentAndWhatIsUnacknowledgedIsSeenThrough() throws InterruptedException {
        crew.start();
        awaitFullWindows();
        crew.stop();

        assertThat(crew.awaitAcknowledged(Duration.ofMillis(50))).isFalse();
        outlets.forEach(FakeOutlet::takeAll);

        assertThat(crew.awaitAcknowledged(PATIENCE)).isTrue();
        assertThat(crew.sent()).isEqualTo(Map.of(0, 8L, 1, 8L, 2, 8L, 3, 8L));
        assertThat(crew.receipts().acknowledged()).hasSize(MessageFactory.PUBLISHERS * (1 + WINDOW));
        assertThat(crew.receipts().repeated()).isEmpty();
        assertThat(crew.receipts().unclaimed()).isEmpty();
    }

    @Test
    void aMessageThatTheClientGaveUpIsSentAgainAndNotedAsRepeated() {
        crew.start();
        awaitFullWindows();
        crew.stop();

        outlets.get(1).answers.get(3).completeExceptionally(new IllegalStateException("quota"));

        await().atMost(PATIENCE).until(() -> outlets.get(1).sent.size() == 2 + WINDOW);
        assertThat(outlets.get(1).sent.get(1 + WINDOW).id()).isEqualTo(id(3));
        assertThat(crew.receipts().repeated()).containsExactly(id(3));
        assertThat(crew.sent()).containsEntry(1, 1L + WINDOW);
    }

    @Test
    void aLaterMessageWithoutASubscriberIsAcknowledgedAndNoted() {
        crew.start();
        awaitFullWindows();

        outlets.get(1).answer(2, Receipt.NO_SUBSCRIBER);

        assertThat(crew.receipts().acknowledged()).contains(id(2));
        assertThat(crew.receipts().unclaimed()).containsExactly(id(2));
    }

    private void awaitFullWindows() {
        await().atMost(PATIENCE).until(() -> outlets.stream().allMatch(outlet -> outlet.sent.size() == 1 + WINDOW));
    }

    private static MessageId id(long sequence) {
        return new MessageId(1, sequence);
    }

    /** Takes a publisher's first message, if not told otherwise, and answers for the others when it is told to. */
    private static final class FakeOutlet implements Outlet {

        private final Queue<Receipt> firstAnswers = new ConcurrentLinkedQueue<>();
        private final List<Message> sent = new CopyOnWriteArrayList<>();
        private final List<CompletableFuture<Receipt>> answers = new CopyOnWriteArrayList<>();

        @Override
        public void open() {}

        @Override
        public CompletableFuture<Receipt> send(Message message) {
            CompletableFuture<Receipt> answer = new CompletableFuture<>();
            if (message.id().sequence() == 0) {
                answer.complete(Objects.requireNonNullElse(firstAnswers.poll(), Receipt.TAKEN));
            }
            answers.add(answer);
            sent.add(message);
            return answer;
        }

        void answer(int index, Receipt receipt) {
            answers.get(index).complete(receipt);
        }

        void takeAll() {
            answers.forEach(answer -> answer.complete(Receipt.TAKEN));
        }

        @Override
        public void close() {}
    }
}
