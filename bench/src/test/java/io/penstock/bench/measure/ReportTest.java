package io.penstock.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportTest {

    private static final long SECOND = 1_000_000_000;

    private final Report report = new Report(
            List.of(
                    new Figure("rows_per_s", 0, Sample::itemsPerSecond),
                    new Figure("cpu_us_per_row", 2, Sample::cpuMicrosPerItem)),
            List.of(
                    score(
                            "penstock",
                            sample(1_000_000, SECOND),
                            sample(1_000_000, 2 * SECOND),
                            sample(1_000_000, 4 * SECOND)),
                    score("floor", sample(1_000_000, SECOND / 2))));

    @Test
    void jsonIsAListWithTheMediansAndTheirSpread() throws Exception {
        // When
        JsonNode json = new ObjectMapper().readTree(report.json());

        // Then
        assertThat(json).hasSize(2);
        JsonNode first = json.get(0);
        assertThat(first.get("case").asText()).isEqualTo("pg.insert");
        assertThat(first.get("who").asText()).isEqualTo("penstock");
        assertThat(first.get("put_size").asInt()).isEqualTo(500);
        assertThat(first.get("rows_per_s").asDouble()).isEqualTo(500_000);
        assertThat(first.get("cpu_us_per_row").asDouble()).isEqualTo(0.67);
        assertThat(first.get("heap_peak_mb").asDouble()).isEqualTo(3.5);
        assertThat(first.get("rounds").asInt()).isEqualTo(3);
        assertThat(first.get("spread").get("rows_per_s").toString()).isEqualTo("[250000.0,1000000.0]");
    }

    @Test
    void theTableAlignsMediansWithTheirSpread() {
        assertThat(report.table()).isEqualTo("""
                        case                    who                            rows_per_s    cpu_us_per_row  heap_peak_mb
                        pg.insert put_size=500  penstock      500,000 (250,000–1,000,000)  0.67 (0.33–1.33)           3.5
                        pg.insert put_size=500  floor     2,000,000 (2,000,000–2,000,000)  0.17 (0.17–0.17)           3.5
                        """);
    }

    private static Score score(String who, Sample... samples) {
        return new Score("pg.insert", who, Map.of("put_size", 500), 3_520_000, List.of(samples));
    }

    private static Sample sample(long rows, long nanos) {
        return new Sample(Work.of(rows), nanos, nanos / 3, 0);
    }
}
