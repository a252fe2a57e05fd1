package io.penstock.testkit.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Loopback ports that nobody listens on. They are drawn from below the range that systems give to outgoing connections, and each only once
 * in a JVM, so that a service can be stopped and started again on its port. Another build on this machine gets none of them as long as this
 * JVM lives. Thread-safe.
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
    private static final Path LOCKS = Path.of(
            System.getProperty("java.io.tmpdir"), "penstock-testkit-" + System.getProperty("user.name"), "ports");
    /** One file for each port, open to the end of the JVM: then the system drops their locks. */
    private static final List<FileChannel> HELD = new CopyOnWriteArrayList<>();

    private FreePorts() {}

    /** @throws IllegalStateException if no free port was found */
    public static int next() {
        for (int i = 0; i < TRIES; i++) {
            int port = FIRST + PART * PART_SIZE + ThreadLocalRandom.current().nextInt(PART_SIZE);
            if (GIVEN.add(port) && reserve(port) && isFree(port)) {
                return port;
            }
        }
        throw new IllegalStateException(
                "no free loopback port between " + FIRST + " and " + LAST + " in " + TRIES + " tries");
    }

    /** Other builds on this machine draw from the same ports. @return false if one of them has it */
    static boolean reserve(int port) {
        try {
            Files.createDirectories(LOCKS);
            FileChannel channel = FileChannel.open(
                    LOCKS.resolve(Integer.toString(port)), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (channel.tryLock() == null) {
                channel.close();
                return false;
            }
            return HELD.add(channel);
        } catch (IOException e) {
            throw new UncheckedIOException("no lock for a port below " + LOCKS, e);
        }
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
