package io.penstock.testkit.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuntimeClasspathTest {

    @ParameterizedTest
    @CsvSource({
        "kafka-broker, kafka-clients-4.4.0.jar",
        "connect-4.3, connect-runtime-4.3.1.jar",
        "connect-3.9, connect-runtime-3.9.2.jar",
        "connect-3.7, connect-runtime-3.7.2.jar",
        "hivemq, hivemq-community-edition-embedded-2025.5.jar",
        "s3proxy, s3proxy-4.1.0.jar",
        "s3mock, s3mock-5.2.0.jar",
        "jmx-exporter, jmx_prometheus_javaagent-1.0.1.jar"
    })
    void namesTheJarsOfEachPart(String name, String jar) {
        assertThat(RuntimeClasspath.of(name).jars())
                .extracting(path -> path.getFileName().toString())
                .contains(jar);
    }

    @Test
    void saysWhatToBuildWhenAListIsMissing() {
        assertThatThrownBy(() -> RuntimeClasspath.of("connect-9.9"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("build testkit/runtime/connect-9.9");
    }
}
