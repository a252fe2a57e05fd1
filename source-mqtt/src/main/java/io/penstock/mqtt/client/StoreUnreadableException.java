package io.penstock.mqtt.client;

import java.io.IOException;

/** A file of certificates or keys cannot be used. */
public final class StoreUnreadableException extends IOException {
    private static final long serialVersionUID = 1L;

    StoreUnreadableException(String store, Exception cause) {
        super("the " + store + " cannot be used: " + cause.getMessage(), cause);
    }
}
