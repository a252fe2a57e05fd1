package io.penstock.testkit.kafka;

import java.io.PrintStream;
import java.lang.reflect.Method;

/**
 * The main class of the broker's JVM: formats the storage if that was not done, and goes on as the broker in the same JVM. By reflection, since
 * the broker is on that JVM's class path only.
 */
final class BrokerMain {

    // "penstock-testkit" in base64url, as Kafka writes its 16-byte ids.
    private static final String CLUSTER_ID = "cGVuc3RvY2stdGVzdGtpdA";

    private BrokerMain() {}

    /** @param args the broker's properties file */
    public static void main(String[] args) throws Exception {
        String[] format = {"format", "--ignore-formatted", "--cluster-id", CLUSTER_ID, "--config", args[0]};
        Method execute =
                Class.forName("kafka.tools.StorageTool").getMethod("execute", String[].class, PrintStream.class);
        int exit = (int) execute.invoke(null, format, System.err);
        if (exit != 0) {
            System.exit(exit);
        }
        Class.forName("kafka.Kafka").getMethod("main", String[].class).invoke(null, (Object) args);
    }
}
