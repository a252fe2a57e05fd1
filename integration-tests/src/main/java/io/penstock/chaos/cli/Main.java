package io.penstock.chaos.cli;

/** What {@code bin/chaos} starts. */
public final class Main {

    private Main() {}

    public static void main(String[] args) {
        System.exit(ChaosCommand.execute(System.out, System.err, args));
    }
}
