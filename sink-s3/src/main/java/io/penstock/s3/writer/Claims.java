package io.penstock.s3.writer;

import io.penstock.common.error.FatalException;
import io.penstock.common.error.TransientException;
import io.penstock.common.lifecycle.Mdc;
import io.penstock.common.offset.Position;
import io.penstock.s3.error.S3Error;
import io.penstock.s3.writer.TopicListings.Listed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes partitions over side by side: one listing a topic, then the claims, a few at a time. The task's thread waits for them only
 * for a while, so that neither the consumer group nor a stop waits for a slow store; the claims go on meanwhile.
 *
 * <p>Invariants: a partition's writer is touched by one thread at a time, since the task's lets it be until it is claimed; what
 * has succeeded is not asked again when another fails; a partition that is closed asks nothing more of the store than the
 * request it is at, and a topic none of whose partitions is waited for no further page of its listing. That request may still
 * append a claim: then the next owner is fenced once, and claims anew.
 */
final class Claims implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Claims.class);
    private static final Duration IDLE = Duration.ofSeconds(10);

    private final TopicListings listings;
    private final UnaryOperator<Duration> waiting;
    private final ThreadPoolExecutor threads;
    private final Executor inContext;
    private final Map<PartitionWriter, CompletableFuture<Position>> underWay = new HashMap<>();

    /**
     * @param concurrency the most claims at a time
     * @param waiting how long to wait by the machine's clock for a patience given
     * @param name of the threads
     */
    Claims(TopicListings listings, int concurrency, UnaryOperator<Duration> waiting, String name) {
        this.listings = listings;
        this.waiting = waiting;
        AtomicInteger number = new AtomicInteger();
        this.threads = new ThreadPoolExecutor(
                concurrency, concurrency, IDLE.toSeconds(), TimeUnit.SECONDS, new LinkedBlockingQueue<>(), errand -> {
                    Thread thread = new Thread(errand, name + "-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
        this.inContext = errand -> threads.execute(Mdc.wrap(errand));
    }

    /**
     * Claims those that are not yet.
     *
     * @param patience the longest wait
     * @return whether all are claimed; if not, call again
     * @throws TransientException when a claim failed for the moment; what else is done stays done
     * @throws FatalException when one failed for good
     */
    boolean made(Collection<PartitionWriter> writers, Duration patience) {
        List<PartitionWriter> unclaimed =
                writers.stream().filter(PartitionWriter::unclaimed).toList();
        if (unclaimed.isEmpty()) {
            return true;
        }
        begin(unclaimed.stream().filter(writer -> !underWay.containsKey(writer)).toList());
        await(unclaimed, patience);
        return harvest(unclaimed);
    }

    private void begin(List<PartitionWriter> writers) {
        Map<String, List<PartitionWriter>> byTopic = writers.stream()
                .filter(PartitionWriter::unlisted)
                .collect(Collectors.groupingBy(writer -> writer.partition().topic()));
        byTopic.forEach(this::begin);
        for (PartitionWriter writer : writers) {
            underWay.computeIfAbsent(
                    writer, again -> CompletableFuture.supplyAsync(() -> again.takeOver(Optional.empty()), inContext));
        }
    }

    private void begin(String topic, List<PartitionWriter> together) {
        List<TopicPartition> partitions =
                together.stream().map(PartitionWriter::partition).toList();
        CompletableFuture<Listed> listing = CompletableFuture.supplyAsync(
                () -> listings.of(topic, partitions, () -> !together.stream().allMatch(PartitionWriter::isClosed)),
                inContext);
        List<CompletableFuture<Position>> claims = new ArrayList<>();
        for (PartitionWriter writer : together) {
            CompletableFuture<Position> claim =
                    listing.thenApplyAsync(listed -> writer.takeOver(listed.of(writer.partition())), inContext);
            claims.add(claim);
            underWay.put(writer, claim);
        }
        CompletableFuture<Void> unused =
                listing.thenAcceptBoth(ended(claims), (listed, nothing) -> listings.done(listed));
    }

    /** Done when all are, well or not. */
    private static CompletableFuture<Void> ended(List<CompletableFuture<Position>> claims) {
        return CompletableFuture.allOf(claims.toArray(CompletableFuture<?>[]::new))
                .exceptionally(failure -> null);
    }

    private void await(List<PartitionWriter> writers, Duration patience) {
        try {
            CompletableFuture.allOf(writers.stream().map(underWay::get).toArray(CompletableFuture<?>[]::new))
                    .get(waiting.apply(patience).toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.trace("claims go on beyond this put", e);
        } catch (ExecutionException e) {
            LOG.trace("a claim failed, which is looked at one by one", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransientException(
                    S3Error.STORE_UNAVAILABLE, "interrupted while " + writers.size() + " partitions were claimed", e);
        }
    }

    private boolean harvest(List<PartitionWriter> writers) {
        Throwable failure = null;
        int left = 0;
        for (PartitionWriter writer : writers) {
            CompletableFuture<Position> claim = underWay.get(writer);
            if (claim == null || !claim.isDone()) {
                left++;
                continue;
            }
            underWay.remove(writer);
            try {
                writer.claimed(claim.join());
            } catch (CompletionException e) {
                failure = graver(failure, e.getCause() == null ? e : e.getCause());
            } catch (FatalException e) {
                failure = graver(failure, e);
            }
        }
        if (failure != null) {
            throw rethrown(failure);
        }
        if (left > 0) {
            LOG.info("{} of {} partitions are still being claimed", left, writers.size());
        }
        return left == 0;
    }

    private static Throwable graver(@Nullable Throwable before, Throwable failure) {
        if (before == null || (before instanceof TransientException && !(failure instanceof TransientException))) {
            return failure;
        }
        return before;
    }

    private static RuntimeException rethrown(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        return failure instanceof RuntimeException exception ? exception : new CompletionException(failure);
    }

    /** The partition was closed, and its claim given up. */
    void forget(PartitionWriter writer) {
        CompletableFuture<Position> claim = underWay.remove(writer);
        if (claim != null) {
            claim.cancel(false);
        }
    }

    /** Ends the threads; a request that is under way is interrupted. Harmless when repeated. */
    @Override
    public void close() {
        underWay.values().forEach(claim -> claim.cancel(false));
        underWay.clear();
        threads.shutdownNow();
        try {
            if (!threads.awaitTermination(Waits.ENDING.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.info("A claim's last request is still under way");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
