package io.penstock.chaos.cluster;

import io.penstock.testkit.process.Service;
import io.penstock.testkit.process.StartupException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A service and what was last done to it. Thread-safe; nobody waits for another's start to ask how it is. */
final class Part<S extends Service> {

    private static final Logger log = LoggerFactory.getLogger(Part.class);

    // A worker that cannot reach Kafka while it starts gives up and ends. Its supervisor, here us, starts it again.
    private static final int STARTS = 5;

    private enum State {
        DOWN,
        STARTING,
        UP,
        FROZEN
    }

    private final String name;
    private final Supplier<S> first;
    private final List<Death> deaths = new ArrayList<>();
    private volatile State state = State.DOWN;
    private volatile @Nullable S service;

    /** @param first starts it for the first time, and may return before it is ready */
    Part(String name, Supplier<S> first) {
        this.name = name;
        this.first = first;
    }

    String name() {
        return name;
    }

    /** @throws IllegalStateException if it was never started */
    S service() {
        S present = service;
        if (present == null) {
            throw new IllegalStateException(name + " was never started");
        }
        return present;
    }

    /** Whether it is ready and neither frozen nor dead. */
    boolean isAwake() {
        return state == State.UP && service().isAlive();
    }

    /** Whether its process is there, frozen or not, and was not told to end. */
    boolean isAlive() {
        return state != State.DOWN && service != null && service().isAlive();
    }

    /** Whether it has ever ended though nobody told it to, even if it was started again since. */
    boolean hasDied() {
        return !deaths().isEmpty();
    }

    /** Each time that it ended though nobody told it to. */
    synchronized List<Death> deaths() {
        noteDeath();
        return List.copyOf(deaths);
    }

    void kill() {
        putDown();
        if (service != null) {
            service().kill();
        }
    }

    void stop() {
        putDown();
        if (service != null) {
            service().stop();
        }
    }

    /** Whoever starts it again comes by here first: a death is noted before there is a new life to hide it. */
    private synchronized void putDown() {
        noteDeath();
        state = State.DOWN;
    }

    private synchronized void noteDeath() {
        if ((state == State.UP || state == State.FROZEN) && !service().isAlive()) {
            state = State.DOWN;
            deaths.add(Death.of(name, service().logFile()));
        }
    }

    synchronized void freeze() {
        if (!isAwake()) {
            throw new IllegalStateException(name + " is not awake");
        }
        service().freeze();
        state = State.FROZEN;
    }

    synchronized void resume() {
        if (state == State.FROZEN) {
            service().resume();
            state = State.UP;
        }
    }

    /** Starts it, after it was stopped in good order if it runs, and waits until it is ready or is told to end. */
    void restart() {
        if (service != null) {
            stop();
        }
        launch();
        awaitReady();
    }

    private void launch() {
        state = State.STARTING;
        if (service == null) {
            service = first.get();
        } else {
            service().process().relaunch();
        }
    }

    private void awaitReady() {
        for (int start = 1; ; start++) {
            try {
                service().process().awaitReady();
                begin();
                return;
            } catch (StartupException e) {
                if (state != State.STARTING) {
                    return;
                }
                if (start == STARTS) {
                    state = State.DOWN;
                    throw e;
                }
                log.info("{} did not start and is started again: {}", name, e.getMessage());
                service().process().relaunch();
            }
        }
    }

    private synchronized void begin() {
        if (state == State.STARTING) {
            state = State.UP;
        }
    }
}
