package io.penstock.chaos.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.chaos.plan.FaultEvent;
import io.penstock.chaos.plan.FaultKind;
import io.penstock.chaos.plan.Moment;
import io.penstock.chaos.plan.Profile;
import io.penstock.chaos.plan.Topology;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class AmbushTest {

    private static final String LINK = "worker-1>postgres";
    private static final Sight COMMIT = Sight.of(new FaultEvent(0, FaultKind.CUT, LINK, 0, Moment.COMMIT));

    @Test
    void leavesNoHoldThatWasLaidWhileItsLinkWasBeingHealed() throws Exception {
        try (FakeService service = new FakeService();
                FakePatient patient = new FakePatient(new Topology(Profile.JDBC, 1, 2), service.port())) {
            // Given a heal that has released everything, and has yet to say so for the second time
            AtomicInteger healed = new AtomicInteger(1);
            Links links = new Links(patient) {
                @Override
                int healed(String name) {
                    return healed.get();
                }
            };
            Ambush ambush = Ambush.lay(COMMIT, List.of(LINK), links);
            healed.incrementAndGet();
            // When
            assertThat(ambush.await(Duration.ofMillis(50))).isEmpty();
            ambush.close();
            // Then
            try (FakeClient client = new FakeClient(patient.link(LINK).port())) {
                client.say("COMMIT");
                assertThat(client.isAnswered()).isTrue();
            }
        }
    }
}
