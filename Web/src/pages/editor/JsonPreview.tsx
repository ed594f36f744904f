import type { ModelForm } from "../../api/types";
import { useWords } from "../../state/language";
import { CopyBlock } from "../../ui/CopyBlock";
import { EditorSection } from "./EditorSection";

/** Exactly what would be sent; pictures are cut, because nobody reads them. */
export function JsonPreview({ form }: { form: ModelForm }) {
  const words = useWords().editor;
  return (
    <EditorSection title={words.json} summary={words.jsonHint}>
      <CopyBlock label={words.json} text={JSON.stringify(form, shortened, 2)} />
    </EditorSection>
  );
}

const shortened = (_key: string, value: unknown): unknown =>
  typeof value === "string" && value.startsWith("data:") && value.length > 80 ? `${value.slice(0, 60)}…` : value;
