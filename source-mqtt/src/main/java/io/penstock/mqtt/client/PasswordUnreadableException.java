package io.penstock.mqtt.client;

import java.io.IOException;
import java.nio.file.Path;

/** The file with the password cannot be used. The message holds nothing of it. */
public final class PasswordUnreadableException extends IOException {
    private static final long serialVersionUID = 1L;

    PasswordUnreadableException(Path file, String why) {
        super("the password file " + file + " cannot be used: " + why);
    }

    PasswordUnreadableException(Path file, IOException cause) {
        super(
                "the password file " + file + " cannot be read: "
                        + cause.getClass().getSimpleName(),
                cause);
    }
}
