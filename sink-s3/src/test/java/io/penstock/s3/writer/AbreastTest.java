package io.penstock.s3.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.common.error.FatalException;
import io.penstock.common.error.TransientException;
import io.penstock.s3.error.S3Error;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class AbreastTest {

    private static void nothing() {}

    private final Abreast abreast = new Abreast(3, "abreast-test");
    private final List<Integer> answered = new ArrayList<>();

    @AfterEach
    void close() {
        abreast.close();
    }

    private static List<Integer> numbers(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    private void ask(int count, Runnable beforeEach, Function<Integer, Integer> request) {
        abreast.all(numbers(count), beforeEach, request, (number, answer) -> answered.add(answer));
    }

    private static TransientException passing(String why) {
        return new TransientException(S3Error.STORE_UNAVAILABLE, why);
    }

    /** As the store's client does it: an interrupt ends the request. */
    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(30, TimeUnit.SECONDS)) {
                throw new AssertionError("nobody came");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw passing("interrupted");
        }
    }

    @Test
    void asksAsManyAtATimeAsItIsWideAndNoMore() {
        // Given requests of which the first end only when three have begun
        CountDownLatch begun = new CountDownLatch(3);
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();

        // When
        ask(20, AbreastTest::nothing, number -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            begun.countDown();
            await(begun);
            now.decrementAndGet();
            return number;
        });

        // Then
        assertThat(most).hasValue(3);
        assertThat(answered).containsExactlyInAnyOrderElementsOf(numbers(20));
    }

    @Test
    void doesNotLetTheOthersWaitForASlowOne() {
        // Given one that ends after all others
        CountDownLatch others = new CountDownLatch(9);

        // When
        ask(10, AbreastTest::nothing, number -> {
            if (number == 0) {
                await(others);
            } else {
                others.countDown();
            }
            return number;
        });

        // Then
        assertThat(answered).containsExactlyInAnyOrderElementsOf(numbers(10));
    }

    @Test
    void asksASingleOneOnTheThreadOfTheCaller() {
        ask(1, AbreastTest::nothing, number -> {
            assertThat(Thread.currentThread().getName()).doesNotStartWith("abreast-test");
            return number;
        });
        assertThat(answered).containsExactly(0);
    }

    @Test
    void beginsNoThreadWithAWidthOfOne() {
        Set<Thread> threads = new HashSet<>();
        try (Abreast narrow = new Abreast(1, "narrow")) {
            narrow.all(
                    numbers(5),
                    AbreastTest::nothing,
                    number -> threads.add(Thread.currentThread()),
                    (number, first) -> true);
        }
        assertThat(threads).containsExactly(Thread.currentThread());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void beginsNothingMoreOnceTheTimeIsOverAndAwaitsWhatIsUnderWay(int width) {
        // Given
        AtomicInteger before = new AtomicInteger();
        AtomicInteger ended = new AtomicInteger();
        CountDownLatch over = new CountDownLatch(width > 1 ? 1 : 0);

        // When
        try (Abreast some = new Abreast(width, "some")) {
            assertThatThrownBy(() -> some.all(
                            numbers(9),
                            () -> {
                                if (before.incrementAndGet() == 3) {
                                    over.countDown();
                                    throw new OutOfTime();
                                }
                            },
                            number -> {
                                await(over);
                                return ended.incrementAndGet();
                            },
                            (number, answer) -> answered.add(number)))
                    .isInstanceOf(OutOfTime.class);
        }

        // Then what was begun is answered, and not to be asked again
        assertThat(ended).hasValue(2);
        assertThat(answered).containsExactlyInAnyOrder(0, 1);
        assertThat(before).hasValue(3);
    }

    @Test
    void beginsNothingMoreWhenAnAnswerLeadsElsewhere() {
        // When
        AtomicInteger asked = new AtomicInteger();
        abreast.all(numbers(50), AbreastTest::nothing, number -> asked.incrementAndGet(), (number, answer) -> {
            answered.add(number);
            return false;
        });

        // Then
        assertThat(asked.get()).isBetween(1, 3);
        assertThat(answered).hasSize(asked.get());
    }

    /** Whichever is known first: a request that has not ended fails after the next was not to be begun. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void tellsTheWorstOfTwoFailures(boolean worstFirst) {
        // Given
        RuntimeException worst = new FatalException(S3Error.ACCESS_DENIED, "you may not");
        RuntimeException other = passing("come back");
        AtomicInteger before = new AtomicInteger();
        CountDownLatch failed = new CountDownLatch(1);

        // When / Then
        assertThatThrownBy(() -> ask(
                        2,
                        () -> {
                            if (before.incrementAndGet() == 2) {
                                failed.countDown();
                                throw worstFirst ? worst : other;
                            }
                        },
                        number -> {
                            await(failed);
                            throw worstFirst ? other : worst;
                        }))
                .isSameAs(worst)
                .hasSuppressedException(other);
        assertThat(answered).isEmpty();
    }

    @Test
    void takesTheAnswersBesideAFailure() {
        // Given
        CountDownLatch begun = new CountDownLatch(3);

        // When / Then
        assertThatThrownBy(() -> ask(3, AbreastTest::nothing, number -> {
                    begun.countDown();
                    await(begun);
                    if (number == 1) {
                        throw passing("come back");
                    }
                    return number;
                }))
                .isInstanceOf(TransientException.class);
        assertThat(answered).containsExactlyInAnyOrder(0, 2);
    }

    @Test
    void anInterruptEndsWhatIsUnderWayBeforeTheCallReturns() throws InterruptedException {
        // Given requests that nobody answers
        CountDownLatch begun = new CountDownLatch(3);
        AtomicInteger underWay = new AtomicInteger();
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        AtomicInteger left = new AtomicInteger(-1);
        Thread task = new Thread(() -> {
            try {
                ask(9, AbreastTest::nothing, number -> {
                    underWay.incrementAndGet();
                    begun.countDown();
                    try {
                        await(new CountDownLatch(1));
                    } finally {
                        underWay.decrementAndGet();
                    }
                    return number;
                });
            } catch (TransientException e) {
                thrown.set(e);
            }
            left.set(Thread.currentThread().isInterrupted() ? underWay.get() : -2);
        });
        task.start();
        await(begun);

        // When
        task.interrupt();
        task.join();

        // Then
        assertThat(thrown.get()).hasMessageContaining("interrupted while 3 requests were under way");
        assertThat(left).hasValue(0);
        assertThat(begun.getCount()).isZero();
        answersAsBefore();
    }

    private void answersAsBefore() {
        answered.clear();
        ask(9, AbreastTest::nothing, number -> {
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
            return number;
        });
        assertThat(answered).hasSize(9);
    }

    @Test
    void awaitsWhatAnInterruptDoesNotEnd() throws InterruptedException {
        // Given
        CountDownLatch begun = new CountDownLatch(2);
        CountDownLatch noticed = new CountDownLatch(2);
        CountDownLatch release = new CountDownLatch(1);
        AtomicInteger ended = new AtomicInteger();
        AtomicInteger endedAtReturn = new AtomicInteger(-1);
        Thread task = new Thread(() -> {
            try {
                ask(2, AbreastTest::nothing, number -> {
                    begun.countDown();
                    try {
                        await(release);
                    } catch (TransientException e) {
                        noticed.countDown();
                        Thread.interrupted();
                        await(release);
                    }
                    return ended.incrementAndGet();
                });
            } catch (TransientException e) {
                endedAtReturn.set(ended.get());
            }
        });
        task.start();
        await(begun);

        // When
        task.interrupt();
        await(noticed);
        release.countDown();
        task.join();

        // Then
        assertThat(endedAtReturn).hasValue(2);
        assertThat(answered).hasSize(2);
    }

    @Test
    void endsItsThreadsWhenItIsClosed() {
        // Given
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        ask(9, AbreastTest::nothing, number -> {
            threads.add(Thread.currentThread());
            return number;
        });
        assertThat(threads)
                .isNotEmpty()
                .allMatch(Thread::isDaemon)
                .allMatch(thread -> thread.getName().startsWith("abreast-test-"));

        // When
        abreast.close();

        // Then
        Awaitility.await().until(() -> threads.stream().noneMatch(Thread::isAlive));
    }
}
