package io.penstock.testkit.mqtt;

import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

/**
 * The main class of the broker's JVM: the broker's own would refuse clients without a password. By reflection, since HiveMQ is on that JVM's
 * class path only.
 */
final class HiveMqMain {

    private static final int WINDOW = 10_000;
    private static final int POLL_BATCH = 1_000;

    private HiveMqMain() {}

    /** @param args the home directory */
    public static void main(String[] args) throws Exception {
        Path home = Path.of(args[0]);
        // By default a subscriber gets 50 messages at a time, whatever its receive maximum: one round trip through
        // Kafka for 50.
        Class<?> internals = Class.forName("com.hivemq.configuration.service.InternalConfigurations");
        internals.getField("MAX_INFLIGHT_WINDOW_SIZE_MESSAGES").setInt(null, WINDOW);
        internals.getField("PUBLISH_POLL_BATCH_SIZE").setInt(null, POLL_BATCH);
        Class<?> type = Class.forName("com.hivemq.embedded.EmbeddedHiveMQBuilder");
        Object builder = type.getMethod("builder").invoke(null);
        for (String folder : new String[] {"Configuration", "Data", "Extensions"}) {
            Method with = type.getMethod("with" + folder + "Folder", Path.class);
            with.invoke(builder, home.resolve(folder.toLowerCase(Locale.ROOT)));
        }
        Object broker = type.getMethod("build").invoke(builder);
        Class<?> broking = Class.forName("com.hivemq.embedded.EmbeddedHiveMQ");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                broking.getMethod("close").invoke(broker);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("the MQTT broker did not close", e);
            }
        }));
        ((CompletableFuture<?>) broking.getMethod("start").invoke(broker)).join();
    }
}
