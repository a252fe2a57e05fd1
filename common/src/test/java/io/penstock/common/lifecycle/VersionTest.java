package io.penstock.common.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.common.metrics.Metric;
import org.junit.jupiter.api.Test;

class VersionTest {

    @Test
    void isReadFromTheResourceBesideTheAnchor() {
        // When
        String version = Version.of(VersionTest.class);

        // Then
        assertThat(version).isEqualTo("1.2.3-test");
    }

    @Test
    void namesTheAnchorWhoseBuildForgotTheResource() {
        // When / Then
        assertThatThrownBy(() -> Version.of(Metric.class))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("penstock-version.properties")
                .hasMessageContaining(Metric.class.getName());
    }
}
