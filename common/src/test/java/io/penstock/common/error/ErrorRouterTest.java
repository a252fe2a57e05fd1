package io.penstock.common.error;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.ErrantRecordReporter;
import org.apache.kafka.connect.sink.SinkRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class ErrorRouterTest {

    private final RecordException failure =
            new RecordException(CommonError.TEMPLATE_VALUE_MISSING, "${key} is null or absent");

    private final LongAdder errant = new LongAdder();
    private final List<CompletableFuture<Void>> reports = new ArrayList<>();
    private final ErrantRecordReporter reporter = (record, error) -> {
        CompletableFuture<Void> report = new CompletableFuture<>();
        reports.add(report);
        return report;
    };

    private static SinkRecord record(long offset) {
        return new SinkRecord("orders", 3, null, "secret key", null, "secret value", offset);
    }

    @Test
    void failsTheTaskNamingTheRecordWhereThereIsNoReporter() {
        // Given
        ErrorRouter router = new ErrorRouter(null, errant);

        // When / Then
        assertThatThrownBy(() -> router.route(record(812), failure))
                .isInstanceOfSatisfying(
                        FatalException.class, e -> assertThat(e.code()).isEqualTo(CommonError.NO_DEAD_LETTER_QUEUE))
                .hasMessageContaining("orders-3@812")
                .hasMessageContaining("[PEN-130] ${key} is null or absent")
                .hasMessageContaining("errors.deadletterqueue.topic.name")
                .hasMessageNotContaining("secret")
                .hasCause(failure);
        assertThat(errant.sum()).isZero();
    }

    @Test
    void failsTheTaskNamingTheRecordWhereErrorsAreNotTolerated() {
        // Given: as Connect does with errors.tolerance=none
        ErrorRouter router = new ErrorRouter(
                (record, error) -> {
                    throw new ConnectException("Tolerance exceeded in error handler", error);
                },
                errant);

        // When / Then
        assertThatThrownBy(() -> router.route(record(812), failure))
                .isInstanceOfSatisfying(
                        FatalException.class, e -> assertThat(e.code()).isEqualTo(CommonError.NO_DEAD_LETTER_QUEUE))
                .hasMessageContaining("orders-3@812")
                .hasMessageContaining("errors.tolerance is none")
                .hasCause(failure);
        assertThat(errant.sum()).isZero();
        assertThat(router.pending()).isZero();
    }

    @Test
    void keepsTheReportersOwnFailureWhenItIsAnotherOne() {
        // Given: a converter that cannot write the record back, or a closed producer
        List<RuntimeException> refusals = List.of(
                new ConnectException("cannot convert back"),
                new KafkaException("producer closed"),
                new IllegalStateException("closed"));

        assertThat(refusals).allSatisfy(refusal -> {
            ErrorRouter router = new ErrorRouter(
                    (record, error) -> {
                        throw refusal;
                    },
                    errant);

            // When / Then
            assertThatThrownBy(() -> router.route(record(812), failure))
                    .isInstanceOfSatisfying(
                            FatalException.class,
                            e -> assertThat(e.code()).isEqualTo(CommonError.DEAD_LETTER_NOT_WRITTEN))
                    .hasMessageContaining("orders-3@812")
                    .hasCause(refusal)
                    .hasSuppressedException(failure);
        });
    }

    @Test
    void returnsOnlyWhenEveryDeadLetterIsDurable() {
        // Given
        ErrorRouter router = new ErrorRouter(reporter, errant);
        router.route(record(1), failure);
        router.route(record(2), failure);
        Thread waiting = new Thread(router::awaitReported);
        waiting.start();

        // When
        reports.get(1).complete(null);

        // Then
        Awaitility.await().during(Duration.ofMillis(50)).until(waiting::isAlive);
        reports.get(0).complete(null);
        Awaitility.await().until(() -> !waiting.isAlive());
        assertThat(router.pending()).isZero();
        assertThat(errant.sum()).isEqualTo(2);
    }

    @Test
    void failsTheTaskWhenADeadLetterCouldNotBeWrittenAndStaysSo() {
        // Given
        ErrorRouter router = new ErrorRouter(reporter, errant);
        router.route(record(1), failure);
        router.route(record(2), failure);
        reports.get(0).complete(null);
        reports.get(1).completeExceptionally(new KafkaException("record too large"));

        // When / Then
        assertThat(Arrays.asList(1, 2))
                .allSatisfy(attempt -> assertThatThrownBy(router::awaitReported)
                        .isInstanceOfSatisfying(
                                FatalException.class,
                                e -> assertThat(e.code()).isEqualTo(CommonError.DEAD_LETTER_NOT_WRITTEN))
                        .hasMessageContaining("orders-3@2")
                        .hasMessageContaining("record too large"));
        assertThat(router.pending()).isEqualTo(1);
    }

    @Test
    void failsTheTaskWhenADeadLetterIsCancelled() {
        // Given
        ErrorRouter router = new ErrorRouter(reporter, errant);
        router.route(record(1), failure);
        reports.get(0).cancel(false);

        // When / Then
        assertThatThrownBy(router::awaitReported)
                .isInstanceOf(FatalException.class)
                .hasMessageContaining("orders-3@1 was cancelled");
    }

    @Test
    void restoresTheInterruptWhileItWaits() {
        // Given
        ErrorRouter router = new ErrorRouter(reporter, errant);
        router.route(record(1), failure);
        Thread.currentThread().interrupt();

        // When / Then
        assertThatThrownBy(router::awaitReported)
                .isInstanceOf(FatalException.class)
                .hasMessageContaining("interrupted")
                .hasCauseInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void forgetsReportsOfRecordsThatComeAgain() {
        // Given
        ErrorRouter router = new ErrorRouter(reporter, errant);
        router.route(record(1), failure);

        // When
        router.forget();

        // Then
        assertThatCode(router::awaitReported).doesNotThrowAnyException();
    }

    @Test
    void hasCodesThatAreUniqueAndExplained() {
        // When
        List<CommonError> codes = List.of(CommonError.values());

        // Then
        assertThat(codes)
                .extracting(ErrorCode::code)
                .doesNotHaveDuplicates()
                .allMatch(code -> code.matches("PEN-1\\d\\d"));
        assertThat(codes).allSatisfy(code -> {
            assertThat(code.meaning()).endsWith(".");
            assertThat(code.remedy()).endsWith(".");
        });
        assertThat(new TransientException(CommonError.INVALID_VALUE, "m"))
                .hasMessage("[PEN-101] m")
                .satisfies(e -> assertThat(e.code()).isEqualTo(CommonError.INVALID_VALUE));
    }
}
