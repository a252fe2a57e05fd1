package io.penstock.gates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SbomIT {

    @ParameterizedTest
    @EnumSource
    void listsExactlyTheJarsOfTheZip(ShippedPlugin plugin) throws IOException {
        assumeFalse(
                "offline=true".equals(System.getProperty("penstock.maven")),
                "the SBOM plugin makes nothing while Maven is offline");

        // Given
        JsonNode bom = new JsonMapper()
                .readTree(Path.of("..", plugin.module, "target", "sbom.json").toFile());
        List<String> jars;
        try (PluginZip zip = PluginZip.open(PluginZip.ofThisBuild(plugin.artifact))) {
            jars = zip.filesIn("lib/");
        }

        // When
        List<String> faults = SbomRule.faults(bom, jars);

        // Then
        assertThat(faults).isEmpty();
    }
}
