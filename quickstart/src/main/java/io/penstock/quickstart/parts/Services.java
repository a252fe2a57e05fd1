package io.penstock.quickstart.parts;

import io.penstock.testkit.process.Service;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The child processes that run. Thread-safe: they are started side by side. */
final class Services {

    private final List<Service> running = new ArrayList<>();
    private boolean closed;

    /** Takes over a service that has just started; if all are being ended already, ends it at once. */
    synchronized <S extends Service> S add(S service) {
        if (closed) {
            service.kill();
        } else {
            running.add(service);
        }
        return service;
    }

    /** Those that ended by themselves. */
    synchronized List<Service> dead() {
        return running.stream().filter(service -> !service.isAlive()).toList();
    }

    /**
     * Ends all of them side by side.
     *
     * @param gracefully whether what they keep on disk is to be in good order
     */
    void end(boolean gracefully) {
        List<Service> ending;
        synchronized (this) {
            closed = true;
            ending = List.copyOf(running);
            running.clear();
        }
        CompletableFuture.allOf(ending.stream()
                        .map(service -> CompletableFuture.runAsync(gracefully ? service::stop : service::kill))
                        .toArray(CompletableFuture[]::new))
                .join();
    }
}
