package io.penstock.chaos.load;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** The publishers of a load with the book that they share. */
final class Crew implements Load {

    private final ReceiptBook book = new ReceiptBook();
    private final List<Publisher> publishers;

    /** @param outlets makes the outlet of a publisher, by its number; closed with the crew */
    Crew(MessageFactory factory, Pace pace, IntFunction<Outlet> outlets) {
        publishers = IntStream.range(0, MessageFactory.PUBLISHERS)
                .mapToObj(number -> new Publisher(number, factory, outlets.apply(number), book, pace))
                .toList();
    }

    @Override
    public void start() {
        publishers.forEach(Publisher::start);
    }

    @Override
    public void stop() {
        publishers.forEach(Publisher::stop);
    }

    @Override
    public boolean awaitAcknowledged(Duration timeout) throws InterruptedException {
        return book.awaitAcknowledged(timeout);
    }

    @Override
    public Map<Integer, Long> sent() {
        return book.sent();
    }

    @Override
    public List<String> failures() {
        return IntStream.range(0, publishers.size())
                .boxed()
                .flatMap(number -> publishers.get(number).failure().stream()
                        .map(failure -> "publisher " + number + " has ended before its time: " + failure))
                .toList();
    }

    @Override
    public Receipts receipts() {
        return book.receipts();
    }

    @Override
    public void close() {
        publishers.forEach(Publisher::close);
    }
}
