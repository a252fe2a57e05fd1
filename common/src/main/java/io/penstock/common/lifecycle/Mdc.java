package io.penstock.common.lifecycle;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** Carries Connect's logging context ({@code connector.context}) into threads of our own. */
public final class Mdc {

    private Mdc() {}

    /** @return {@code task} under the logging context that the calling thread has now */
    public static Runnable wrap(Runnable task) {
        @Nullable Map<String, String> context = MDC.getCopyOfContextMap();
        return () -> {
            // A pool whose policy is to let the caller run the task must not cost the caller its own context.
            @Nullable Map<String, String> before = MDC.getCopyOfContextMap();
            set(context);
            try {
                task.run();
            } finally {
                set(before);
            }
        };
    }

    private static void set(@Nullable Map<String, String> context) {
        if (context == null) {
            MDC.clear();
        } else {
            MDC.setContextMap(context);
        }
    }
}
