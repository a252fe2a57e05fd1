package io.penstock.chaos.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.penstock.chaos.check.Hop;
import io.penstock.chaos.fault.Strike;
import io.penstock.chaos.plan.FaultEvent;
import io.penstock.chaos.plan.FaultKind;
import io.penstock.chaos.plan.Moment;
import io.penstock.chaos.plan.MqttBroker;
import io.penstock.chaos.plan.ObjectFormat;
import io.penstock.chaos.plan.Profile;
import io.penstock.chaos.plan.Topology;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportTableTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void aRunIsARowWithItsFaultsItsEndsAndWhatIsNotAsItShouldBe() throws JsonProcessingException {
        List<String> lines = ReportTable.of(List.of(report(7, MqttBroker.MOSQUITTO, "a breach")));

        assertThat(lines)
                .containsExactly(
                        "**`mqtt`, mosquitto**: seeds 1 (broken 1), 12,345 messages, 4 faults, of them mid-flight 1; ended or reset:"
                                + " Kafka 1, MQTT broker 1, connections 1, worker 1.",
                        "",
                        lines.get(2),
                        lines.get(3),
                        "| 7 | abc1234 | 3, 2, transactions | 12,345 | 4: kill 2, terminate 1, cut 1 | 1: receipt 1"
                                + " | Kafka 1, MQTT broker 1, connections 1, worker 1 | 1 | 2, at QoS 1 1,500 | 3 of 4 | 0 | broken |");
        assertThat(columns(lines.get(2))).isEqualTo(columns(lines.get(3))).isEqualTo(columns(lines.get(4)));
    }

    @Test
    void eachProfileAndEachMqttBrokerHasItsOwnTableInTheOrderOfTheSeeds() throws JsonProcessingException {
        List<String> lines = ReportTable.of(
                List.of(report(9, MqttBroker.HIVEMQ), report(2, MqttBroker.MOSQUITTO), report(1, MqttBroker.HIVEMQ)));

        assertThat(lines.stream().filter(line -> line.startsWith("**") || line.matches("\\| \\d.*")))
                .extracting(line -> line.substring(0, 9))
                .containsExactly("**`mqtt`,", "| 1 | abc", "| 9 | abc", "**`mqtt`,", "| 2 | abc");
        assertThat(lines.get(0)).contains("hivemq").contains("seeds 2 (kept 2), 24,690 messages");
    }

    @Test
    void aReportOfAnEarlierBuildLacksOnlyWhatThatDidNotTell() throws JsonProcessingException {
        JsonNode old = JSON.readTree(
                "{\"seed\": 5, \"topology\": {\"profile\": \"MQTT\", \"brokers\": 1, \"workers\": 2}, \"verdict\": \"PROVED_NOTHING\"}");

        List<String> lines = ReportTable.of(List.of(old));

        assertThat(lines.get(0)).startsWith("**`mqtt`, hivemq**: seeds 1 (proved nothing 1),");
        assertThat(lines.get(4))
                .isEqualTo("| 5 |  | 1, 2 | 0 | 0: none | 0: none | none | 0 | 0 | 0 of 0 | 0 | proved nothing |");
    }

    private static long columns(String line) {
        return line.chars().filter(character -> character == '|').count();
    }

    private static JsonNode report(long seed, MqttBroker broker, String... breaches) throws JsonProcessingException {
        ChaosReport report = new ChaosReport(
                seed,
                new Topology(Profile.MQTT, 3, 2, true, ObjectFormat.JSONL, broker),
                "4.3.1",
                1_000,
                1,
                "abc1234",
                "",
                Map.of(FaultKind.KILL, 2, FaultKind.TERMINATE, 1, FaultKind.CUT, 1),
                Map.of(Moment.RECEIPT, 1),
                List.of(
                        strike(FaultKind.KILL, "worker-1"),
                        strike(FaultKind.KILL, "kafka-2"),
                        strike(FaultKind.TERMINATE, "mqtt"),
                        strike(FaultKind.CUT, "worker-1>mqtt")),
                Map.of(),
                12_345,
                List.of(
                        new Hop("mqtt-qos1 → kafka", 9, 9, 0, 1_500, 0, 0, 3, 3, 0, List.of()),
                        new Hop("mqtt-qos2 → kafka", 9, 9, 1, 2, 0, 0, 1, 0, 0, List.of())),
                List.of(),
                true,
                List.of(breaches),
                List.of(),
                List.of(),
                List.of());
        return JSON.readTree(JSON.writeValueAsString(report));
    }

    private static Strike strike(FaultKind kind, String target) {
        return new Strike(new FaultEvent(1, kind, target, 500, Moment.ANY), 1, 2, false);
    }
}
