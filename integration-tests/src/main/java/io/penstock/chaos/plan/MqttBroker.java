package io.penstock.chaos.plan;

/** What the sources read from. */
public enum MqttBroker {
    /** Keeps its sessions on disk, also when it is killed. */
    HIVEMQ(FaultKind.KILL),
    /** Forgets on a kill what it has not saved, and saves every half hour, and when it is told to end. */
    MOSQUITTO(FaultKind.TERMINATE);

    private final FaultKind end;

    MqttBroker(FaultKind end) {
        this.end = end;
    }

    /** How it ends without forgetting what it has promised. */
    FaultKind end() {
        return end;
    }

    /** One of eight seeds in a row and the other of the next eight. */
    public static MqttBroker of(long seed) {
        return Math.floorMod(seed / 8, 2L) == 0 ? HIVEMQ : MOSQUITTO;
    }
}
