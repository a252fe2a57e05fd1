package io.penstock.migrate;

import java.util.Locale;

/** Java's key stores, whose type others find out by themselves. */
final class KeyStores {

    private KeyStores() {}

    static void type(Translation to, String locationKey, String typeKey) {
        to.made(locationKey).ifPresent(path -> {
            String name = path.toLowerCase(Locale.ROOT);
            boolean pkcs12 = name.endsWith(".p12") || name.endsWith(".pfx");
            to.set(
                    typeKey,
                    pkcs12 ? "pkcs12" : "jks",
                    pkcs12
                            ? "the file's name says so."
                            : "Java finds out by itself with it which of the two a store is.");
        });
    }
}
