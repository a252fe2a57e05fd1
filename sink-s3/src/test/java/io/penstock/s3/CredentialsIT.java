package io.penstock.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.s3.FaultyStore.Fate;
import io.penstock.s3.credentials.FakeSts;
import io.penstock.testkit.s3.S3ProxyServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A task with credentials of a role, over a real store behind a front that knows which of them have expired. */
class CredentialsIT {

    private static final TopicPartition P0 = new TopicPartition("orders", 0);
    private static final int PART_BYTES = 5 * 1024 * 1024;

    @TempDir
    static Path directory;

    private static S3ProxyServer server;

    private FakeSts sts;
    private StoreFront front;
    private Scenario scenario;

    @BeforeAll
    static void startStore() {
        server = S3ProxyServer.start(directory);
    }

    @AfterAll
    static void stopStore() {
        server.close();
    }

    @BeforeEach
    void startServers() throws IOException {
        sts = new FakeSts(server.accessKey(), server.secretKey());
        front = new StoreFront(server.endpoint());
        scenario = new Scenario(server);
        scenario.props.put("store.url", front.endpoint().toString());
        scenario.props.put("aws.access.key.id", "base");
        scenario.props.put("aws.secret.access.key", "s");
        scenario.props.put("aws.sts.role.arn", "arn:aws:iam::123456789012:role/lake");
        scenario.props.put("aws.sts.url", sts.url().toString());
    }

    @AfterEach
    void stopServers() throws IOException {
        scenario.close();
        front.close();
        sts.close();
    }

    @Test
    void keepsItsBufferWhenItsCredentialsExpireBeforeTheirTime() {
        // Given: twenty records in hand
        scenario.produce(P0, 0, 20);
        Worker worker = scenario.worker();
        worker.drain();
        assertThat(scenario.bucket.keys("topics/")).isEmpty();

        // When: they expire before the file is full
        front.expired.add("token-1");
        scenario.produce(P0, 20, 60);
        worker.drain();
        worker.age(300_000);

        // Then: none of it was fetched again
        assertThat(worker.retriable).isEqualTo(1);
        assertThat(worker.context.seeks).isEmpty();
        assertThat(scenario.stored(P0)).isEqualTo(Scenario.ids(0, 60));
        assertThat(sts.requests).hasSize(2);
        worker.stop();
    }

    /** Each attempt to complete a file begins with a HEAD, whose answer says no reason. */
    @Test
    void completesALargeFileOnceItsCredentialsAreNew() {
        // Given
        scenario.props.put("flush.size", "7");
        for (int offset = 0; offset < 7; offset++) {
            scenario.add(P0, offset, Map.of("id", offset, "from", 0, "text", "x".repeat(PART_BYTES / 3)));
        }
        Worker worker = scenario.worker();
        worker.store.plan = (operation, key) -> {
            if (operation.equals("complete")) {
                front.expired.addAll(Set.of("token-1", "token-2", "token-3"));
            }
            return Fate.OK;
        };

        // When
        worker.drain();

        // Then
        assertThat(worker.retriable).isEqualTo(3);
        assertThat(scenario.stored(P0)).isEqualTo(Scenario.ids(0, 7));
        assertThat(scenario.bucket.uploads()).isEmpty();
        worker.stop();
    }

    @Test
    void keepsItsBufferWhileStsIsAway() {
        // Given
        scenario.produce(P0, 0, 20);
        Worker worker = scenario.worker();
        worker.drain();
        front.expired.add("token-1");
        sts.refuseWith(503, "ServiceUnavailable");
        scenario.produce(P0, 20, 60);
        for (int i = 0; i < 3; i++) {
            worker.poll();
        }
        assertThat(worker.retriable).isGreaterThan(1);

        // When
        sts.status = 200;
        worker.drain();
        worker.age(300_000);

        // Then
        assertThat(scenario.stored(P0)).isEqualTo(Scenario.ids(0, 60));
        worker.stop();
    }

    @Test
    void renewsItsCredentialsWhileItRunsAndNoRequestIsRefused() {
        // Given
        sts.life = Duration.ofSeconds(110);
        scenario.produce(P0, 0, 60);
        Worker worker = scenario.worker();

        // When
        worker.drain();
        worker.age(300_000);

        // Then
        assertThat(worker.retriable).isZero();
        assertThat(front.tokens).contains("token-1", "token-2").doesNotHaveDuplicates();
        assertThat(scenario.stored(P0)).isEqualTo(Scenario.ids(0, 60));
        worker.stop();
    }

    @Test
    void failsWhereTheRoleIsRefusedAndNamesIt() {
        sts.refuseWith(403, "AccessDenied");
        scenario.produce(P0, 0, 1);
        Worker worker = scenario.worker();
        assertThatThrownBy(worker::poll)
                .hasMessageContaining("PEN-402")
                .hasMessageContaining(
                        "AssumeRole of arn:aws:iam::123456789012:role/lake was answered 403 AccessDenied");
        worker.stop();
    }
}
