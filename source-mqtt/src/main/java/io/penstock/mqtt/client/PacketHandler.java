package io.penstock.mqtt.client;

import java.io.IOException;

/** Takes what a subscriber acts on. Called on the thread that reads the connection; while it blocks, nothing is read and TCP pushes back. */
public interface PacketHandler {
    /** Packets, each of which goes to one of the other methods. */
    @FunctionalInterface
    interface Run {
        void handOver() throws IOException, InterruptedException;
    }

    /** What came together, in its order: once around one packet or more. */
    void together(Run packets) throws IOException, InterruptedException;

    void publish(Publish packet) throws IOException, InterruptedException;

    void pubRel(int packetId) throws IOException;

    void subAck(SubAck packet) throws IOException;

    void unsubAck(UnsubAck packet) throws IOException;
}
