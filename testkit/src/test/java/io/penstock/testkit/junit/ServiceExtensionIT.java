package io.penstock.testkit.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.penstock.testkit.postgres.EmbeddedPostgresServer;
import io.penstock.testkit.s3.S3ProxyServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

class ServiceExtensionIT {

    @Test
    void startsOncePerClassAndSharedOncePerRunAndNamesTheLogOfAFailure() {
        // Given
        Path log = Path.of("target", "testkit-logs", "OneCase", "s3proxy", "s3proxy.log");

        // When
        Events tests = EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(OneCase.class), selectClass(OtherCase.class))
                .execute()
                .testEvents();

        // Then
        tests.assertStatistics(stats -> stats.succeeded(3).failed(1));
        assertThat(OneCase.SEEN).hasSize(2).containsOnly(OneCase.SEEN.get(0));
        assertThat(OneCase.SHARED).hasSize(2).containsOnly(OneCase.SHARED.get(0));
        Throwable failure = tests.failed().stream()
                .findFirst()
                .orElseThrow()
                .getRequiredPayload(TestExecutionResult.class)
                .getThrowable()
                .orElseThrow();
        assertThat(failure).hasMessage("planned");
        assertThat(failure.getSuppressed())
                .extracting(Throwable::getMessage)
                .anySatisfy(message ->
                        assertThat(message).contains(log.toAbsolutePath().toString()));
        assertThat(log).isNotEmptyFile();
        assertThat(Files.exists(log.resolveSibling("data"))).isFalse();
    }

    /** Not a test of its own: run by the one above. */
    static class OneCase {

        static final List<Long> SEEN = new CopyOnWriteArrayList<>();
        static final List<Long> SHARED = new CopyOnWriteArrayList<>();

        @RegisterExtension
        static final ServiceExtension<S3ProxyServer> S3 = ServiceExtension.s3();

        @RegisterExtension
        static final ServiceExtension<EmbeddedPostgresServer> POSTGRES =
                ServiceExtension.postgres().shared();

        @Test
        void uses() {
            SEEN.add(S3.get().pid());
            SHARED.add(POSTGRES.get().pid());
        }

        @Test
        void fails() {
            throw new IllegalStateException("planned");
        }

        @Nested
        class Inner {
            @Test
            void usesTheSame() {
                SEEN.add(S3.get().pid());
            }
        }
    }

    /** Not a test of its own either. */
    static class OtherCase {

        @RegisterExtension
        static final ServiceExtension<EmbeddedPostgresServer> POSTGRES =
                ServiceExtension.postgres().shared();

        @Test
        void usesTheSharedOne() {
            OneCase.SHARED.add(POSTGRES.get().pid());
        }
    }
}
