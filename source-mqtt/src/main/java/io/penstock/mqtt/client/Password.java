package io.penstock.mqtt.client;

import io.penstock.common.config.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a client logs in with: a password, or a token such as a JWT. */
public sealed interface Password {
    /** Field of two bytes' length (section 3.1.3.6). */
    int MAX_BYTES = 65_535;

    /**
     * For one connection.
     *
     * @throws PasswordUnreadableException if there is none
     */
    Secret read() throws PasswordUnreadableException;

    /** Whether the next connection may have another one. */
    boolean mayChange();

    /** The same for every connection. */
    record Given(Secret secret) implements Password {
        @Override
        public Secret read() {
            return secret;
        }

        @Override
        public boolean mayChange() {
            return false;
        }
    }

    /** What the file holds at that moment, without white space at its end; whoever writes it replaces it as a whole. */
    record InFile(Path file) implements Password {
        @Override
        public Secret read() throws PasswordUnreadableException {
            try {
                if (Files.size(file) > MAX_BYTES) {
                    throw new PasswordUnreadableException(file, "it has more than " + MAX_BYTES + " bytes");
                }
                String text = Files.readString(file, StandardCharsets.UTF_8).stripTrailing();
                if (text.isEmpty()) {
                    throw new PasswordUnreadableException(file, "it is empty");
                }
                return Secret.of(text);
            } catch (PasswordUnreadableException e) {
                throw e;
            } catch (IOException e) {
                throw new PasswordUnreadableException(file, e);
            }
        }

        @Override
        public boolean mayChange() {
            return true;
        }
    }
}
