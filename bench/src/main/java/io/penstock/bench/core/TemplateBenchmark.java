package io.penstock.bench.core;

import io.penstock.common.template.RecordVocabulary;
import io.penstock.common.template.Template;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.sink.SinkRecord;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a name with variables costs each record: a table's name, an object's partition path. A score is nanoseconds a name. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class TemplateBenchmark {

    private static final int BATCH = 5_000;

    private final List<SinkRecord> records = SinkRecords.batch(BATCH);

    @Param({"${topic}", "${topic}/route=${value.VP.route}", "${topic}/${timestamp|yyyy-MM-dd/HH|UTC}"})
    public String text = "";

    private Template<SinkRecord> template = Template.parse("", new RecordVocabulary());
    private long length;

    @Setup
    public void parse() {
        template = Template.parse(text, new RecordVocabulary());
        // Every record of the batch gives a name of the same length.
        length = (long) BATCH * template.render(records.get(0)).length();
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public long rendersABatch() {
        long rendered = 0;
        for (SinkRecord record : records) {
            rendered += template.render(record).length();
        }
        if (rendered != length) {
            throw new IllegalStateException("rendered " + rendered + " characters instead of " + length);
        }
        return rendered;
    }
}
