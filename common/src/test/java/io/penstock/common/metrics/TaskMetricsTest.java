package io.penstock.common.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.AttributeNotFoundException;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.Gauge;
import org.apache.kafka.common.metrics.MetricConfig;
import org.apache.kafka.common.metrics.MetricValueProvider;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class TaskMetricsTest {

    private static final Metric RECEIVED = Metric.counter("records-received", Unit.RECORDS, "Records received.");
    private static final Metric BUFFERED = Metric.gauge("buffer-bytes", Unit.BYTES, "Bytes in memory.");
    private static final Metric FAILING = Metric.gauge("failing", Unit.COUNT, "A gauge that throws.");
    private static final List<Metric> DECLARED = List.of(RECEIVED, BUFFERED);

    /** Stands for the task context of a worker before 4.1: it has no registry for plugins. */
    private static final Object OLD_CONTEXT = new Object();

    @Nested
    class InJmx {

        private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();

        private static ObjectName name(String connector) throws JMException {
            return new ObjectName("kafka.connect:type=plugins,connector=" + connector + ",task=7");
        }

        @Test
        void showsCountersAndGaugesUnderKafkasNames() throws JMException {
            // Given
            try (TaskMetrics metrics = TaskMetrics.open(OLD_CONTEXT, "orders", 7, DECLARED)) {
                Object before = server.getAttribute(name("orders"), "buffer-bytes");

                // When
                metrics.counter(RECEIVED).add(3);
                metrics.gauge(BUFFERED, () -> 42);

                // Then
                assertThat(before).isEqualTo(0L);
                assertThat(server.getAttribute(name("orders"), "records-received"))
                        .isEqualTo(3L);
                assertThat(server.getAttribute(name("orders"), "buffer-bytes")).isEqualTo(42L);
                assertThat(server.getMBeanInfo(name("orders")).getAttributes())
                        .extracting(MBeanAttributeInfo::getName, MBeanAttributeInfo::getDescription)
                        .containsExactlyInAnyOrder(
                                tuple("records-received", "Records received."),
                                tuple("buffer-bytes", "Bytes in memory."));
                assertThatThrownBy(() -> server.getAttribute(name("orders"), "nope"))
                        .isInstanceOf(AttributeNotFoundException.class);
                assertThatThrownBy(() -> server.setAttribute(name("orders"), new Attribute("records-received", 5L)))
                        .isInstanceOf(AttributeNotFoundException.class);
            }
        }

        @Test
        void takesThemAwayOnCloseAndAgainHarmlessly() throws JMException {
            // Given
            TaskMetrics metrics = TaskMetrics.open(OLD_CONTEXT, "orders", 7, DECLARED);

            // When
            metrics.close();

            // Then
            assertThat(server.isRegistered(name("orders"))).isFalse();
            assertThatCode(metrics::close).doesNotThrowAnyException();
        }

        @Test
        void givesItsPlaceToASuccessorAndDoesNotTakeThatAway() throws JMException {
            // Given: a predecessor that hung when it was stopped
            TaskMetrics predecessor = TaskMetrics.open(OLD_CONTEXT, "orders", 7, DECLARED);
            predecessor.counter(RECEIVED).add(100);
            try (TaskMetrics successor = TaskMetrics.open(OLD_CONTEXT, "orders", 7, DECLARED)) {
                successor.counter(RECEIVED).add(1);

                // When
                predecessor.close();

                // Then
                assertThat(server.getAttribute(name("orders"), "records-received"))
                        .isEqualTo(1L);
            }
            assertThat(server.isRegistered(name("orders"))).isFalse();
        }

        @Test
        void quotesNamesThatJmxWouldMisread() throws JMException {
            // Given
            String connector = "a,b=c:\"*";

            // When
            try (TaskMetrics metrics = TaskMetrics.open(OLD_CONTEXT, connector, 7, DECLARED)) {
                metrics.counter(RECEIVED).increment();

                // Then
                assertThat(server.getAttribute(name(ObjectName.quote(connector)), "records-received"))
                        .isEqualTo(1L);
            }
        }

        @Test
        void showsTheOthersWhenOneGaugeFails() throws JMException {
            // Given
            try (TaskMetrics metrics = TaskMetrics.open(OLD_CONTEXT, "orders", 7, List.of(RECEIVED, FAILING))) {
                metrics.gauge(FAILING, () -> {
                    throw new IllegalStateException("closed");
                });

                // When
                AttributeList all =
                        server.getAttributes(name("orders"), new String[] {"records-received", "failing", "nope"});

                // Then
                assertThat(all.asList()).extracting(Attribute::getName).containsExactly("records-received");
            }
        }
    }

    /** The same three methods as Connect's registry for plugins has from 4.1 on (KIP-877). */
    @SuppressWarnings("NonApiType")
    public interface Registry {

        MetricName metricName(String name, String description, LinkedHashMap<String, String> tags);

        void addMetric(MetricName name, MetricValueProvider<?> provider);

        void removeMetric(MetricName name);
    }

    private static final class FakeRegistry implements Registry {

        private final Map<String, Gauge<?>> shown = new TreeMap<>();
        private boolean closed;

        @Override
        @SuppressWarnings("NonApiType")
        public MetricName metricName(String name, String description, LinkedHashMap<String, String> tags) {
            return new MetricName(name, "plugins", description, tags);
        }

        @Override
        public void addMetric(MetricName name, MetricValueProvider<?> provider) {
            if (shown.putIfAbsent(name.name(), (Gauge<?>) provider) != null) {
                throw new IllegalArgumentException(name + " is taken");
            }
        }

        @Override
        public void removeMetric(MetricName name) {
            if (closed) {
                throw new IllegalStateException("closed");
            }
            shown.remove(name.name());
        }

        private Object read(String name) {
            Gauge<?> gauge = shown.get(name);
            return gauge == null ? "absent" : gauge.value(new MetricConfig(), 0);
        }
    }

    @Nested
    class InAWorkersRegistry {

        private final FakeRegistry registry = new FakeRegistry();

        private PluginMetricsSink sink() throws NoSuchMethodException {
            return new PluginMetricsSink(registry, Registry.class);
        }

        @Test
        void showsMetricsAndTakesThemAway() throws NoSuchMethodException {
            // Given
            PluginMetricsSink sink = sink();

            // When
            sink.show(Map.of(RECEIVED, () -> 3, BUFFERED, () -> 42));

            // Then
            assertThat(registry.read("records-received")).isEqualTo(3L);
            assertThat(registry.read("buffer-bytes")).isEqualTo(42L);
            sink.close();
            assertThat(registry.shown).isEmpty();
        }

        @Test
        void neverFailsTheTask() throws NoSuchMethodException {
            // Given: a name that is taken
            sink().show(Map.of(RECEIVED, () -> 3));
            PluginMetricsSink second = sink();

            // When
            second.show(Map.of(RECEIVED, () -> 4, BUFFERED, () -> 42));

            // Then
            assertThat(registry.read("records-received")).isEqualTo(3L);
            assertThat(registry.read("buffer-bytes")).isEqualTo(42L);
            registry.closed = true;
            assertThatCode(second::close).doesNotThrowAnyException();
        }

        @Test
        void isAbsentFromWorkersThatHaveNone() {
            // When
            boolean present = PluginMetricsSink.of(OLD_CONTEXT).isPresent();

            // Then
            assertThat(present).isFalse();
        }
    }

    @Test
    void refusesMetricsThatWereNotDeclared() {
        // Given
        try (TaskMetrics metrics = TaskMetrics.open(OLD_CONTEXT, "undeclared", 0, DECLARED)) {
            // When / Then
            assertThatThrownBy(() -> metrics.counter(BUFFERED)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> metrics.gauge(FAILING, () -> 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("failing");
        }
    }

    @Test
    void namesMetricsAsKafkaDoes() {
        // When / Then
        assertThatThrownBy(() -> Metric.counter("recordsReceived", Unit.RECORDS, "X."))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Metric.counter("records", Unit.RECORDS, " "))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
