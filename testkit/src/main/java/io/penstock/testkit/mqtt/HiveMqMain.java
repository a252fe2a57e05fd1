package io.penstock.testkit.mqtt;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The main class of the broker's JVM: the broker's own would refuse clients without a password. By reflection, since HiveMQ is on that JVM's
 * class path only.
 */
final class HiveMqMain {

    /** After the home directory: it sends as much at a time as it is shipped to. */
    static final String DEFAULTS = "defaults";

    private static final int WINDOW = 10_000;
    private static final int POLL_BATCH = 1_000;

    // More than all publishers can have unanswered.
    private static final long NEVER_GIVEN = 10_000_000;

    private HiveMqMain() {}

    /** @param args the home directory, and perhaps {@link #DEFAULTS} */
    public static void main(String[] args) throws Exception {
        Path home = Path.of(args[0]);
        if (!List.of(args).contains(DEFAULTS)) {
            widenWindow();
        }
        Class<?> type = Class.forName("com.hivemq.embedded.EmbeddedHiveMQBuilder");
        Object builder = type.getMethod("builder").invoke(null);
        for (String folder : new String[] {"Configuration", "Data", "Extensions"}) {
            Method with = type.getMethod("with" + folder + "Folder", Path.class);
            with.invoke(builder, home.resolve(folder.toLowerCase(Locale.ROOT)));
        }
        Class<?> extension = Class.forName("com.hivemq.embedded.EmbeddedExtension");
        type.getMethod("withEmbeddedExtension", extension).invoke(builder, freshIds());
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

    /** By default a subscriber gets 50 messages at a time, whatever its receive maximum: one round trip through Kafka for 50. */
    private static void widenWindow() throws ReflectiveOperationException {
        Class<?> internals = Class.forName("com.hivemq.configuration.service.InternalConfigurations");
        internals.getField("MAX_INFLIGHT_WINDOW_SIZE_MESSAGES").setInt(null, WINDOW);
        internals.getField("PUBLISH_POLL_BATCH_SIZE").setInt(null, POLL_BATCH);
    }

    /**
     * Keeps the broker from losing messages after a kill. It writes a queue's entry first and the payload after, and a kill may fall between. At
     * the next start it counts on from the last payload (2025.5, {@code PublishPayloadRocksDBLocalPersistence.init}), gives the torn entry's id to
     * a new message, takes that one's payload for stored already, acknowledges it, and drops it when it is to be sent. Extensions start when the
     * stores are open and the listeners are not: then the count is moved to where no id was ever given.
     */
    private static Object freshIds() throws ReflectiveOperationException {
        AtomicLong ids = (AtomicLong) Class.forName("com.hivemq.mqtt.message.publish.PUBLISH")
                .getField("PUBLISH_COUNTER")
                .get(null);
        Class<?> main = Class.forName("com.hivemq.extension.sdk.api.ExtensionMain");
        Object mover = Proxy.newProxyInstance(
                HiveMqMain.class.getClassLoader(),
                new Class<?>[] {main},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "extensionStart" -> {
                        ids.addAndGet(NEVER_GIVEN);
                        yield null;
                    }
                    case "hashCode" -> System.identityHashCode(proxy);
                    case "equals" -> arguments != null && proxy == arguments[0];
                    case "toString" -> "fresh ids";
                    default -> null;
                });
        Class<?> type = Class.forName("com.hivemq.embedded.EmbeddedExtensionBuilder");
        Object builder = type.getMethod("builder").invoke(null);
        for (String text : new String[] {"Id", "Name", "Version", "Author"}) {
            type.getMethod("with" + text, String.class).invoke(builder, "penstock-testkit");
        }
        type.getMethod("withExtensionMain", main).invoke(builder, mover);
        return type.getMethod("build").invoke(builder);
    }
}
