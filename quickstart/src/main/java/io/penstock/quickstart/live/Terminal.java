package io.penstock.quickstart.live;

import java.io.PrintStream;

/**
 * Prints lines, and a live line that is overwritten in place on a terminal and simply printed elsewhere. Plain ASCII but for the one carriage
 * return. Thread-safe.
 */
public final class Terminal {

    private final PrintStream out;
    private final boolean interactive;
    private int shown;

    /** @param interactive whether a person watches: a carriage return is understood */
    public Terminal(PrintStream out, boolean interactive) {
        this.out = out;
        this.interactive = interactive;
    }

    /** A line that stays. */
    public synchronized void say(String line) {
        endLive();
        out.println(line);
    }

    /** Replaces the live line. */
    public synchronized void live(String line) {
        if (interactive) {
            out.print("\r" + line + " ".repeat(Math.max(0, shown - line.length())));
            out.flush();
            shown = line.length();
        } else {
            out.println(line);
        }
    }

    /** Lets the last live line stand. */
    public synchronized void endLive() {
        if (shown > 0) {
            out.println();
            shown = 0;
        }
    }
}
