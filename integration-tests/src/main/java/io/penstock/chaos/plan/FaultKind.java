package io.penstock.chaos.plan;

/** What may be done to a part of the pipeline, and on what. */
public enum FaultKind {
    /** SIGKILL; started again when the duration has passed. */
    KILL(Scope.SERVICE),
    /** SIGTERM, and the end that the service makes of it; started again when the duration has passed. */
    TERMINATE(Scope.SERVICE),
    /** SIGSTOP, and SIGCONT when the duration has passed. */
    FREEZE(Scope.SERVICE),
    /** Present connections are reset, once. */
    CUT(Scope.LINK),
    /** Connections are reset and refused for the duration. */
    REFUSE(Scope.LINK),
    /** Each piece of data comes later, for the duration. */
    DELAY(Scope.LINK),
    /** Half-open: neither side hears the other, and no connection ends, for the duration. */
    SILENCE(Scope.LINK),
    /** Requests never arrive, for the duration. */
    SWALLOW_REQUESTS(Scope.LINK),
    /** Requests arrive and are obeyed, answers never come back, for the duration. */
    SWALLOW_RESPONSES(Scope.LINK),
    /** Connector and tasks, by REST. */
    RESTART(Scope.CONNECTOR),
    /** By REST; resumed when the duration has passed. */
    PAUSE(Scope.CONNECTOR),
    /** By REST; resumed when the duration has passed. */
    STOP(Scope.CONNECTOR),
    /** {@code tasks.max} 4; back to 2 when the duration has passed. */
    MORE_TASKS(Scope.CONNECTOR),
    /** {@code tasks.max} 1; back to 2 when the duration has passed. */
    FEWER_TASKS(Scope.CONNECTOR),
    /** The spare worker joins; leaves in good order when the duration has passed. */
    ADD_WORKER(Scope.SPARE),
    /** A worker leaves in good order; comes back when the duration has passed. */
    REMOVE_WORKER(Scope.WORKER);

    /** What its target names. */
    public enum Scope {
        SERVICE,
        LINK,
        CONNECTOR,
        SPARE,
        WORKER
    }

    private final Scope scope;

    FaultKind(Scope scope) {
        this.scope = scope;
    }

    public Scope scope() {
        return scope;
    }

    /** Whether it ends a process. */
    public boolean endsAProcess() {
        return this == KILL || this == TERMINATE;
    }

    /** Whether it resets connections, and does nothing else to those that are made later. */
    public boolean resetsConnections() {
        return this == CUT || this == REFUSE;
    }
}
