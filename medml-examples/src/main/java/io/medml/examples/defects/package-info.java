/**
 * Runs detectors and validators over public data sets whose defects are known, and says which were found.
 *
 * <p>Start at {@link io.medml.examples.defects.DefectTable}: give it a folder of data sets, get a table of what was found, missed and
 * raised without need. The rules of the detectors were tuned on these same sets, so the table shows what they do, not how well they would do
 * elsewhere. The expectations are in {@link io.medml.examples.defects.KnownDefects}, one list for the table and for the
 * tests, so that the table cannot say what no test shows.
 */
@NullMarked
package io.medml.examples.defects;

import org.jspecify.annotations.NullMarked;
