package io.penstock.quickstart.live;

import java.io.PrintStream;

/**
 * Prints lines, and a live line that is overwritten in place on a terminal and simply printed elsewhere. Plain ASCII but for the one carriage
 * return. Thread-safe.
 */
public final class Terminal {

    private final PrintStream out;
    private final int columns;
    private int shown;

    /**
     * @param columns of the terminal, which understands a carriage return; 0 where the output goes elsewhere
     */
    public Terminal(PrintStream out, int columns) {
        this.out = out;
        this.columns = columns;
    }

    /** A line that stays. */
    public synchronized void say(String line) {
        endLive();
        out.println(line);
    }

    /** Replaces the live line. */
    public synchronized void live(String line) {
        // A line that wraps could not be overwritten.
        if (line.length() < columns) {
            out.print("\r" + line + " ".repeat(Math.max(0, shown - line.length())));
            out.flush();
            shown = line.length();
        } else {
            endLive();
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
