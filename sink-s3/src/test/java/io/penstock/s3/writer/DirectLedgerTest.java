package io.penstock.s3.writer;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.common.offset.Position;
import io.penstock.s3.buffer.Content;
import io.penstock.s3.chain.ChainFile;
import io.penstock.s3.chain.DataFile;
import io.penstock.s3.store.ObjectStore;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files without a chain: several at a time, and no more bytes than one request has the time for. */
class DirectLedgerTest {

    private static final int MIB = 1024 * 1024;

    private final AtomicInteger puts = new AtomicInteger();
    private final AtomicLong underWay = new AtomicLong();
    private final AtomicLong most = new AtomicLong();

    private Ledger ledger(Abreast abreast, Runnable meanwhile) {
        ObjectStore store = (ObjectStore) Proxy.newProxyInstance(
                ObjectStore.class.getClassLoader(), new Class<?>[] {ObjectStore.class}, (proxy, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("put");
                    long bytes = ((Content) arguments[1]).size();
                    most.accumulateAndGet(underWay.addAndGet(bytes), Math::max);
                    meanwhile.run();
                    underWay.addAndGet(-bytes);
                    puts.incrementAndGet();
                    return null;
                });
        return new DirectLedger(store, new Pace(Duration.ofDays(1), System::nanoTime), new Headway(), abreast);
    }

    private static ChainFile file(int number, int bytes) {
        return new ChainFile.Inline(
                new DataFile("k" + number, "n" + number, "text/plain", Optional.empty(), number, 1, 1, Map.of()),
                Content.of(new byte[bytes]));
    }

    @ParameterizedTest
    @CsvSource({"4, 9, 4", "2, 9, 4", "1, 12, 5", "6, 3, 6"})
    void sendsNoMoreAtATimeThanOneRequestMayHaveToCarry(int mebibytes, int files, int most) {
        try (Abreast abreast = new Abreast(8, "u")) {
            // Time for the others to begin, where they may.
            Ledger ledger = ledger(abreast, () -> LockSupport.parkNanos(5_000_000));
            ledger.begin(
                    new Position(0, files, Optional.empty()),
                    IntStream.range(0, files)
                            .mapToObj(i -> file(i, mebibytes * MIB))
                            .toList());

            assertThat(ledger.finish()).isTrue();

            assertThat(puts).hasValue(files);
            assertThat(this.most.get()).isLessThanOrEqualTo((long) most * MIB);
            assertThat(ledger.pending()).isFalse();
        }
    }

    @Test
    void sendsSmallFilesSideBySide() {
        CyclicBarrier together = new CyclicBarrier(4);
        try (Abreast abreast = new Abreast(4, "u")) {
            Ledger ledger = ledger(abreast, () -> {
                try {
                    together.await(20, TimeUnit.SECONDS);
                } catch (InterruptedException | TimeoutException | BrokenBarrierException e) {
                    throw new AssertionError(e);
                }
            });
            ledger.begin(
                    new Position(0, 8, Optional.empty()),
                    IntStream.range(0, 8).mapToObj(i -> file(i, 1000)).toList());

            assertThat(ledger.finish()).isTrue();
            assertThat(puts).hasValue(8);
        }
    }
}
