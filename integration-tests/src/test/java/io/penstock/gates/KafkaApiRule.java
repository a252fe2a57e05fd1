package io.penstock.gates;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Our jars may name only what every supported Kafka has, and what the newest one marks as public: Kafka 4.4 took nearly all of
 * {@code org.apache.kafka.common.utils} away from connectors that used it (KAFKA-20297).
 */
final class KafkaApiRule {

    private final List<KafkaApi> releases;

    /** @param releases oldest first */
    KafkaApiRule(List<KafkaApi> releases) {
        this.releases = List.copyOf(releases);
    }

    /** The releases that Maven has copied for us, see this module's POM. */
    static KafkaApiRule ofSupportedReleases() {
        Path directory = Path.of("target", "kafka-api");
        return new KafkaApiRule(List.of(
                KafkaApi.read(directory.resolve("3.7.2")),
                KafkaApi.read(directory.resolve("3.9.2")),
                KafkaApi.read(directory.resolve("4.3.1")),
                KafkaApi.read(directory.resolve("4.4.0"))));
    }

    List<String> faults(Collection<KafkaReference> references) {
        KafkaApi newest = releases.get(releases.size() - 1);
        List<String> faults = new ArrayList<>();
        for (KafkaReference reference : references) {
            if (!reference.member().isEmpty()) {
                releases.stream()
                        .filter(api -> api.has(reference.type()) && !api.has(reference.type(), reference.member()))
                        .forEach(api -> faults.add(reference + ", which Kafka " + api.version() + " does not have"));
                continue;
            }
            releases.stream()
                    .filter(api -> !api.has(reference.type()))
                    .forEach(api -> faults.add(reference + ", which Kafka " + api.version() + " does not have"));
            if (newest.has(reference.type()) && !newest.isPublic(reference.type())) {
                faults.add(reference + ", which Kafka " + newest.version() + " does not mark InterfaceAudience.Public");
            }
        }
        return faults;
    }
}
