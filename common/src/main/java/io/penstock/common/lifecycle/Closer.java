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

    /**
     * @throws IllegalStateException with the first failure as its cause and the others suppressed in that
     * @throws Error when that is what the first failure was
     */
    @Override
    public void close() {
        Throwable first = null;
        for (AutoCloseable resource = resources.poll(); resource != null; resource = resources.poll()) {
            Throwable failure = close(resource);
            if (first == null) {
                first = failure;
            } else if (failure != null && failure != first) {
                first.addSuppressed(failure);
            }
        }
        if (first instanceof Error error) {
            throw error;
        }
        if (first != null) {
            throw new IllegalStateException("closing failed: " + first.getMessage(), first);
        }
    }

    private static @Nullable Throwable close(AutoCloseable resource) {
        try {
            resource.close();
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return e;
        } catch (Throwable e) {
            // Errors too: a class that is missing in one client's close() must not leave the others open.
            return e;
        }
    }
}
