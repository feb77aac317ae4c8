/**
 * Who a person is to the library and what their roles permit.
 *
 * <p>Start at {@link io.medml.compliance.access.Person}. Identity comes from the host; this package only names it. All
 * types are immutable.
 */
@NullMarked
package io.medml.compliance.access;

import org.jspecify.annotations.NullMarked;
