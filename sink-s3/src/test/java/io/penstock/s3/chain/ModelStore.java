package io.penstock.s3.chain;

import io.penstock.s3.chain.ChainReply.StoredElement;
import io.penstock.s3.chain.ChainReply.StoredIntent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** A strongly consistent bucket in memory. Counts how often each record ever became visible. */
final class ModelStore {

    private record Stored(Element element, Instant modified) {}

    private record Intent(String key, Instant modified) {}

    private record Data(String nonce, List<Long> offsets) {}

    private record Pending(String key, Data data) {}

    private final TreeMap<Long, Stored> chain = new TreeMap<>();
    private final Map<String, Intent> intents = new HashMap<>();
    private final Map<String, Data> data = new HashMap<>();
    private final Map<String, Pending> uploads = new HashMap<>();
    private final Map<Long, Integer> shown = new HashMap<>();
    private final Map<String, Instant> firstDeclared = new HashMap<>();
    private final Set<String> undeclared = new HashSet<>();
    private long now;
    private int nextUpload;
    private boolean replaced;

    void tick(long by) {
        now += by;
    }

    private Instant time() {
        return Instant.ofEpochSecond(now);
    }

    ChainReply answer(ChainRequest request) {
        if (request instanceof ChainRequest.ListChain) {
            List<StoredElement> elements = new ArrayList<>();
            chain.forEach((sequence, stored) -> elements.add(new StoredElement(sequence, stored.modified())));
            List<StoredIntent> declared = new ArrayList<>();
            intents.forEach((name, intent) -> declared.add(new StoredIntent(name, intent.modified())));
            return new ChainReply.Listing(elements, declared, Optional.of(time()));
        }
        if (request instanceof ChainRequest.ReadElement read) {
            Stored stored = chain.get(read.sequence());
            return stored == null
                    ? new ChainReply.Missing()
                    : new ChainReply.Found(stored.element(), stored.modified());
        }
        if (request instanceof ChainRequest.ListUploads list) {
            return new ChainReply.Uploads(uploadsOf(list.intent()));
        }
        if (request instanceof ChainRequest.Append append) {
            if (chain.containsKey(append.sequence())) {
                return new ChainReply.Conflict();
            }
            chain.put(append.sequence(), new Stored(append.element(), time()));
            return new ChainReply.Appended(Optional.of(time()));
        }
        if (request instanceof ChainRequest.Materialise materialise) {
            return materialise(materialise.file());
        }
        clean(request);
        return new ChainReply.Done();
    }

    private void clean(ChainRequest request) {
        if (request instanceof ChainRequest.Abort abort) {
            abort(abort.upload().uploadId());
        } else if (request instanceof ChainRequest.DeleteElement delete) {
            chain.remove(delete.sequence());
        } else if (request instanceof ChainRequest.DeleteIntent delete) {
            intents.remove(delete.name());
        }
    }

    private List<Upload> uploadsOf(String name) {
        Intent intent = intents.get(name);
        List<Upload> found = new ArrayList<>();
        uploads.forEach((id, pending) -> {
            if (intent != null && pending.key().equals(intent.key())) {
                found.add(new Upload(pending.key(), id));
            }
        });
        return found;
    }

    private ChainReply materialise(ChainFile file) {
        if (file instanceof ChainFile.Inline inline) {
            String text = new String(inline.content().toByteArray(), StandardCharsets.US_ASCII);
            List<Long> offsets = new ArrayList<>();
            for (String offset : text.split(",", -1)) {
                offsets.add(Long.valueOf(offset));
            }
            show(file.file().key(), new Data(file.file().nonce(), offsets));
            return new ChainReply.Done();
        }
        Pending pending = uploads.remove(((ChainFile.Uploaded) file).uploadId());
        if (pending != null) {
            show(pending.key(), pending.data());
            return new ChainReply.Done();
        }
        return data.containsKey(file.file().key()) ? new ChainReply.Done() : new ChainReply.UploadGone();
    }

    private void show(String key, Data content) {
        Data there = data.putIfAbsent(key, content);
        if (there == null) {
            content.offsets().forEach(offset -> shown.merge(offset, 1, Integer::sum));
        } else if (!there.nonce().equals(content.nonce())) {
            replaced = true; // the task would have found a foreign object at its key
        }
    }

    void declare(String name, String key) {
        intents.putIfAbsent(name, new Intent(key, time()));
        firstDeclared.putIfAbsent(name, time());
    }

    /** The batch is durable: what is left at its key is aborted, and the intent taken back. */
    void retract(String name) {
        Intent intent = intents.remove(name);
        if (intent != null) {
            uploads.values().removeIf(pending -> pending.key().equals(intent.key()));
        }
    }

    String create(String intent, String key, String nonce, List<Long> offsets) {
        String id = "upload-" + nextUpload++;
        Instant declared = firstDeclared.getOrDefault(intent, Instant.EPOCH);
        if (!intents.containsKey(intent) || declared.plus(ModelWorld.RETENTION).isBefore(time())) {
            undeclared.add(id); // the request arrived longer than the retention after its declaration
        }
        uploads.put(id, new Pending(key, new Data(nonce, List.copyOf(offsets))));
        return id;
    }

    void abort(String uploadId) {
        uploads.remove(uploadId);
    }

    int shown(long offset) {
        return shown.getOrDefault(offset, 0);
    }

    Map<Long, Integer> shown() {
        return Map.copyOf(shown);
    }

    /** Whether two different files claimed one key. */
    boolean replaced() {
        return replaced;
    }

    /** Unfinished uploads, without those that were created longer than the retention after they were declared. */
    long orphans() {
        return uploads.keySet().stream().filter(id -> !undeclared.contains(id)).count();
    }
}
