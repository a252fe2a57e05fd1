package io.penstock.quickstart.cli;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ctrl-C and SIGTERM, counted instead of obeyed: a run ends with its reconciliation. The third one ends the process at once; the children
 * follow by themselves.
 *
 * <p>Not a shutdown hook, since the exit code could not be ours then. Thread-safe.
 */
final class StopSignal {

    private static final int IMPATIENT = 2;
    private static final int MOST = 3;

    private final AtomicInteger count = new AtomicInteger();

    /** Takes the two signals over for the rest of the process. Where the JDK has no such API, Ctrl-C ends the process as ever. */
    static StopSignal install() {
        StopSignal signal = new StopSignal();
        try {
            // By reflection: javac warns of this package, and its warnings are errors here.
            Class<?> type = Class.forName("sun.misc.Signal");
            Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
            InvocationHandler handler = (proxy, method, arguments) -> {
                signal.received();
                return null;
            };
            Object proxy =
                    Proxy.newProxyInstance(StopSignal.class.getClassLoader(), new Class<?>[] {handlerType}, handler);
            for (String name : new String[] {"INT", "TERM"}) {
                Object instance = type.getConstructor(String.class).newInstance(name);
                type.getMethod("handle", type, handlerType).invoke(null, instance, proxy);
            }
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            // Ctrl-C then ends everything without a reconciliation, which --messages still gives.
            return signal;
        }
        return signal;
    }

    boolean requested() {
        return count.get() > 0;
    }

    /** Asked for a second time: do not wait for what is under way. */
    boolean impatient() {
        return count.get() >= IMPATIENT;
    }

    void received() {
        if (count.incrementAndGet() >= MOST) {
            Runtime.getRuntime().halt(ExitCode.INTERRUPTED.code());
        }
    }
}
