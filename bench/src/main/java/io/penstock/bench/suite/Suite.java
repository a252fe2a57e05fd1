package io.penstock.bench.suite;

import io.penstock.bench.measure.Figure;
import io.penstock.bench.measure.Score;
import java.util.List;

/** The cases of one connector. */
public interface Suite {

    /** What is reported, in this order. */
    List<Figure> figures();

    Scale scale(boolean quick);

    /** @throws io.penstock.bench.measure.WrongResultException if a run left behind what it should not */
    List<Score> run(Stage stage) throws Exception;
}
