package io.penstock.jdbc.harness;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/** Runs side by side, each on a thread of its own, what waits for one another: the common pool may have fewer threads. */
public final class Race {

    private Race() {}

    /**
     * Returns when all have ended.
     *
     * @param racer is told its number, from zero
     * @throws java.util.concurrent.CompletionException for the first that failed
     */
    public static void of(int racers, IntConsumer racer) {
        List<CompletableFuture<Void>> running = IntStream.range(0, racers)
                .mapToObj(number ->
                        CompletableFuture.runAsync(() -> racer.accept(number), errand -> new Thread(errand).start()))
                .toList();
        running.forEach(CompletableFuture::join);
    }
}
