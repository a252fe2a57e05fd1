package io.penstock.testkit.process;

import java.io.IOException;

/** Whether a service answers by now. An exception means: not yet; the last one is shown when the time is over. */
@FunctionalInterface
public interface ReadyCheck {
    boolean isReady() throws IOException;
}
