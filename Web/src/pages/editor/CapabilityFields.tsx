import { Checkbox } from "../../ui/Checkbox";
import { EditorSection } from "./EditorSection";
import { capabilityNames, featureNames, knownCapabilities, type MetaDraft } from "./metaDraft";
import { useEditorStrings } from "./editorStrings";

interface CapabilityFieldsProps {
  draft: Pick<MetaDraft, "capabilities" | "features">;
  onChange(changes: Partial<MetaDraft>): void;
}

/** What clients may offer with the model, and which features are on in a new chat. */
export function CapabilityFields({ draft, onChange }: CapabilityFieldsProps) {
  const strings = useEditorStrings();
  const { capabilities, features } = draft;
  const changed = capabilityNames.filter((name) => capabilities[name] !== knownCapabilities[name]).length;
  const summary = changed + features.length === 0 ? strings.defaultCapabilities : strings.set(changed + features.length);
  return (
    <EditorSection title={strings.capabilitiesTitle} summary={summary}>
      <fieldset className="param-section">
        <legend>{strings.capabilitiesLegend}</legend>
        <div className="checkbox-grid">
          {capabilityNames.map((name) => (
            <Checkbox
              key={name}
              label={strings.capabilities[name].label}
              hint={strings.capabilities[name].hint}
              isChecked={capabilities[name]}
              onChange={(isOn) => onChange({ capabilities: { ...capabilities, [name]: isOn } })}
            />
          ))}
        </div>
      </fieldset>
      <fieldset className="param-section">
        <legend>{strings.featuresLegend}</legend>
        <div className="checkbox-grid">
          {featureNames.map((name) => (
            <Checkbox
              key={name}
              label={strings.capabilities[name].label}
              isChecked={features.includes(name)}
              isDisabled={!capabilities[name]}
              onChange={(isOn) => onChange({ features: isOn ? [...features, name] : features.filter((each) => each !== name) })}
            />
          ))}
        </div>
      </fieldset>
    </EditorSection>
  );
}
