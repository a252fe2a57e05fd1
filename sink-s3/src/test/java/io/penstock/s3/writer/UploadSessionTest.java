package io.penstock.s3.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.common.record.RecordCoordinates;
import io.penstock.s3.buffer.Content;
import io.penstock.s3.chain.ChainFile.Part;
import io.penstock.s3.chain.Upload;
import io.penstock.s3.store.ObjectHeaders;
import io.penstock.s3.store.ObjectStore;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

class UploadSessionTest {

    private static final Content PART = Content.of(new byte[] {1});

    private final AtomicLong nanos = new AtomicLong();
    private final List<Duration> patiences = new ArrayList<>();
    private final Pace pace = new Pace(Waits.PUT, nanos::get);
    private List<Upload> left = List.of();

    /** A store that refuses a patience of nothing, as the SDK does. */
    private final ObjectStore store = (ObjectStore) Proxy.newProxyInstance(
            ObjectStore.class.getClassLoader(), new Class<?>[] {ObjectStore.class}, (proxy, method, arguments) -> {
                return switch (method.getName()) {
                    case "createUpload" -> {
                        nanos.addAndGet(4_000_000_000L);
                        yield "id";
                    }
                    case "uploadPart" -> Optional.of(new Part(1, "etag"));
                    case "uploadsAt" -> left;
                    case "abort" -> {
                        if (arguments.length == 1) {
                            nanos.addAndGet(4_000_000_000L);
                            left = left.subList(1, left.size());
                            yield null;
                        }
                        Duration patience = (Duration) arguments[1];
                        if (patience.isZero()) {
                            throw new IllegalArgumentException("timeout must be positive");
                        }
                        patiences.add(patience);
                        yield null;
                    }
                    default -> throw new AssertionError("asked for " + method.getName());
                };
            });

    /** One that declares uploads. */
    private final Ledger declaring = (Ledger) Proxy.newProxyInstance(
            Ledger.class.getClassLoader(),
            new Class<?>[] {Ledger.class},
            (proxy, method, arguments) -> method.getName().equals("declaresUploads") ? true : null);

    private UploadSession session(Ledger ledger) {
        return new UploadSession(
                store,
                ledger,
                pace,
                new Headway(),
                "n",
                "k",
                new RecordCoordinates("t", 0, 0),
                ObjectHeaders.ofType("text/plain"));
    }

    private static LongSupplier steps(long nanos) {
        AtomicLong now = new AtomicLong();
        return () -> now.getAndAdd(nanos);
    }

    private UploadSession created() {
        UploadSession session = session(new DirectLedger(store, pace, new Headway(), new Abreast(1, "u")));
        assertThat(session.created().uploadId()).isEqualTo("id");
        return session;
    }

    @Test
    void beginsNoRequestWhenThePutsTimeIsOverAndGoesOnInTheNext() {
        // Given a store that takes its time to create an upload
        UploadSession session = session(new DirectLedger(store, pace, new Headway(), new Abreast(1, "u")));
        // When
        assertThatThrownBy(() -> session.send(PART)).isInstanceOf(OutOfTime.class);
        assertThat(session.parts()).isEmpty();
        pace.begin();
        // Then
        assertThat(session.send(PART)).isTrue();
        assertThat(session.parts()).hasSize(1);
    }

    @Test
    void abortsOneLeftOverAPutWhereEachTakesLong() {
        // Given
        UploadSession session = session(declaring);
        assertThat(session.created().uploadId()).isEqualTo("id");
        left = List.of(new Upload("k", "1"), new Upload("k", "2"));
        pace.begin();
        // When
        assertThatThrownBy(session::ended).isInstanceOf(OutOfTime.class);
        // Then
        assertThat(left).hasSize(1);
        pace.begin();
        assertThatThrownBy(session::ended).isInstanceOf(OutOfTime.class);
        assertThat(left).isEmpty();
        pace.begin();
        session.ended();
    }

    @Test
    void abortsWithAllThePatienceThatWasLeftWhenItLooked() {
        // Given time that passes between any two looks at the clock
        UploadSession session = created();
        Pace patience = new Pace(Duration.ofNanos(10), steps(9));
        // When
        session.abort(patience);
        // Then
        assertThat(patiences).containsExactly(Duration.ofNanos(1));
    }

    @Test
    void leavesTheUploadWhenItsTimeIsOver() {
        // Given
        UploadSession session = created();
        Pace patience = new Pace(Duration.ofNanos(10), steps(20));
        // When
        session.abort(patience);
        // Then
        assertThat(patiences).isEmpty();
    }
}
