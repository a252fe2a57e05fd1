package io.penstock.chaos.fault;

import io.penstock.chaos.plan.Topology;
import io.penstock.testkit.fault.TcpProxy;
import io.penstock.testkit.kafka.ConnectRest;
import java.util.Map;
import java.util.Set;

/** What the injector and the operator need of a cluster. Services are named as in the {@link Topology}. Thread-safe. */
public interface Patient {

    Topology topology();

    /** Of a connector, as it was started. */
    Map<String, String> config(String connector);

    /** @param name of {@link Topology#links()} */
    TcpProxy link(String name);

    /** The services that run and are not frozen. */
    Set<String> awake();

    /** Whether it runs, frozen or not. False for a worker that was never started. */
    boolean isAlive(String service);

    /** SIGKILL. */
    void kill(String service);

    /** SIGSTOP. */
    void freeze(String service);

    /** SIGCONT. */
    void resume(String service);

    /** Starts a dead service; returns when it is ready. */
    void restart(String service);

    /** In good order; returns when it has ended. */
    void stop(String service);

    /** The spare one, or one that was stopped; returns when it is ready. */
    void startWorker(String name);

    /**
     * Of an awake worker. Where one does not answer, it is asked for again and should name another one then.
     *
     * @throws IllegalStateException if no worker is awake
     */
    ConnectRest rest();
}
