package io.penstock.quickstart;

import io.penstock.quickstart.cli.QuickstartCommand;

/** Starts the quickstart; see {@code --help}. */
public final class Main {

    private Main() {}

    public static void main(String[] args) {
        // Clients have threads of their own that need not end by themselves.
        System.exit(QuickstartCommand.execute(args));
    }
}
