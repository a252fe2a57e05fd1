package io.penstock.chaos.check;

import io.penstock.chaos.plan.Topology;
import java.net.URI;
import java.util.Optional;

/**
 * Where the checker finds what the connectors wrote, past every proxy.
 *
 * @param sql where the profile has a database
 * @param store where the profile has a store
 */
public record Targets(Topology topology, String bootstrapServers, Optional<Sql> sql, Optional<Store> store) {

    public Targets {
        if (topology.profile().hasJdbc() != sql.isPresent()
                || topology.profile().hasStore() != store.isPresent()) {
            throw new IllegalArgumentException("targets do not fit the profile " + topology.profile());
        }
    }

    /** @param url of JDBC, with the database of the tables */
    public record Sql(String url, String user, String password) {}

    /** Reached by path-style addresses. */
    public record Store(URI endpoint, String region, String accessKey, String secretKey) {}
}
