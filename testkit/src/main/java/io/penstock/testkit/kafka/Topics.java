package io.penstock.testkit.kafka;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;

/** Topics of brokers of this kit, with as many replicas as these have room for, at most three. Each call connects anew. */
public final class Topics {

    private Topics() {}

    /** @throws IllegalStateException if it exists */
    public static void create(String bootstrapServers, String topic, int partitions) {
        create(bootstrapServers, topic, partitions, Map.of());
    }

    public static void create(String bootstrapServers, String topic, int partitions, Map<String, String> config) {
        ask(
                bootstrapServers,
                admin -> admin.createTopics(
                                List.of(new NewTopic(topic, Optional.of(partitions), Optional.empty()).configs(config)))
                        .all());
    }

    public static Set<String> list(String bootstrapServers) {
        return ask(bootstrapServers, admin -> admin.listTopics().names());
    }

    public static void delete(String bootstrapServers, Collection<String> topics) {
        ask(bootstrapServers, admin -> admin.deleteTopics(topics).all());
    }

    private static <T> T ask(String bootstrapServers, Function<Admin, KafkaFuture<T>> question) {
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers))) {
            return question.apply(admin).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the broker at " + bootstrapServers + " refused", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while asking the broker at " + bootstrapServers, e);
        }
    }
}
