package io.penstock.gates;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PluginZipIT {

    @ParameterizedTest
    @EnumSource
    void zipHasLayoutManifestAndNothingThatAWorkerBrings(ShippedPlugin plugin) throws IOException {
        // Given
        PluginZipRule rule = new PluginZipRule(Instant.parse(System.getProperty("penstock.outputTimestamp")));

        // When
        List<String> faults;
        try (PluginZip zip = PluginZip.open(PluginZip.ofThisBuild(plugin.artifact))) {
            faults = rule.faults(plugin, zip);
        }

        // Then
        assertThat(faults).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void checksumBesideTheZipIsTheZips(ShippedPlugin plugin) throws IOException, NoSuchAlgorithmException {
        // Given
        Path zip = PluginZip.ofThisBuild(plugin.artifact);
        Path checksum = Path.of("..", plugin.module, "target", zip.getFileName() + ".sha512");

        // When
        byte[] sum = MessageDigest.getInstance("SHA-512").digest(Files.readAllBytes(zip));

        // Then
        assertThat(checksum).hasContent(HexFormat.of().formatHex(sum) + "  " + zip.getFileName());
    }
}
