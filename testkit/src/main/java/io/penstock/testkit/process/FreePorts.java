package io.penstock.testkit.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Loopback ports that nobody listens on. They are drawn from below the range that systems give to outgoing connections, and each only once
 * in a JVM, so that a service can be stopped and started again on its port. Thread-safe.
 */
public final class FreePorts {

    private static final int FIRST = 15_000;
    private static final int LAST = 32_000;
    /** Each {@link TestJvm} draws from a part of its own. */
    private static final int PARTS = 4;

    private static final int PART = (TestJvm.number() - 1) % PARTS;
    private static final int PART_SIZE = (LAST - FIRST) / PARTS;
    private static final int TRIES = 200;
    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

    private FreePorts() {}

    /** @throws IllegalStateException if no free port was found */
    public static int next() {
        for (int i = 0; i < TRIES; i++) {
            int port = FIRST + PART * PART_SIZE + ThreadLocalRandom.current().nextInt(PART_SIZE);
            if (isFree(port) && GIVEN.add(port)) {
                return port;
            }
        }
        throw new IllegalStateException(
                "no free loopback port between " + FIRST + " and " + LAST + " in " + TRIES + " tries");
    }

    /** Whether one could listen on this loopback port now. */
    public static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
