/**
 * Which model versions exist, what was live when, and who let them go there.
 *
 * <p>Start at {@link io.medml.core.registry.ModelRegistry}. Versions are immutable; stages are a projection of ledger
 * entries, rebuilt by replay; the host's {@link io.medml.core.registry.PromotionGuard} says whether a version may be
 * promoted, and a refusal is recorded. The registry knows nothing of plans and signatures; the guard does.
 */
@NullMarked
package io.medml.core.registry;

import org.jspecify.annotations.NullMarked;
