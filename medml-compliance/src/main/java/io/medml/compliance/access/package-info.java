/**
 * Who a person is to the library and which roles they hold; what a role may sign is set by {@code io.medml.compliance.signature}.
 *
 * <p>Start at {@link io.medml.compliance.access.Person}. Identity comes from the host; this package only names it. All
 * types are immutable.
 */
@NullMarked
package io.medml.compliance.access;

import org.jspecify.annotations.NullMarked;
