package io.penstock.quickstart.reconcile;

import io.penstock.quickstart.parts.ObjectStore;
import java.io.IOException;

/** Reads the ids of all JSON lines in all objects below a prefix. */
final class ObjectIds {

    private final VehicleJson json;

    ObjectIds(VehicleJson json) {
        this.json = json;
    }

    StoredIds read(ObjectStore store, String prefix) throws IOException {
        StoredIds found = new StoredIds();
        for (String key : store.keys(prefix)) {
            store.forEachLine(key, line -> found.add(json.id(line)));
        }
        return found;
    }
}
