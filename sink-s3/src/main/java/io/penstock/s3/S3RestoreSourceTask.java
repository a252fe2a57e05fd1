package io.penstock.s3;

import io.penstock.common.lifecycle.Version;
import io.penstock.s3.config.S3RestoreConfig;
import io.penstock.s3.restore.StartedRestore;
import io.penstock.s3.store.ArchiveStore;
import io.penstock.s3.store.S3ArchiveStore;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;
import org.jspecify.annotations.Nullable;

/** Some partitions of an archive. A shell: see {@link StartedRestore}. */
public final class S3RestoreSourceTask extends SourceTask {

    private final Function<S3RestoreConfig, ArchiveStore> stores;
    private final LongSupplier ticker;
    private @Nullable StartedRestore started;

    public S3RestoreSourceTask() {
        this(config -> S3ArchiveStore.open(config.store(), Clock.systemUTC(), System::nanoTime), System::nanoTime);
    }

    S3RestoreSourceTask(Function<S3RestoreConfig, ArchiveStore> stores, LongSupplier ticker) {
        this.stores = stores;
        this.ticker = ticker;
    }

    @Override
    public String version() {
        return Version.of(S3RestoreSourceTask.class);
    }

    @Override
    public void start(Map<String, String> props) {
        S3RestoreConfig config = S3RestoreConfig.parse(props);
        started = new StartedRestore(
                config,
                stores.apply(config),
                context,
                TaskNumber.of(props),
                TaskNumber.count(props),
                ticker,
                new SecureRandom());
    }

    @Override
    public @Nullable List<SourceRecord> poll() {
        StartedRestore restore = started;
        return restore == null ? null : restore.poll();
    }

    /** Connect calls it on the task's thread, after the last poll. */
    @Override
    public void stop() {
        StartedRestore restore = started;
        if (restore != null) {
            started = null;
            restore.close();
        }
    }
}
