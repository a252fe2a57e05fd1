package io.penstock.common.lifecycle;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Closes what was registered, last in first out; one failure does not keep the others from closing. Closing twice is harmless.
 * Confined to one thread.
 */
public final class Closer implements AutoCloseable {

    private final Deque<AutoCloseable> resources = new ArrayDeque<>();

    public <T extends AutoCloseable> T register(T resource) {
        resources.push(resource);
        return resource;
    }

    /** @throws IllegalStateException with the first failure as its cause and the others suppressed in that */
    @Override
    public void close() {
        Exception first = null;
        for (AutoCloseable resource = resources.poll(); resource != null; resource = resources.poll()) {
            first = close(resource, first);
        }
        if (first != null) {
            throw new IllegalStateException("closing failed: " + first.getMessage(), first);
        }
    }

    private static @Nullable Exception close(AutoCloseable resource, @Nullable Exception first) {
        try {
            resource.close();
            return first;
        } catch (Exception e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            if (first == null) {
                return e;
            }
            first.addSuppressed(e);
            return first;
        }
    }
}
