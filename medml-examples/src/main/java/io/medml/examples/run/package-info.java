/** The main job: from a table to a signed, recorded release decision and a model card. Start at {@link StudyRun}. */
@NullMarked
package io.medml.examples.run;

import org.jspecify.annotations.NullMarked;
