package io.penstock.gates;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

class SbomRuleTest {

    private static final String BOM = """
            {"metadata": {"component": {"name": "plugin", "version": "1", "licenses": [{"license": {"id": "Apache-2.0"}}]}},
             "components": [{"name": "driver", "version": "2", "licenses": [{"license": {"id": "BSD-2-Clause"}}]}]}
            """;

    @Test
    void acceptsABillOfExactlyWhatIsShipped() throws JsonProcessingException {
        assertThat(faults(BOM, "plugin-1.jar", "driver-2.jar")).isEmpty();
    }

    @Test
    void reportsAJarThatIsNotListed() throws JsonProcessingException {
        assertThat(faults(BOM, "plugin-1.jar", "driver-2.jar", "stray-3.jar"))
                .containsExactly("stray-3.jar is in the ZIP, but it is not listed");
    }

    @Test
    void reportsAListedJarThatIsNotShipped() throws JsonProcessingException {
        assertThat(faults(BOM, "plugin-1.jar")).containsExactly("driver-2.jar is listed, but it is not in the ZIP");
    }

    @Test
    void reportsALicenceThatMayNotBeShipped() throws JsonProcessingException {
        assertThat(faults(BOM.replace("BSD-2-Clause", "GPL-3.0-only"), "plugin-1.jar", "driver-2.jar"))
                .singleElement()
                .asString()
                .startsWith("driver-2.jar has the licence [GPL-3.0-only], none of which is one of");
    }

    @Test
    void reportsAJarWithoutALicence() throws JsonProcessingException {
        assertThat(faults(BOM.replace("{\"license\": {\"id\": \"BSD-2-Clause\"}}", ""), "plugin-1.jar", "driver-2.jar"))
                .containsExactly("driver-2.jar is listed without a licence");
    }

    private static List<String> faults(String bom, String... jars) throws JsonProcessingException {
        return SbomRule.faults(new JsonMapper().readTree(bom), List.of(jars));
    }
}
