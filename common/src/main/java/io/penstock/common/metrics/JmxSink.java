package io.penstock.common.metrics;

import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.AttributeNotFoundException;
import javax.management.DynamicMBean;
import javax.management.InstanceAlreadyExistsException;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanInfo;
import javax.management.MBeanRegistration;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The same names through plain JMX, for workers without a registry for plugins. A metric that cannot be shown is a warning and
 * never a failed task.
 */
final class JmxSink implements MetricSink {

    private static final Logger log = LoggerFactory.getLogger(JmxSink.class);

    /** What Kafka's own JMX reporter leaves unquoted. */
    private static final Pattern PLAIN = Pattern.compile("[-\\w%. \\t]*");

    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    private final String name;
    private @Nullable Attributes shown;

    JmxSink(String connector, int task) {
        String value = PLAIN.matcher(connector).matches() ? connector : ObjectName.quote(connector);
        this.name = "kafka.connect:type=plugins,connector=" + value + ",task=" + task;
    }

    @Override
    public void show(Map<Metric, LongSupplier> metrics) {
        Attributes attributes = new Attributes(metrics);
        try {
            ObjectName objectName = new ObjectName(name);
            try {
                server.registerMBean(attributes, objectName);
            } catch (InstanceAlreadyExistsException e) {
                // A predecessor that could not close, for example one that hung when it was stopped.
                unregister(objectName);
                server.registerMBean(attributes, objectName);
            }
            shown = attributes;
        } catch (JMException e) {
            log.warn("Metrics cannot be shown as {}: {}", name, e.toString());
        }
    }

    @Override
    public void close() {
        if (shown == null || !shown.registered) {
            return;
        }
        shown = null;
        try {
            unregister(new ObjectName(name));
        } catch (JMException e) {
            log.warn("Metrics {} could not be taken away: {}", name, e.toString());
        }
    }

    private void unregister(ObjectName objectName) throws JMException {
        try {
            server.unregisterMBean(objectName);
        } catch (InstanceNotFoundException e) {
            log.debug("{} was gone already", objectName);
        }
    }

    private static final class Attributes implements DynamicMBean, MBeanRegistration {

        /** Not so once a successor has put its own in this place, which a late close must not take away. */
        private volatile boolean registered;

        private final Map<String, LongSupplier> readings = new TreeMap<>();
        private final MBeanInfo info;

        Attributes(Map<Metric, LongSupplier> metrics) {
            metrics.forEach((metric, reading) -> readings.put(metric.name(), reading));
            MBeanAttributeInfo[] attributes = metrics.keySet().stream()
                    .map(metric -> new MBeanAttributeInfo(
                            metric.name(), Long.class.getName(), metric.description(), true, false, false))
                    .toArray(MBeanAttributeInfo[]::new);
            info = new MBeanInfo(getClass().getName(), "Metrics of a Penstock task", attributes, null, null, null);
        }

        @Override
        public Object getAttribute(String attribute) throws AttributeNotFoundException {
            LongSupplier reading = readings.get(attribute);
            if (reading == null) {
                throw new AttributeNotFoundException(attribute);
            }
            return reading.getAsLong();
        }

        @Override
        public AttributeList getAttributes(String[] attributes) {
            AttributeList list = new AttributeList();
            for (String attribute : attributes) {
                LongSupplier reading = readings.get(attribute);
                if (reading != null) {
                    read(attribute, reading, list);
                }
            }
            return list;
        }

        private static void read(String attribute, LongSupplier reading, AttributeList list) {
            try {
                list.add(new Attribute(attribute, reading.getAsLong()));
            } catch (RuntimeException e) {
                // One gauge that fails must not hide the others from a reader of all.
                log.debug("{} cannot be read", attribute, e);
            }
        }

        @Override
        public void setAttribute(Attribute attribute) throws AttributeNotFoundException {
            throw new AttributeNotFoundException(attribute.getName() + " can only be read");
        }

        @Override
        public AttributeList setAttributes(AttributeList attributes) {
            return new AttributeList();
        }

        @Override
        public Object invoke(String action, Object[] params, String[] signature) {
            throw new UnsupportedOperationException("metrics have no operations");
        }

        @Override
        public MBeanInfo getMBeanInfo() {
            return info;
        }

        @Override
        public ObjectName preRegister(MBeanServer server, ObjectName name) {
            return name;
        }

        @Override
        public void postRegister(Boolean registrationDone) {
            registered = registrationDone;
        }

        @Override
        public void preDeregister() {}

        @Override
        public void postDeregister() {
            registered = false;
        }
    }
}
