package io.penstock.testkit.kafka;

/**
 * One more listener of a broker, whose clients are sent elsewhere than where it listens: to a proxy before it.
 *
 * @param name of the listener, such as {@code WORKER_1}: capital letters, digits and underscores
 * @param port on loopback that the broker listens on
 * @param advertisedPort on loopback that it tells its clients
 */
public record Door(String name, int port, int advertisedPort) {

    public Door {
        if (!name.matches("[A-Z][A-Z0-9_]*")) {
            throw new IllegalArgumentException("not the name of a listener: " + name);
        }
    }
}
