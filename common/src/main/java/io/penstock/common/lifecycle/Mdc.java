package io.penstock.common.lifecycle;

import java.util.Map;
import org.slf4j.MDC;

/** Carries Connect's logging context ({@code connector.context}) into threads of our own. */
public final class Mdc {

    private Mdc() {}

    /** @return {@code task} under the logging context that the calling thread has now */
    public static Runnable wrap(Runnable task) {
        Map<String, String> context = MDC.getCopyOfContextMap();
        return () -> {
            if (context != null) {
                MDC.setContextMap(context);
            }
            try {
                task.run();
            } finally {
                MDC.clear();
            }
        };
    }
}
