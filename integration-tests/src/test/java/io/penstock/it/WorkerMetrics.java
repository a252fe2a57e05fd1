package io.penstock.it;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** What a worker shows through JMX, as jconsole would see it: through the JVM's own agent, started from outside. */
final class WorkerMetrics {

    private WorkerMetrics() {}

    /**
     * The metrics that a connector's tasks show themselves, by name, summed over the tasks.
     *
     * @param pid of the worker's JVM
     */
    static Map<String, Long> ofPlugin(long pid, String connector) throws IOException, JMException {
        try (JMXConnector jmx = connect(pid)) {
            MBeanServerConnection server = jmx.getMBeanServerConnection();
            Set<ObjectName> beans =
                    server.queryNames(new ObjectName("kafka.connect:type=plugins,connector=" + connector + ",*"), null);
            Map<String, Long> sums = new TreeMap<>();
            for (ObjectName bean : beans) {
                for (MBeanAttributeInfo attribute : server.getMBeanInfo(bean).getAttributes()) {
                    if (server.getAttribute(bean, attribute.getName()) instanceof Number value) {
                        sums.merge(attribute.getName(), value.longValue(), Long::sum);
                    }
                }
            }
            return sums;
        }
    }

    @SuppressWarnings("BanJNDI") // The address comes from the worker's own JVM, not from a user.
    private static JMXConnector connect(long pid) throws IOException {
        try {
            VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
            try {
                return JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent()));
            } finally {
                machine.detach();
            }
        } catch (AttachNotSupportedException e) {
            throw new IOException("cannot attach to the worker's JVM " + pid, e);
        }
    }
}
