package io.penstock.migrate;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** What {@code bin/migrate} starts. */
public final class Main {

    private Main() {}

    public static void main(String[] args) {
        // JSON is UTF-8, whatever the terminal's locale.
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        System.exit(MigrateCommand.execute(System.in, out, System.err, args).code());
    }
}
