import type { ModelForm } from "../../api/types";
import { CopyBlock } from "../../ui/CopyBlock";
import { EditorSection } from "./EditorSection";
import { useEditorStrings } from "./editorStrings";

/** Exactly what would be sent; images are shortened. */
export function JsonPreview({ form }: { form: ModelForm }) {
  const strings = useEditorStrings();
  return (
    <EditorSection title={strings.json} summary={strings.jsonHint}>
      <CopyBlock label={strings.json} text={JSON.stringify(form, shortened, 2)} />
    </EditorSection>
  );
}

const shortened = (_key: string, value: unknown): unknown =>
  typeof value === "string" && value.startsWith("data:") && value.length > 80 ? `${value.slice(0, 60)}…` : value;
