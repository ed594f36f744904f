import { AddAudience } from "../access/AddAudience";
import { AudienceList } from "../access/AudienceList";
import type { Audience } from "../access/grants";
import { EditorSection } from "./EditorSection";
import { useAccessStrings } from "../access/accessStrings";
import { useEditorStrings } from "./editorStrings";

interface AccessFieldsProps {
  audiences: Audience[];
  isBaseModel: boolean;
  onChange(audiences: Audience[]): void;
}

/** Grants of a new model; existing ones have their own dialog. */
export function AccessFields({ audiences, isBaseModel, onChange }: AccessFieldsProps) {
  const strings = useAccessStrings();
  const editor = useEditorStrings();
  return (
    <EditorSection title={editor.access} summary={editor.audiences(audiences.length)} isOpen={audiences.length > 0}>
      <p>{isBaseModel ? strings.rightsOfBaseModel : strings.rightsOfPreset}</p>
      <AudienceList audiences={audiences} isBaseModel={isBaseModel} onChange={onChange} />
      <AddAudience audiences={audiences} onChange={onChange} />
    </EditorSection>
  );
}
