package io.medml.compliance.pccp;

import io.medml.core.error.DataException;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.measure.Measurement;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A predetermined change control plan: description of modifications, modification protocol, impact assessment.
 *
 * <p>It is read from a YAML or JSON file, strictly: an unknown key is an error. What a plan should have and lacks is a
 * {@linkplain #findings() finding} with the element's identifier. A plan without an authorization number can be read,
 * recorded and rehearsed, but no decision under it is within an authorized plan. Immutable.
 */
public final class ChangeControlPlan implements Evidence {

    /** Name of the evidence schema. */
    public static final String SCHEMA = "change-control-plan";

    private final String title;
    private final String version;
    private final String edition;
    private final boolean demonstration;
    private final Optional<String> authorization;
    private final Optional<String> authorizationDate;
    private final String intendedUse;
    private final String baselineModel;
    private final String baselineVersion;
    private final List<PlannedModification> modifications;
    private final String failureStatement;
    private final Content.Fields content;
    private final List<Finding> findings;

    ChangeControlPlan(PlanReader read) {
        this.title = read.title;
        this.version = read.version;
        this.edition = read.edition;
        this.demonstration = read.demonstration;
        this.authorization = read.authorization;
        this.authorizationDate = read.authorizationDate;
        this.intendedUse = read.intendedUse;
        this.baselineModel = read.baselineModel;
        this.baselineVersion = read.baselineVersion;
        this.modifications = List.copyOf(read.modifications);
        this.failureStatement = read.failureStatement;
        this.content = read.content;
        this.findings = PlanCompleteness.findings(this, read);
    }

    /**
     * Reads a plan from a file; {@code .json} as JSON, anything else as YAML.
     *
     * @param file the file
     * @return the plan
     * @throws DataException when the file is missing, or a key or value is not understood; names the place
     */
    public static ChangeControlPlan read(Path file) {
        String name = String.valueOf(file.getFileName());
        try {
            byte[] bytes = Files.readAllBytes(file);
            return of(parsed(bytes, name), name);
        } catch (NoSuchFileException e) {
            throw new DataException(
                    "expected the change control plan at " + file + ", found no file there; correct the path", e);
        } catch (IOException e) {
            throw new UncheckedIOException("the change control plan at " + file + " cannot be read", e);
        }
    }

    private static Content.Fields parsed(byte[] bytes, String name) {
        try {
            return (name.toLowerCase(Locale.ROOT).endsWith(".json") ? Content.parse(bytes) : Content.parseYaml(bytes))
                    .asFields();
        } catch (DataException e) {
            throw new DataException(name + ": " + e.getMessage(), e);
        }
    }

    /**
     * A plan from its content.
     *
     * @param content the content
     * @param where names it in messages, such as the file's name
     * @return the plan
     * @throws DataException when a key or value is not understood; names the place
     */
    public static ChangeControlPlan of(Content.Fields content, String where) {
        return new ChangeControlPlan(new PlanReader(content, where));
    }

    /**
     * The title, as the authorization letter names it.
     *
     * @return the title
     */
    public String title() {
        return title;
    }

    /**
     * The version, as the authorization letter names it.
     *
     * @return the version
     */
    public String version() {
        return version;
    }

    /**
     * The edition of the guidance that it follows.
     *
     * @return for example {@code FDA final guidance, reissued 2025-08-18}
     */
    public String edition() {
        return edition;
    }

    /**
     * Whether it only demonstrates; documents say so on every page.
     *
     * @return whether it does
     */
    public boolean demonstration() {
        return demonstration;
    }

    /**
     * The number under which a regulator authorized it, as entered.
     *
     * @return the number, or empty
     */
    public Optional<String> authorization() {
        return authorization;
    }

    /**
     * The date of the authorization, as entered.
     *
     * @return the date, or empty
     */
    public Optional<String> authorizationDate() {
        return authorizationDate;
    }

    /**
     * The intended use that no modification may leave.
     *
     * @return the statement
     */
    public String intendedUse() {
        return intendedUse;
    }

    /**
     * Identifier of the model that was authorized with the plan.
     *
     * @return the model
     */
    public String baselineModel() {
        return baselineModel;
    }

    /**
     * The version that was authorized with the plan.
     *
     * @return the version
     */
    public String baselineVersion() {
        return baselineVersion;
    }

    /**
     * What happens when criteria are not met, as the plan affirms it.
     *
     * @return the statement; empty when the plan lacks it
     */
    public String failureStatement() {
        return failureStatement;
    }

    /**
     * The modifications in their order.
     *
     * @return at least one
     */
    public List<PlannedModification> modifications() {
        return modifications;
    }

    /**
     * Finds a modification.
     *
     * @param id its identifier
     * @return the modification, or empty when the plan does not describe it
     */
    public Optional<PlannedModification> modification(String id) {
        return modifications.stream().filter(m -> m.id().equals(id)).findFirst();
    }

    /**
     * Names the plan and pins its content.
     *
     * @return a reference of kind {@link ArtifactRef.Kind#PLAN}
     */
    public ArtifactRef planReference() {
        return new ArtifactRef(ArtifactRef.Kind.PLAN, title, version, Digest.sha256(content.bytes()));
    }

    @Override
    public String schema() {
        return SCHEMA + "/1";
    }

    @Override
    public List<ArtifactRef> about() {
        return List.of(planReference());
    }

    @Override
    public Provenance provenance() {
        return Provenance.of(ChangeControlPlan.class);
    }

    @Override
    public List<Measurement> measurements() {
        return List.of();
    }

    /**
     * What the plan should have and lacks, by the element's identifier.
     *
     * @return the findings
     */
    @Override
    public List<Finding> findings() {
        return new ArrayList<>(findings);
    }

    @Override
    public Content body() {
        return content;
    }

    /** {@code pccp.plan.approved} only when an authorization number is stated and the plan is no demonstration. */
    @Override
    public String entryType() {
        return authorization.isPresent() && !demonstration ? "pccp.plan.approved" : "evidence.recorded";
    }
}
