package io.penstock.testkit.process;

/** Which of the JVMs that run a module's tests side by side this one is. What they share, ports and directories, is parted by it. */
public final class TestJvm {
    private TestJvm() {}

    /** @return as the build numbers them (the property {@code testkit.fork}), from 1; 1 outside of it */
    public static int number() {
        return Integer.getInteger("testkit.fork", 1);
    }
}
