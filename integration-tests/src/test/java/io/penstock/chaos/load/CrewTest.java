package io.penstock.chaos.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
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
    void aPublisherSendsInItsOrderAndNoMoreThanItsWindow() {
        crew.start();

        await().atMost(PATIENCE).until(() -> outlets.stream().allMatch(outlet -> outlet.sent.size() == WINDOW));
        await().during(Duration.ofMillis(200))
                .atMost(PATIENCE)
                .until(() -> outlets.get(2).sent.size() == WINDOW);

        assertThat(outlets.get(2).sent)
                .extracting(Message::id)
                .startsWith(new MessageId(2, 0), new MessageId(2, 1), new MessageId(2, 2));
        assertThat(crew.receipts().acknowledged()).isEmpty();

        outlets.get(2).answer(0, Receipt.TAKEN);
        await().atMost(PATIENCE).until(() -> outlets.get(2).sent.size() == WINDOW + 1);
    }

    @Test
    void afterTheStopNothingNewIsSentAndWhatIsUnacknowledgedIsSeenThrough() throws InterruptedException {
        crew.start();
        await().atMost(PATIENCE).until(() -> outlets.stream().allMatch(outlet -> outlet.sent.size() == WINDOW));
        crew.stop();

        assertThat(crew.awaitAcknowledged(Duration.ofMillis(50))).isFalse();
        outlets.forEach(outlet -> outlet.answerAll(Receipt.TAKEN));

        assertThat(crew.awaitAcknowledged(PATIENCE)).isTrue();
        assertThat(crew.sent()).isEqualTo(Map.of(0, 7L, 1, 7L, 2, 7L, 3, 7L));
        assertThat(crew.receipts().acknowledged()).hasSize(4 * WINDOW);
        assertThat(crew.receipts().repeated()).isEmpty();
        assertThat(crew.receipts().unclaimed()).isEmpty();
    }

    @Test
    void aMessageThatTheClientGaveUpIsSentAgainAndNotedAsRepeated() {
        crew.start();
        await().atMost(PATIENCE).until(() -> outlets.get(1).sent.size() == WINDOW);
        crew.stop();

        outlets.get(1).answers.get(3).completeExceptionally(new IllegalStateException("quota"));

        await().atMost(PATIENCE).until(() -> outlets.get(1).sent.size() == WINDOW + 1);
        assertThat(outlets.get(1).sent.get(WINDOW).id()).isEqualTo(new MessageId(1, 3));
        assertThat(crew.receipts().repeated()).containsExactly(new MessageId(1, 3));
        assertThat(crew.sent()).containsEntry(1, (long) WINDOW);
    }

    @Test
    void aMessageWithoutASubscriberIsAcknowledgedAndNoted() {
        crew.start();
        await().atMost(PATIENCE).until(() -> !outlets.get(0).sent.isEmpty());

        outlets.get(0).answer(0, Receipt.NO_SUBSCRIBER);

        assertThat(crew.receipts().acknowledged()).containsExactly(new MessageId(0, 0));
        assertThat(crew.receipts().unclaimed()).containsExactly(new MessageId(0, 0));
    }

    /** Answers when it is told to. */
    private static final class FakeOutlet implements Outlet {

        private final List<Message> sent = new CopyOnWriteArrayList<>();
        private final List<CompletableFuture<Receipt>> answers = new CopyOnWriteArrayList<>();

        @Override
        public void open() {}

        @Override
        public CompletableFuture<Receipt> send(Message message) {
            CompletableFuture<Receipt> answer = new CompletableFuture<>();
            answers.add(answer);
            sent.add(message);
            return answer;
        }

        void answer(int index, Receipt receipt) {
            answers.get(index).complete(receipt);
        }

        void answerAll(Receipt receipt) {
            answers.forEach(answer -> answer.complete(receipt));
        }

        @Override
        public void close() {}
    }
}
