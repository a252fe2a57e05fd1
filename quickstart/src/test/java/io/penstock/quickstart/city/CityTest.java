package io.penstock.quickstart.city;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CityTest {

    private static final long NOW = 1_795_000_000_000L;
    private static final List<String> FIELDS = List.of(
            "desi", "dir", "oper", "veh", "tst", "tsi", "spd", "hdg", "lat", "long", "acc", "dl", "odo", "drst", "oday",
            "jrn", "line", "start", "loc", "stop", "route", "occu");

    @Test
    void oneSeedGivesOneCity() {
        // Given
        City one = City.found(7, 30, NOW);
        City two = City.found(7, 30, NOW);

        // When
        List<String> first = messages(one, 200);
        List<String> second = messages(two, 200);

        // Then
        assertThat(first).isEqualTo(second).isNotEqualTo(messages(City.found(8, 30, NOW), 200));
    }

    @Test
    void whereAVehicleIsDoesNotDependOnHowOftenItReported() {
        // Given
        Vehicle often = City.found(7, 1, NOW).vehicles().get(0);
        Vehicle once = City.found(7, 1, NOW).vehicles().get(0);

        // When
        for (int second = 1; second < 7200; second++) {
            often.report(NOW + 1000L * second);
        }
        VehiclePosition position = often.report(NOW + 7_200_000);

        // Then
        assertThat(position)
                .usingRecursiveComparison()
                .ignoringFields("geohashLevel")
                .isEqualTo(once.report(NOW + 7_200_000));
    }

    @Test
    void everyVehicleHasATopicPrefixOfItsOwnInTheShapeOfTheFeed() {
        // Given
        City city = City.found(1, 500, NOW);
        Set<String> prefixes = new HashSet<>();

        for (Vehicle vehicle : city.vehicles()) {
            // When
            String topic = Hfp.topic(vehicle.report(NOW + 1));

            // Then
            assertThat(topic)
                    .matches(
                            "/hfp/v2/journey/ongoing/vp/bus/\\d{4}/\\d{5}/\\d{4}/[12]/[^/]+/\\d\\d:\\d\\d/(\\d{7}|EOL)/[0-5]"
                                    + "/60;2[45]/\\d\\d/\\d\\d/\\d\\d");
            prefixes.add(String.join("/", List.of(topic.split("/", -1)).subList(0, 9)));
        }
        assertThat(prefixes).hasSize(500);
    }

    @Test
    void thePayloadHasTheFieldsAndTypesOfTheFeed() throws IOException {
        // Given
        Vehicle vehicle = City.found(1, 1, NOW).vehicles().get(0);

        // When
        JsonNode root = new ObjectMapper().readTree(Hfp.payload(vehicle.report(NOW + 1_000)));

        // Then
        JsonNode position = root.path("VP");
        assertThat(root.size()).isEqualTo(1);
        assertThat(position.fieldNames()).toIterable().containsExactlyElementsOf(FIELDS);
        assertThat(List.of("desi", "dir", "tst", "oday", "start", "loc", "route"))
                .allMatch(field -> position.path(field).isTextual());
        assertThat(List.of("oper", "veh", "tsi", "dl", "jrn", "line", "occu"))
                .allMatch(field -> position.path(field).isIntegralNumber());
        assertThat(position.path("spd").isFloatingPointNumber()).isTrue();
        assertThat(position.path("tst").textValue()).isEqualTo("2026-11-18T11:06:41.000Z");
        assertThat(position.path("tsi").longValue()).isEqualTo(1_795_000_001L);
    }

    @Test
    void vehiclesMoveAndStopAndLeaveSomeFieldsUnknown() {
        // Given
        City city = City.found(3, 60, NOW);
        List<VehiclePosition> seen = new ArrayList<>();

        // When
        for (int second = 1; second < 1200; second++) {
            for (Vehicle vehicle : city.vehicles()) {
                seen.add(vehicle.report(NOW + 1000L * second));
            }
        }

        // Then
        assertThat(seen).anyMatch(position -> position.spd() > 5).allMatch(position -> position.spd() < 25);
        assertThat(seen).anyMatch(position -> position.stop() != null).anyMatch(position -> position.stop() == null);
        assertThat(seen)
                .anyMatch(position -> position.lat() == null && position.loc().equals("N/A"));
        assertThat(seen).anyMatch(position -> position.odo() == null).anyMatch(position -> position.drst() == null);
        assertThat(seen).anyMatch(position -> position.dl() < -30).anyMatch(position -> position.dl() > 0);
        assertThat(seen).filteredOn(position -> position.stop() != null).allMatch(position -> position.spd() == 0);
        assertThat(seen.stream().map(VehiclePosition::route).distinct()).hasSize(6);
    }

    @Test
    void anIdIsNeverGivenTwice() {
        // Given
        Vehicle vehicle = City.found(1, 1, NOW).vehicles().get(0);
        vehicle.report(NOW + 5);

        // When Then
        assertThatThrownBy(() -> vehicle.report(NOW + 5)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theGeohashLevelIsTheFirstDigitThatChanged() {
        // Given
        Geohash before = Geohash.of(60.12345, 25.12345);

        // When Then
        assertThat(Geohash.of(60.12499, 25.12388).firstDifference(before)).isEqualTo(3);
        assertThat(Geohash.of(61.12345, 25.12345).firstDifference(before)).isZero();
        assertThat(Geohash.of(60.12345, 25.12345).firstDifference(before)).isEqualTo(5);
        assertThat(Geohash.of(60.123, 24.789).path()).isEqualTo("60;24/17/28/39");
    }

    private static List<String> messages(City city, int seconds) {
        List<String> messages = new ArrayList<>();
        for (int second = 1; second <= seconds; second++) {
            for (Vehicle vehicle : city.vehicles()) {
                VehiclePosition position = vehicle.report(NOW + 1000L * second);
                messages.add(Hfp.topic(position) + " " + new String(Hfp.payload(position), StandardCharsets.UTF_8));
            }
        }
        return messages;
    }
}
